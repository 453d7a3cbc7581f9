namespace ErlDist.Connections;

/// <summary>
/// The inbound connections that are in set-up. Beyond the limit the oldest one goes: an honest peer is through in
/// milliseconds, so what is old is silent or slow.
/// </summary>
internal sealed class PendingSetups(int limit)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<PendingSetup> _oldestFirst = [];

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _oldestFirst.Count;
            }
        }
    }

    /// <summary>One more; disposing of it ends it.</summary>
    public PendingSetup Begin(CancellationToken cancellationToken)
    {
        var setup = new PendingSetup(this, cancellationToken);
        PendingSetup? displaced = null;
        lock (_gate)
        {
            if (_oldestFirst.Count >= limit && _oldestFirst.First is { } oldest)
            {
                displaced = oldest.Value;
                _oldestFirst.RemoveFirst();
            }

            _oldestFirst.AddLast(setup.Place);
        }

        displaced?.Displace();
        return setup;
    }

    internal void End(PendingSetup setup)
    {
        lock (_gate)
        {
            if (setup.Place.List is not null)
            {
                _oldestFirst.Remove(setup.Place);
            }
        }
    }
}
