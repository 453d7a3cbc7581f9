using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Routing;

namespace ErlDist.Services;

/// <summary>
/// <c>global_name_server</c> of a visible node: it holds the names and locks that are set on all nodes of the cluster, by the calls that
/// <c>global</c> makes on each.
/// </summary>
/// <remarks>
/// Two nodes of OTP that meet lock both partitions and compare their names. This one takes no part in that: it says that it is in sync,
/// tells the peer its own names under the peer's lock and asks for the peer's (<see cref="GlobalNames"/>). Two of this library begin with
/// a greeting (<see cref="GlobalGreeter"/>), and each tells the other its names. It speaks version 7 of the
/// protocol, which tells of connections that are lost (<see cref="Overlaps"/>), and version 5 where
/// <see cref="ErlangNodeOptions.PreventOverlappingPartitions"/> is false.
/// </remarks>
internal sealed class GlobalNameServerProcess(ProcessServices local, PeerTable peers) : ServiceProcess(local)
{
    /// <summary>The name that it is registered under.</summary>
    public static readonly Atom ServerName = Atom.Get("global_name_server");

    private static readonly Atom s_inSync = Atom.Get("in_sync");
    private static readonly Atom s_yes = Atom.Get("yes");
    private static readonly Atom s_notSupported = Atom.Get("not_supported");

    private readonly Lock _gate = new();
    private readonly GlobalTable _table = new();
    private readonly Dictionary<Pid, Reference> _watched = [];

    /// <summary>What keeps the cluster from falling into parts that overlap.</summary>
    public required Overlaps Overlaps { get; init; }

    /// <summary>A peer wants to synchronize: called once it has been told that it is in sync.</summary>
    public required Action<Atom> Met { get; init; }

    /// <summary>A peer names nodes that are in the cluster.</summary>
    public required Action<IReadOnlyList<Atom>> Learnt { get; init; }

    /// <summary>Whether a peer is a node of this library, which tells its names as this one does.</summary>
    public required Func<Atom, bool> IsKin { get; init; }

    /// <summary>A process of this node has lost a name to another one, by the word of a node of this library.</summary>
    public required Action<Term, Pid, Term> Yielded { get; init; }

    /// <summary>Reads or changes the table under the lock.</summary>
    public T With<T>(Func<GlobalTable, T> use)
    {
        lock (_gate)
        {
            return use(_table);
        }
    }

    /// <summary>Gives a name to a process that is watched from now on; false when its node is not connected, so that nobody would say when it ends.</summary>
    public bool Register(Term name, Pid process, Term method)
    {
        lock (_gate)
        {
            if (!Watch(process))
            {
                return false;
            }

            _table.TryFind(name, out Pid? before);
            _table.Register(name, process, method);
            UnwatchIfIdle(before);
            return true;
        }
    }

    /// <summary>As <see cref="Register"/>, as far as a peer that says so, and the process's own node, may have more names here.</summary>
    public void Learn(Term name, Pid process, Term method, Atom origin)
    {
        lock (_gate)
        {
            if (HasRoom(origin) && HasRoom(process.Node) && SharedName.IsShort(name) && SharedName.IsShort(method))
            {
                Register(name, process, method);
            }
        }
    }

    /// <summary>
    /// As <see cref="Learn"/>, from a node of this library that this one has met: where both have the name, both keep the lesser process.
    /// </summary>
    public void Compare(Term name, Pid process, Term method, Atom origin)
    {
        Pid? before;
        lock (_gate)
        {
            _table.TryFind(name, out before);
            if (before?.CompareTo(process) < 0)
            {
                return;
            }

            Learn(name, process, method, origin);
            if (before is null || before.Equals(process) || !_table.TryFind(name, out Pid? now) || !now.Equals(process))
            {
                return;
            }
        }

        if (before.Node.Equals(Local.NodeName))
        {
            Yielded(name, process, method);
        }
    }

    /// <summary>Takes a name away.</summary>
    public void Unregister(Term name)
    {
        lock (_gate)
        {
            _table.TryFind(name, out Pid? before);
            _table.Unregister(name);
            UnwatchIfIdle(before);
        }
    }

