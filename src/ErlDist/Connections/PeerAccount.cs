using ErlDist.Wire;

namespace ErlDist.Connections;

/// <summary>What one peer makes this node hold.</summary>
internal sealed class PeerAccount(PeerAccounts accounts, ByteBudget budget, ByteShare functions, Atom peer)
{
    private int _connections;

    /// <summary>The peer.</summary>
    public Atom Peer => peer;

    /// <summary>The bytes.</summary>
    public ByteShare Share { get; } = new(budget);

    /// <summary>How many functions run for it (<see cref="NodeLimits.SpawnedProcesses"/>).</summary>
    public long Functions => functions.Taken;

    /// <summary>How many bytes it holds.</summary>
    public long Bytes => Share.Taken;

    /// <summary>Whether there is a connection.</summary>
    public bool IsConnected => Volatile.Read(ref _connections) > 0;

    /// <summary>How many connections there are: one, or two while a new one takes the place of an old one. Under the lock of all accounts.</summary>
    internal int Connections
    {
        get => _connections;
        set => Volatile.Write(ref _connections, value);
    }

    /// <summary>See <see cref="PeerAccounts.WatchersOf"/>. Under the lock of all accounts.</summary>
    internal HashSet<IPeerWatcher> Watchers { get; } = [];

    /// <summary>The peer brings something that is kept.</summary>
    /// <exception cref="LimitReachedException">It is too much; the peer's connection is to end.</exception>
    public void Hold(long bytes)
    {
        if (!Share.Take(bytes))
        {
            Release(bytes);
            throw new LimitReachedException(Share.Complaint);
        }
    }

    /// <summary>One more function is to run for it; false when there are too many, and it has more than its part.</summary>
    public bool TryBeginFunction()
    {
        if (functions.Take(1))
        {
            return true;
        }

        EndFunction();
        return false;
    }

    /// <summary>One has ended.</summary>
    public void EndFunction()
    {
        if (functions.Return(1) == 0 && !IsConnected)
        {
            accounts.ForgetIfIdle(this);
        }
    }

    /// <summary>Something is no longer kept.</summary>
    public void Release(long bytes)
    {
        if (Share.Return(bytes) == 0 && !IsConnected)
        {
            accounts.ForgetIfIdle(this);
        }
    }
}
