using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Nodes;

/// <summary>
/// What each peer makes this node hold, and which processes have links and monitors with it. Kept by the peer's name: messages that it
/// has left unread still count when it comes back. Safe for many threads.
/// </summary>
internal sealed class PeerAccounts
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Atom, PeerAccount> _accounts = [];
    private readonly ByteBudget _budget;
    private readonly ByteBudget _functions;
    private readonly PeerAccount _own;

    /// <param name="maxBytes"><see cref="NodeLimits.HeldBytes"/>.</param>
    /// <param name="maxFunctions"><see cref="NodeLimits.SpawnedProcesses"/>.</param>
    public PeerAccounts(long maxBytes, int maxFunctions)
    {
        _budget = new ByteBudget(maxBytes);
        _functions = new ByteBudget(maxFunctions, slack: 0);
        _own = new PeerAccount(this, _budget, new ByteShare(_functions), Atom.Undefined);
    }

    /// <summary>How many peers have one.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _accounts.Count;
            }
        }
    }

    /// <summary>How many bytes all of them hold.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _accounts.Values.Sum(account => account.Bytes);
            }
        }
    }

    /// <summary>The account of a peer; of a node that is not connected, such as this one, one for all of them.</summary>
    public PeerAccount Find(Atom peer)
    {
        lock (_gate)
        {
            return _accounts.GetValueOrDefault(peer) ?? _own;
        }
    }

    /// <summary>A connection begins.</summary>
    public PeerAccount Open(Atom peer)
    {
        lock (_gate)
        {
            PeerAccount account = Of(peer);
            account.Connections++;
            return account;
        }
    }

    /// <summary>A connection has ended.</summary>
    public void Close(PeerAccount account)
    {
        lock (_gate)
        {
            account.Connections--;
            ForgetIfIdle(account);
        }
    }

    /// <summary>A process has links or monitors with a node.</summary>
    public PeerAccount Join(Atom peer, LocalProcess process)
    {
        lock (_gate)
        {
            PeerAccount account = Of(peer);
            account.Processes.Add(process);
            return account;
        }
    }

    /// <summary>A process has none with it any more.</summary>
    public void Leave(PeerAccount account, LocalProcess process)
    {
        lock (_gate)
        {
            account.Processes.Remove(process);
            ForgetIfIdle(account);
        }
    }

    /// <summary>The processes that have links or monitors with a node, or had some over the connection that there is.</summary>
    public LocalProcess[] ProcessesWith(Atom peer)
    {
        lock (_gate)
        {
            return _accounts.TryGetValue(peer, out PeerAccount? account) ? [.. account.Processes] : [];
        }
    }

    /// <summary>Nothing is left of a peer that is gone.</summary>
    internal void ForgetIfIdle(PeerAccount account)
    {
        lock (_gate)
        {
            if (account is { Connections: 0, Bytes: 0, Functions: 0, Processes.Count: 0 })
            {
                _accounts.Remove(account.Peer);
            }
        }
    }

    private PeerAccount Of(Atom peer)
    {
        if (!_accounts.TryGetValue(peer, out PeerAccount? account))
        {
            account = new PeerAccount(this, _budget, new ByteShare(_functions), peer);
            _accounts.Add(peer, account);
        }

        return account;
    }
}

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

    /// <summary>See <see cref="PeerAccounts.ProcessesWith"/>. Under the lock of all accounts.</summary>
    internal HashSet<LocalProcess> Processes { get; } = [];

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
