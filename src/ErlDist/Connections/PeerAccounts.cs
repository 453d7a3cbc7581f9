using ErlDist.Wire;

namespace ErlDist.Connections;

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
    public PeerAccount Join(Atom peer, IPeerWatcher watcher)
    {
        lock (_gate)
        {
            PeerAccount account = Of(peer);
            account.Watchers.Add(watcher);
            return account;
        }
    }

    /// <summary>A process has none with it any more.</summary>
    public void Leave(PeerAccount account, IPeerWatcher watcher)
    {
        lock (_gate)
        {
            account.Watchers.Remove(watcher);
            ForgetIfIdle(account);
        }
    }

    /// <summary>The processes that have links or monitors with a node, or had some over the connection that there is.</summary>
    public IPeerWatcher[] WatchersOf(Atom peer)
    {
        lock (_gate)
        {
            return _accounts.TryGetValue(peer, out PeerAccount? account) ? [.. account.Watchers] : [];
        }
    }

    /// <summary>Nothing is left of a peer that is gone.</summary>
    internal void ForgetIfIdle(PeerAccount account)
    {
        lock (_gate)
        {
            if (account is { Connections: 0, Bytes: 0, Functions: 0, Watchers.Count: 0 })
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
