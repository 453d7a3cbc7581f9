using ErlDist.Embedding;

namespace ErlDist.Processes;

/// <summary>
/// What one process owes others and others owe it: links, monitors and its end, as erl_dist_protocol and the reference manual's
/// "Processes" have them. Pure: signals go in, and what follows comes out as a <see cref="Reaction"/>. Not thread-safe: its process locks.
/// </summary>
/// <param name="self">The process.</param>
/// <param name="ledger">Is told of which nodes the others are; null: nobody.</param>
internal sealed class Relations(Pid self, IRelationLedger? ledger = null)
{
    private readonly LinkTable _links = new(ledger);
    private readonly MonitorTable _monitors = new(ledger);
    private volatile Term? _ended;

    /// <summary>The reason with which the process ended; null while it lives. May be read without the lock.</summary>
    public Term? Ended => _ended;

    /// <summary>How many links and monitors there are, of both sides.</summary>
    public int Count => _links.Count + _monitors.Count;

    /// <summary>How many of them others can make.</summary>
    public int OfOthers => _links.Count + _monitors.Watchers;

    /// <summary>We link: true when the other side has to be told.</summary>
    public bool Link(Pid other) => !other.Equals(self) && _links.Link(other);

    /// <summary>Our LINK could not be sent.</summary>
    public void LinkFailed(Pid other) => _links.OnExit(other);

    /// <summary>We unlink: the id to send in UNLINK_ID, or 0 when there is nothing to send.</summary>
    public ulong Unlink(Pid other, bool acknowledged) => _links.Unlink(other, acknowledged);

    /// <summary>We monitor.</summary>
    public void Monitor(Reference reference, MonitorTarget target) => _monitors.Add(reference, target);

    /// <summary>We demonitor: the target, once.</summary>
    public bool Demonitor(Reference reference, out MonitorTarget target) => _monitors.Remove(reference, out target);

    /// <summary>Fires a monitor that another process holds on us, though this one lives on.</summary>
    public Reaction FireWatch(Reference reference, Pid watcher, Term reason) => _monitors.TakeWatcher(reference, watcher, out Watcher taken)
        ? Reaction.Answer(Signals.MonitorDown(self, taken.ByName, taken.Pid, reference), reason)
        : default;

    /// <summary>The references by which another process watches us.</summary>
    public List<Reference> WatchedBy(Pid process) => _monitors.WatchedBy(process);

    /// <summary>A signal that is no message.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="reason">Its reason, where it has one.</param>
    /// <param name="origin">The node that it came from: only that node's monitors and processes are its concern.</param>
    public Reaction OnSignal(in Signal signal, Term? reason, Atom origin)
    {
        if (Ended is not null)
        {
            return OfNobody(signal);
        }

        switch (signal.Kind)
        {
            case SignalKind.Link:
                _links.OnLink(signal.From!);
                return default;
            case SignalKind.Unlink:
                _links.OnUnlink(signal.From!);
                return UnlinkAck(self, signal);
            case SignalKind.UnlinkAck:
                _links.OnUnlinkAck(signal.From!, signal.Id);
                return default;
            case SignalKind.Exit:
                return _links.OnExit(signal.From!) ? Reaction.Exit(signal.From!, reason!, linked: true) : default;
            case SignalKind.Exit2 or SignalKind.Exit2ToName or SignalKind.Exit2ToAlias:
                return Reaction.Exit(signal.From!, reason!, linked: false);
            case SignalKind.Monitor:
                _monitors.AddWatcher(signal.Ref!, new Watcher(signal.From!, signal.Name));
                return default;
            case SignalKind.Demonitor:
                _monitors.RemoveWatcher(signal.Ref!, signal.From!);
                return default;
            case SignalKind.MonitorDown:
                return _monitors.Remove(signal.Ref!, origin, out MonitorTarget target) ? Reaction.Down(signal.Ref!, target, reason!) : default;
            default:
                return default;
        }
    }

    /// <summary>The same for a process that is not there: whoever asks is told <c>noproc</c>.</summary>
    public static Reaction OfNobody(in Signal signal) => signal.Kind switch
    {
        SignalKind.Link => Reaction.Answer(Signals.Exit(signal.To!, signal.From!), Atom.Noproc),
        SignalKind.Unlink => UnlinkAck(signal.To!, signal),
        SignalKind.Monitor => Reaction.Answer(Signals.MonitorDown(signal.To, signal.Name, signal.From!, signal.Ref!), Atom.Noproc),
        _ => default,
    };

    /// <summary>The connection to a node is lost: what there was over it, once.</summary>
    public (List<Pid> Links, List<(Reference Reference, MonitorTarget Target)> Monitors) TakeNode(Atom node) =>
        (_links.TakeNode(node), _monitors.TakeNode(node));

    /// <summary>The process ends: what it sends, in order. Empty when it had ended before.</summary>
    public List<Reaction> End(Term reason, out bool ended)
    {
        List<Reaction> farewell = [];
        ended = _ended is null;
        if (!ended)
        {
            return farewell;
        }

        _ended = reason;
        (List<KeyValuePair<Reference, Watcher>> watchers, List<KeyValuePair<Reference, MonitorTarget>> held) = _monitors.TakeAll();
        foreach ((Reference reference, MonitorTarget target) in held)
        {
            farewell.Add(Reaction.Tell(Signals.Demonitor(self, target, reference), target.Node));
        }

        foreach (Pid other in _links.TakeAll())
        {
            farewell.Add(Reaction.Answer(Signals.Exit(self, other), reason));
        }

        foreach ((Reference reference, Watcher watcher) in watchers)
        {
            farewell.Add(Reaction.Answer(Signals.MonitorDown(self, watcher.ByName, watcher.Pid, reference), reason));
        }

        return farewell;
    }

    private static Reaction UnlinkAck(Pid from, in Signal signal) =>
        signal.Id == 0 ? default : Reaction.Answer(Signals.UnlinkAck(from, signal.From!, signal.Id), null);
}
