using ErlDist.Nodes;

namespace ErlDist.Connections;

/// <summary>
/// The node's ticks, on a thread of their own: they go out also while handlers block every thread of the pool. It sees that, too, and
/// lets the pool have more threads, so that reads and accepts go on.
/// </summary>
internal sealed class Pulse : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);

    private readonly ErlangNode _node;
    private readonly TimeSpan _interval;
    private readonly ManualResetEventSlim _stop = new();
    private readonly PoolWatch _pool = new();
    private bool _isStarved;
    private bool _hasTold;

    /// <summary>Begins.</summary>
    /// <param name="node">The node.</param>
    /// <param name="interval">Between two ticks.</param>
    public Pulse(ErlangNode node, TimeSpan interval)
    {
        _node = node;
        _interval = interval;
        new Thread(Run, maxStackSize: 512 * 1024) { IsBackground = true, Name = "erldist ticks" }.Start();
    }

    /// <summary>Ends the ticks; one may be under way.</summary>
    public void Dispose() => _stop.Set();

    private void Run()
    {
        TimeSpan last = _node.Elapsed;
        TimeSpan pause = _interval < s_look ? _interval : s_look;
        while (!_stop.Wait(pause))
        {
            if (_pool.Look())
            {
                _isStarved = true;
                Tell();
            }

            TimeSpan now = _node.Elapsed;
            if (now - last < _interval)
            {
                continue;
            }

            last = now;
            _node.Tick(readsGoOn: !_isStarved);
            _isStarved = false;
        }

        _stop.Dispose();
    }

    private void Tell()
    {
        if (!_hasTold)
        {
            _hasTold = true;
            _node.Log.PoolBlocked();
        }
    }
}
