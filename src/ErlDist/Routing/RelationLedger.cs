using ErlDist.Connections;
using ErlDist.Processes;

namespace ErlDist.Routing;

/// <summary>
/// The nodes that one process has links and monitors with, so that the loss of a node concerns these processes alone, and what others'
/// links and monitors take counts for their node. Not thread-safe: its process locks.
/// </summary>
internal sealed class RelationLedger(IPeerWatcher process, ProcessServices local) : IRelationLedger
{
    /// <summary>What a link or a monitor takes in memory, about.</summary>
    internal const int RelationBytes = 200;

    // Most processes have to do with one node, if with any.
    private Entry? _first;
    private Dictionary<Atom, Entry>? _more;
    private PeerAccount? _excess;

    /// <summary>What is wrong where the last link or monitor was more than its node may have here; once.</summary>
    public string? TakeExcess()
    {
        string? complaint = _excess?.Share.Complaint;
        _excess = null;
        return complaint;
    }

    /// <inheritdoc/>
    public void OnAdded(Atom node, bool ofOthers)
    {
        if (node.Equals(local.NodeName))
        {
            return;
        }

        if (Find(node) is not { } entry)
        {
            entry = new Entry(local.Accounts.Join(node, process));
            if (_first is null)
            {
                _first = entry;
            }
            else
            {
                (_more ??= []).Add(node, entry);
            }
        }

        entry.Count++;
        if (ofOthers && !entry.Account.Share.Take(RelationBytes))
        {
            _excess = entry.Account;
        }
    }

    /// <inheritdoc/>
    public void OnRemoved(Atom node, bool ofOthers)
    {
        if (Find(node) is not { } entry)
        {
            return;
        }

        entry.Count--;
        if (ofOthers)
        {
            entry.Account.Release(RelationBytes);
        }

        // A call begins and ends a monitor; as long as its node is connected the next one need not join again.
        if (entry.Count == 0 && !entry.Account.IsConnected)
        {
            Leave(entry);
        }
    }

    /// <summary>A node is lost, and all that there was with it has been removed.</summary>
    public void OnLost(Atom node)
    {
        if (Find(node) is { Count: 0 } entry)
        {
            Leave(entry);
        }
    }

    /// <summary>The process has ended, and all that it had has been removed.</summary>
    public void Close()
    {
        if (_first is not null)
        {
            local.Accounts.Leave(_first.Account, process);
        }

        foreach (Entry entry in _more?.Values ?? Enumerable.Empty<Entry>())
        {
            local.Accounts.Leave(entry.Account, process);
        }

        (_first, _more) = (null, null);
    }

    private Entry? Find(Atom node) => _first is { } first && first.Account.Peer.Equals(node) ? first : _more?.GetValueOrDefault(node);

    private void Leave(Entry entry)
    {
        if (entry == _first)
        {
            _first = null;
        }
        else
        {
            _more!.Remove(entry.Account.Peer);
        }

        local.Accounts.Leave(entry.Account, process);
    }

    private sealed class Entry(PeerAccount account)
    {
        public PeerAccount Account => account;

        public int Count { get; set; }
    }
}
