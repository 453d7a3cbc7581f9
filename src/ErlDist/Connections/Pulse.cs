namespace ErlDist.Connections;

/// <summary>
/// The node's ticks, on a thread of their own: they go out also while handlers block every thread of the pool. It sees that, too, and
/// lets the pool have more threads, so that reads and accepts continue.
/// </summary>
internal sealed class Pulse : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);

    private readonly ConnectionServices _services;
    private readonly PeerTable _peers;
    private readonly TimeSpan _interval;
    private readonly ManualResetEventSlim _stop = new();
    private readonly PoolWatch _pool = new();
    private bool _isStarved;
    private bool _hasTold;

    /// <summary>Begins.</summary>
    /// <param name="services">What connections share.</param>
    /// <param name="peers">Those whose connections are ticked.</param>
    /// <param name="interval">Between two ticks.</param>
    public Pulse(ConnectionServices services, PeerTable peers, TimeSpan interval)
    {
        _services = services;
        _peers = peers;
        _interval = interval;
        new Thread(Run, maxStackSize: 512 * 1024) { IsBackground = true, Name = "erldist ticks" }.Start();
    }

    /// <summary>Ends the ticks; one may be under way.</summary>
    public void Dispose() => _stop.Set();

    private void Run()
    {
        TimeSpan last = _services.Elapsed;
        TimeSpan pause = _interval < s_look ? _interval : s_look;
        while (!_stop.Wait(pause))
        {
            if (_pool.Look())
            {
                _isStarved = true;
                Tell();
            }

            TimeSpan now = _services.Elapsed;
            if (now - last < _interval)
            {
                continue;
            }

            last = now;
            Tick();
            _isStarved = false;
        }

        _stop.Dispose();
    }

    private void Tick()
    {
        foreach (Connection connection in _peers.Up)
        {
            connection.OnTickInterval(readsGoOn: !_isStarved); // Where this node itself could not read, nobody's silence counts.
        }

        _services.Complaints.Flush();
    }

    private void Tell()
    {
        if (!_hasTold)
        {
            _hasTold = true;
            _services.Log.PoolBlocked();
        }
    }
}
