using System.Collections.Concurrent;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Nodes;

/// <summary>
/// Signals between processes of one node, links and monitors, in order and away from the locks of those who send them.
/// </summary>
internal sealed class LocalSignals(ErlangNode node) : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<(Signal Signal, Term? Reason)> _signals = new();
    private int _running;

    public void Enqueue(in Signal signal, Term? reason)
    {
        _signals.Enqueue((signal, reason));
        if (Interlocked.Exchange(ref _running, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        do
        {
            while (_signals.TryDequeue(out (Signal Signal, Term? Reason) next))
            {
                node.Router.DeliverControl(next.Signal, next.Reason, node.NameAtom);
            }

            Interlocked.Exchange(ref _running, 0); // Not a plain write: what was queued before it must be seen after it.
        }
        while (!_signals.IsEmpty && Interlocked.Exchange(ref _running, 1) == 0);
    }
}
