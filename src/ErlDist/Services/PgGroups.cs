namespace ErlDist.Services;

/// <summary>
/// The members of the groups of one scope, as <c>pg</c> keeps them: what processes of this node joined, and what each peer's scope process
/// says of the processes of its own node. A process is in a group as often as it joined it.
/// </summary>
/// <param name="maxPerPeer">How many memberships one peer may have here; further ones are dropped.</param>
internal sealed class PgGroups(int maxPerPeer)
{
    private const int MaxLeaves = 10_000;

    private readonly Dictionary<Term, Dictionary<Pid, int>> _members = [];
    private readonly Dictionary<Term, Dictionary<Pid, int>> _local = [];
    private readonly Dictionary<Pid, List<Term>> _joined = [];
    private readonly Dictionary<Pid, PeerGroups> _peers = [];

    /// <summary>The groups that have members.</summary>
    public IReadOnlyList<Term> Groups => [.. _members.Keys];

    /// <summary>The groups that have members on this node.</summary>
    public IReadOnlyList<Term> LocalGroups => [.. _local.Keys];

    /// <summary>The peers' scope processes that are known.</summary>
    public IReadOnlyList<Pid> Peers => [.. _peers.Keys];

    /// <summary>All memberships of this node's processes, as a <c>sync</c> message has them.</summary>
    public ErlList Local => Term.List([.. _local.Select(pair => Term.Tuple(pair.Key, Term.List([.. Expand(pair.Value)])))]);

    /// <summary>The members of a group.</summary>
    public IReadOnlyList<Pid> Members(Term group) => _members.TryGetValue(group, out Dictionary<Pid, int>? pids) ? [.. Expand(pids)] : [];

    /// <summary>The members of a group that live on this node.</summary>
    public IReadOnlyList<Pid> LocalMembers(Term group) => _local.TryGetValue(group, out Dictionary<Pid, int>? pids) ? [.. Expand(pids)] : [];

    /// <summary>A process of this node joins.</summary>
    /// <returns>True when it was in no group before, and so is to be watched.</returns>
    public bool JoinLocal(Term group, Pid process)
    {
        Add(_members, group, process);
        Add(_local, group, process);
        bool isNew = !_joined.TryGetValue(process, out List<Term>? groups);
        if (isNew)
        {
            _joined[process] = groups = [];
        }

        groups!.Add(group);
        return isNew;
    }

    /// <summary>A process of this node leaves a group once.</summary>
    /// <returns>False when it was not in it.</returns>
    public bool LeaveLocal(Term group, Pid process)
    {
        if (!_joined.TryGetValue(process, out List<Term>? groups) || !groups.Remove(group))
        {
            return false;
        }

        if (groups.Count == 0)
        {
            _joined.Remove(process);
        }

        Remove(_local, group, process);
        Remove(_members, group, process);
        return true;
    }

    /// <summary>Whether a process of this node is in any group.</summary>
    public bool HasJoined(Pid process) => _joined.ContainsKey(process);

    /// <summary>A process of this node has ended.</summary>
    /// <returns>The groups that it was in, as often as it was.</returns>
    public IReadOnlyList<Term> RemoveLocal(Pid process)
    {
        if (!_joined.Remove(process, out List<Term>? groups))
        {
            return [];
        }

        foreach (Term group in groups)
        {
            Remove(_local, group, process);
            Remove(_members, group, process);
        }

        return groups;
    }

    /// <summary>A peer's scope process is known from now on; false when it was.</summary>
    public bool AddPeer(Pid scope) => _peers.TryAdd(scope, new PeerGroups());

    /// <summary>All memberships of a peer's processes, in place of those known so far.</summary>
    public IReadOnlyList<PgChange> Sync(Pid scope, IEnumerable<(Term Group, IReadOnlyList<Pid> Processes)> groups)
    {
        List<PgChange> changes = [.. RemovePeer(scope)];
        _peers[scope] = new PeerGroups();
        foreach ((Term group, IReadOnlyList<Pid> processes) in groups)
        {
            changes.AddRange(Join(scope, group, processes));
        }

        return WithoutWhatStays(changes);
    }