    /// <inheritdoc/>
    protected internal override void OnMessage(in IncomingMessage message)
    {
        Atom origin = message.Origin;
        var term = message.ToTerm();
        switch (term)
        {
            case ErlTuple and [Atom { Name: "$gen_cast" }, ErlTuple and [Atom { Name: "init_connect" }, Term version, Atom peer, _]] when peer.Equals(origin):
                Overlaps.OnMet(peer, version);
                Send(ServerName, peer, origin, Term.Tuple(SystemMessages.GenCast, Term.Tuple(s_inSync, Local.NodeName, Atom.True)));
                Met(peer);
                break;
            case ErlTuple and [Atom { Name: "$gen_cast" }, ErlTuple and [Atom { Name: "new_nodes" }, Atom peer, ErlList operations, _, ErlList nodes, _]]
                when peer.Equals(origin):
                Apply(operations, origin);
                Learnt(Names(nodes));
                break;
            case ErlTuple and [Atom { Name: "lost_connection" }, Atom teller, ErlInteger creation, ErlInteger operation, Atom lost]:
                Overlaps.OnLost(Pid, origin, teller, creation.Value, operation.Value, lost);
                break;
            case ErlTuple and [Atom { Name: "remove_connection" }, Atom peer] when peer.Equals(origin):
                Overlaps.Remove(peer);
                break;
            case ErlTuple and [Atom { Name: "$gen_call" }, ErlTuple and [Pid caller, Term tag], Term request]:
                Reply(caller, tag, origin, Answer(request, caller, origin));
                break;
            case ErlTuple and [Atom { Name: "system" }, ..]:
                AnswersSystem(term, origin);
                break;
            case ErlTuple and [Atom { Name: "whereis" }, Term name, ErlTuple and [Pid caller, Term tag]]:
                Reply(caller, tag, origin, With(t => t.TryFind(name, out Pid? process) ? process : (Term)Atom.Undefined));
                break;
        }
    }

    /// <inheritdoc/>
    protected internal override void OnDown(Reference reference, Term @object, Term reason)
    {
        if (@object is Pid process)
        {
            lock (_gate)
            {
                _watched.Remove(process);
                _table.RemoveProcess(process);
            }
        }
    }

    /// <summary>The names of a list of nodes, with the versions of their protocol or without.</summary>
    public static IReadOnlyList<Atom> Names(ErlList nodes) =>
        [.. nodes.ToArray().Select(n => n switch { Atom name => name, ErlTuple and [Atom name, _] => name, _ => null }).OfType<Atom>()];

    private Term Answer(Term request, Pid caller, Atom origin)
    {
        switch (request)
        {
            case Atom { Name: "get_known" or "get_synced" }:
                return Term.List([.. peers.Up.Where(c => !c.Handshake.IsHidden).Select(c => c.PeerName)]);
            case Atom { Name: "get_names_ext" }:
                return ErlList.Empty;
            case Atom { Name: "get_protocol_version" }:
                return Overlaps.Version;
            case ErlTuple and [Atom { Name: "sync" }, ..]:
                return Atom.Ok;
            case ErlTuple and [Atom { Name: "whereis" }, Term name]:
                return With(t => t.TryFind(name, out Pid? process) ? process : (Term)Atom.Undefined);
        }

        if (!caller.Node.Equals(origin))
        {
            return Term.Tuple(Atom.Error, s_notSupported); // Locks are for those who ask themselves.
        }

        lock (_gate)
        {
            switch (request)
            {
                case ErlTuple and [Atom { Name: "set_lock" }, ErlTuple and [Term resource, Term requester]]:
                    bool set = HasRoom(origin) && SharedName.IsShort(resource) && SharedName.IsShort(requester) && Watch(caller) && _table.SetLock(resource, requester, caller);
                    UnwatchIfIdle(caller);
                    return set ? Atom.True : Atom.False;
                case ErlTuple and [Atom { Name: "del_lock" }, ErlTuple and [Term resource, Term requester]]:
                    _table.DeleteLock(resource, requester, caller);
                    UnwatchIfIdle(caller);
                    return Atom.True;
                case ErlTuple and [Atom { Name: "register" or "register_ext" }, Term name, Pid process, Term method, ..]:
                    Learn(name, process, method, origin);
                    return s_yes;
                case ErlTuple and [Atom { Name: "unregister" }, Term name]:
                    Unregister(name);
                    return Atom.Ok;
                default:
                    return Term.Tuple(Atom.Error, s_notSupported);
            }
        }
    }

    private void Apply(ErlList operations, Atom origin)
    {
        foreach (Term operation in operations)
        {
            if (peers.Find(origin) is not { Reason: null })
            {
                break; // Its names go with it.
            }

            switch (operation)
            {
                case ErlTuple and [Atom { Name: "insert" }, ErlTuple and [Term name, Pid process, Term method]] when IsKin(origin):
                    Compare(name, process, method, origin);
                    break;
                case ErlTuple and [Atom { Name: "insert" }, ErlTuple and [Term name, Pid process, Term method]]:
                    Learn(name, process, method, origin);
                    break;
                case ErlTuple and [Atom { Name: "delete" }, Term name]:
                    Unregister(name);
                    break;
            }
        }
    }

    private bool HasRoom(Atom node) => _table.CountOf(node) < Local.Limits.NamesPerPeer;

    /// <summary>It never connects: the word of one peer is no reason to dial another node.</summary>
    private bool Watch(Pid process)
    {
        if (_watched.ContainsKey(process))
        {
            return true;
        }

        Reference reference = Local.Processes.NewReference();
        if (!TryMonitor(MonitorTarget.Of(process), reference))
        {
            return false;
        }

        _watched[process] = reference;
        return true;
    }

    private void UnwatchIfIdle(Pid? process)
    {
        if (process is not null && !_table.Has(process) && _watched.Remove(process, out Reference? reference))
        {
            Demonitor(reference);
        }
    }
}
