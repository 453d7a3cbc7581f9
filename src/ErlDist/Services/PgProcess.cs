using ErlDist.Embedding;
using ErlDist.Routing;

namespace ErlDist.Services;

/// <summary>
/// The process of one scope of <c>pg</c>: it tells the scope processes of its peers who joined and left here, and is told by each about
/// that one's own node.
/// </summary>
internal sealed class PgProcess(ProcessServices local, Atom scope) : ServiceProcess(local)
{
    private static readonly Atom s_sync = Atom.Get("sync");
    private static readonly Atom s_discover = Atom.Get("discover");
    private static readonly Atom s_join = Atom.Get("join");
    private static readonly Atom s_leave = Atom.Get("leave");

    private readonly Lock _gate = new();
    private readonly PgGroups _groups = new(local.Limits.NamesPerPeer);
    private readonly Dictionary<Reference, (Pid Receiver, Term? Group)> _monitors = [];

    /// <summary>Reads under the lock.</summary>
    public T Read<T>(Func<PgGroups, T> read)
    {
        lock (_gate)
        {
            return read(_groups);
        }
    }

    /// <summary>A peer may have such a scope: it is asked, and answers if it has.</summary>
    public void Discover(Atom peer) => Local.Router.Answer(Signals.SendToName(Pid, scope), peer, Term.Tuple(s_discover, Pid));

    public void Join(Term group, IReadOnlyList<Pid> processes)
    {
        lock (_gate)
        {
            foreach (Pid process in processes)
            {
                if (_groups.JoinLocal(group, process))
                {
                    TryMonitor(new MonitorTarget(Local.NodeName, process, null), Local.Processes.NewReference());
                }
            }

            Broadcast(Term.Tuple(s_join, Pid, group, OneOrList(processes)));
            Tell([new PgChange(true, group, processes)]);
        }
    }

    public bool Leave(Term group, IReadOnlyList<Pid> processes)
    {
        lock (_gate)
        {
            Pid[] left = [.. processes.Where(process => _groups.LeaveLocal(group, process))];
            if (left.Length == 0)
            {
                return false;
            }

            Broadcast(Term.Tuple(s_leave, Pid, OneOrList(left), Term.List(group)));
            Tell([new PgChange(false, group, left)]);
            return true;
        }
    }

    /// <summary>Tells a process of this node of changes; what it is told starts from what is returned.</summary>
    public IReadOnlyDictionary<Term, IReadOnlyList<Pid>> Monitor(Pid receiver, Term? group, Reference reference)
    {
        lock (_gate)
        {
            _monitors[reference] = (receiver, group);
            TryMonitor(new MonitorTarget(Local.NodeName, receiver, null), reference);
            return (group is null ? _groups.Groups : [group]).ToDictionary(g => g, _groups.Members);
        }
    }

    public bool EndMonitor(Reference reference)
    {
        lock (_gate)
        {
            Demonitor(reference);
            return _monitors.Remove(reference);
        }
    }

    /// <inheritdoc/>
    protected internal override void OnMessage(in IncomingMessage message)
    {
        // Each peer is believed about itself. Newer releases add the version of their protocol to discover.
        var term = message.ToTerm();
        switch (term)
        {
            case ErlTuple and [Atom { Name: "discover" }, Pid peer, ..] when peer.Node.Equals(message.Origin):
                lock (_gate)
                {
                    Send(peer, message.Origin, Term.Tuple(SystemMessages.GenCast, Term.Tuple(s_sync, Pid, _groups.Local)));
                    if (Watch(peer))
                    {
                        Send(peer, message.Origin, Term.Tuple(s_discover, Pid));
                    }
                }

                break;
            case ErlTuple and [Atom { Name: "$gen_cast" }, ErlTuple and [Atom { Name: "sync" }, Pid peer, ErlList groups]] when peer.Node.Equals(message.Origin):
                lock (_gate)
                {
                    Watch(peer);
                    Tell(_groups.Sync(peer, Pairs(groups)));
                }

                break;
            case ErlTuple and [Atom { Name: "join" }, Pid peer, Term group, Term processes] when peer.Node.Equals(message.Origin):
                lock (_gate)
                {
                    Tell(_groups.Join(peer, group, Pids(processes)));
                }

                break;
            case ErlTuple and [Atom { Name: "system" }, ..]:
                AnswersSystem(term, message.Origin);
                break;
            case ErlTuple and [Atom { Name: "leave" }, Pid peer, Term processes, ErlList groups] when peer.Node.Equals(message.Origin):
                lock (_gate)
                {
                    Tell(_groups.Leave(peer, Pids(processes), groups.ToArray()));
                }

                break;
        }
    }

    /// <inheritdoc/>
    protected internal override void OnDown(Reference reference, Term @object, Term reason)
    {
        lock (_gate)
        {
            if (_monitors.Remove(reference) || @object is not Pid process)
            {
                return;
            }

            if (!process.Node.Equals(Local.NodeName))
            {
                Tell(_groups.RemovePeer(process));
            }
            else if (_groups.RemoveLocal(process) is { Count: > 0 } groups)
            {
                Broadcast(Term.Tuple(s_leave, Pid, process, Term.List([.. groups])));
                Tell([.. groups.Select(group => new PgChange(false, group, [process]))]);
            }
        }
    }

    private static Term OneOrList(IReadOnlyList<Pid> processes) => processes.Count == 1 ? processes[0] : Term.List([.. processes]);

    private static IReadOnlyList<Pid> Pids(Term processes) => processes switch
    {
        Pid process => [process],
        ErlList list => [.. list.ToArray().OfType<Pid>()],
        _ => [],
    };

    private static IEnumerable<(Term Group, IReadOnlyList<Pid> Processes)> Pairs(ErlList groups)
    {
        foreach (Term pair in groups.ToArray())
        {
            if (pair is ErlTuple and [Term group, ErlList processes])
            {
                yield return (group, Pids(processes));
            }
        }
    }

    /// <summary>False when it is known already, or its node is gone again.</summary>
    private bool Watch(Pid peer) =>
        !_groups.Peers.Contains(peer) && TryMonitor(new MonitorTarget(peer.Node, peer, null), Local.Processes.NewReference()) && _groups.AddPeer(peer);

    private void Broadcast(Term message)
    {
        foreach (Pid peer in _groups.Peers)
        {
            Send(peer, peer.Node, message);
        }
    }

    private void Tell(IReadOnlyList<PgChange> changes)
    {
        foreach (PgChange change in changes)
        {
            foreach ((Reference reference, (Pid receiver, Term? group)) in _monitors)
            {
                if (group is null || group.Equals(change.Group))
                {
                    Send(receiver, Local.NodeName,
                        Term.Tuple(reference, change.Joined ? s_join : s_leave, change.Group, Term.List([.. change.Processes])));
                }
            }
        }
    }
}