    /// <summary>Processes of a peer join a group.</summary>
    public IReadOnlyList<PgChange> Join(Pid scope, Term group, IReadOnlyList<Pid> processes)
    {
        if (!_peers.TryGetValue(scope, out PeerGroups? peer) || !SharedName.IsShort(group))
        {
            return [];
        }

        var joined = new List<Pid>();
        foreach (Pid process in processes)
        {
            if (process.Node.Equals(scope.Node) && peer.Count < maxPerPeer)
            {
                peer.Count++;
                Add(peer.Groups, group, process);
                Add(_members, group, process);
                joined.Add(process);
            }
        }

        return joined.Count > 0 ? [new PgChange(true, group, joined)] : [];
    }

    /// <summary>Processes of a peer leave groups.</summary>
    public IReadOnlyList<PgChange> Leave(Pid scope, IReadOnlyList<Pid> processes, IReadOnlyList<Term> groups)
    {
        // pg tells of one process and its groups, or of processes and one group: each of many for each of many would cost more than its bytes.
        if (!_peers.TryGetValue(scope, out PeerGroups? peer) || (long)processes.Count * groups.Count > MaxLeaves + processes.Count + groups.Count)
        {
            return [];
        }

        var changes = new List<PgChange>();
        foreach (Term group in groups)
        {
            var left = new List<Pid>();
            foreach (Pid process in processes)
            {
                if (Remove(peer.Groups, group, process))
                {
                    peer.Count--;
                    Remove(_members, group, process);
                    left.Add(process);
                }
            }

            if (left.Count > 0)
            {
                changes.Add(new PgChange(false, group, left));
            }
        }

        return changes;
    }

    /// <summary>A peer is gone, and with it its processes.</summary>
    public IReadOnlyList<PgChange> RemovePeer(Pid scope)
    {
        if (!_peers.Remove(scope, out PeerGroups? peer))
        {
            return [];
        }

        var changes = new List<PgChange>();
        foreach ((Term group, Dictionary<Pid, int> pids) in peer.Groups)
        {
            Pid[] left = [.. Expand(pids)];
            foreach (Pid process in left)
            {
                Remove(_members, group, process);
            }

            changes.Add(new PgChange(false, group, left));
        }

        return changes;
    }

    /// <summary>A sync tells everything again: who is in a group before and after it has neither left nor joined.</summary>
    private static List<PgChange> WithoutWhatStays(List<PgChange> changes)
    {
        var result = new List<PgChange>();
        foreach (IGrouping<Term, PgChange> group in changes.GroupBy(c => c.Group))
        {
            var net = new Dictionary<Pid, int>();
            foreach (PgChange change in group)
            {
                foreach (Pid process in change.Processes)
                {
                    net[process] = net.GetValueOrDefault(process) + (change.Joined ? 1 : -1);
                }
            }

            Pid[] left = [.. Expand(net.Where(n => n.Value < 0).Select(n => KeyValuePair.Create(n.Key, -n.Value)))];
            Pid[] joined = [.. Expand(net.Where(n => n.Value > 0))];
            if (left.Length > 0)
            {
                result.Add(new PgChange(false, group.Key, left));
            }

            if (joined.Length > 0)
            {
                result.Add(new PgChange(true, group.Key, joined));
            }
        }

        return result;
    }

    private static IEnumerable<Pid> Expand(IEnumerable<KeyValuePair<Pid, int>> counts) =>
        counts.SelectMany(pair => Enumerable.Repeat(pair.Key, pair.Value));

    private static void Add(Dictionary<Term, Dictionary<Pid, int>> groups, Term group, Pid process)
    {
        if (!groups.TryGetValue(group, out Dictionary<Pid, int>? pids))
        {
            groups[group] = pids = [];
        }

        pids[process] = pids.GetValueOrDefault(process) + 1;
    }

    private static bool Remove(Dictionary<Term, Dictionary<Pid, int>> groups, Term group, Pid process)
    {
        if (!groups.TryGetValue(group, out Dictionary<Pid, int>? pids) || !pids.TryGetValue(process, out int count))
        {
            return false;
        }

        if (count > 1)
        {
            pids[process] = count - 1;
        }
        else
        {
            pids.Remove(process);
            if (pids.Count == 0)
            {
                groups.Remove(group);
            }
        }

        return true;
    }

    private sealed class PeerGroups
    {
        public Dictionary<Term, Dictionary<Pid, int>> Groups { get; } = [];

        public int Count { get; set; }
    }
}
