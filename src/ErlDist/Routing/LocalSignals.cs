using System.Collections.Concurrent;
using ErlDist.Embedding;

namespace ErlDist.Routing;

/// <summary>
/// Signals between processes of one node. Links and monitors wait in a queue, away from the locks of those who send them;
/// a message goes straight to its receiver, unless signals that were sent before it still wait: what one process sends
/// another arrives in order, as on the BEAM.
/// </summary>
internal sealed class LocalSignals(SignalRouter router) : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<(Signal Signal, Term? Payload)> _signals = new();

    /// <summary>How many are queued or being delivered.</summary>
    private int _pending;

    public void Enqueue(in Signal signal, Term? payload)
    {
        _signals.Enqueue((signal, payload));
        if (Interlocked.Increment(ref _pending) == 1)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    public void Send(in Signal signal, Term message)
    {
        if (Volatile.Read(ref _pending) == 0)
        {
            router.DeliverLocally(signal, message);
        }
        else
        {
            Enqueue(signal, message);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        do
        {
            _signals.TryDequeue(out (Signal Signal, Term? Payload) next);
            router.DeliverLocally(next.Signal, next.Payload);
        }
        while (Interlocked.Decrement(ref _pending) != 0);
    }
}
