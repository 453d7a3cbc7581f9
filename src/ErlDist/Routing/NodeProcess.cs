using ErlDist.Connections;
using ErlDist.Processes;
using ErlDist.Routing;

namespace ErlDist.Embedding;

/// <summary>
/// What every process of a node has: a pid, a name, links and monitors, and the way to send. Processes of your own derive from
/// <see cref="LocalProcess"/>.
/// </summary>
/// <remarks>Links and monitors are kept here; what they mean stands in <see cref="Relations"/>.</remarks>
public abstract partial class NodeProcess : IPeerWatcher
{
    private readonly Lock _gate = new();
    private readonly RelationLedger _ledger;
    private readonly Relations _relations;
    private HashSet<Reference>? _aliases;

    private protected NodeProcess(ProcessServices local)
    {
        Local = local;
        Pid = local.Processes.NewPid();
        _ledger = new RelationLedger(this, local);
        _relations = new Relations(Pid, _ledger);
        local.Processes.Add(this);
    }

    /// <summary>Its pid.</summary>
    public Pid Pid { get; }

    /// <summary>The name that it is registered under, if any.</summary>
    public string? RegisteredName => Registration?.Name;

    /// <summary>As <see cref="RegisteredName"/>.</summary>
    internal Atom? Registration { get; set; }

    /// <summary>True when it has ended: its pid reaches nothing more.</summary>
    public bool HasEnded => _relations.Ended is not null;

    /// <summary>What all processes of the node share.</summary>
    internal ProcessServices Local { get; }

    /// <summary>Whether exit signals come as messages (<c>process_flag(trap_exit, true)</c>).</summary>
    internal virtual bool TrapsExitSignals => false;

    /// <summary>How many messages wait to be received.</summary>
    internal virtual int WaitingMessages => 0;

    /// <summary>Called when it has ended.</summary>
    internal Action? Ended { get; set; }

    /// <summary>The trace token of the message that it received last, where it has no handler whose flow would have it.</summary>
    internal TraceToken? LastToken { get; set; }

    /// <summary>How many links and monitors it has, its own and those of others.</summary>
    internal int RelationCount
    {
        get
        {
            lock (_gate)
            {
                return _relations.Count;
            }
        }
    }

    /// <summary>Sends a message to a process: <c>Pid ! Message</c>.</summary>
    /// <exception cref="NodeConnectionException">The node is not connected and cannot be.</exception>
    public ValueTask SendAsync(Pid to, Term message, CancellationToken cancellationToken = default) =>
        Local.Router.SendAsync(Traced(Signals.Send(Pid, to)), to.Node, message, cancellationToken);

    /// <summary>Sends a message to a registered name: <c>{Name, Node} ! Message</c>.</summary>
    /// <exception cref="NodeConnectionException">The node is not connected and cannot be.</exception>
    public ValueTask SendAsync(string name, string node, Term message, CancellationToken cancellationToken = default) =>
        Local.Router.SendAsync(Traced(Signals.SendToName(Pid, Atom.Get(name))), Atom.Get(node), message, cancellationToken);

    /// <summary>Sends a message to a process alias: <c>Alias ! Message</c>.</summary>
    /// <exception cref="NodeConnectionException">The node is not connected and cannot be.</exception>
    public ValueTask SendAsync(Reference alias, Term message, CancellationToken cancellationToken = default) =>
        Local.Router.SendAsync(Traced(Signals.SendToAlias(Pid, alias)), alias.Node, message, cancellationToken);

    /// <summary><c>gen:reply/2</c>, as far as the node that the call came from may cause it.</summary>
    private protected void Reply(Pid caller, Term tag, Atom origin, Term answer)
    {
        var reply = GenReply.To(caller, tag);
        Local.Router.Answer(Pid, reply, origin, reply.Message(answer));
    }

    /// <summary>
    /// <c>erlang:send(Alias, Message, [priority])</c> of OTP 28: a process that made the alias by <c>alias([priority])</c> receives the message before
    /// others that wait. To an older release it is a message as any other.
    /// </summary>
    /// <exception cref="NodeConnectionException">The node is not connected and cannot be.</exception>
    public ValueTask SendPriorityAsync(Reference alias, Term message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(alias);
        return Local.Router.SendAsync(Traced(Signals.SendToAlias(Pid, alias) with { IsPriority = true }), alias.Node, message, cancellationToken);
    }

    /// <summary><c>alias/0</c>: a reference that messages can be sent to in place of the pid, until <see cref="Unalias"/>.</summary>
    public Reference Alias()
    {
        Reference alias = Local.Processes.NewReference();
        lock (_gate)
        {
            if (!HasEnded)
            {
                (_aliases ??= []).Add(alias);
                Local.Processes.AddAlias(alias, this);
            }
        }

        return alias;
    }

    /// <summary><c>unalias/1</c>: what is sent to the alias from now on disappears.</summary>
    public bool Unalias(Reference alias)
    {
        lock (_gate)
        {
            return _aliases?.Remove(alias) == true && Local.Processes.RemoveAlias(alias);
        }
    }

    /// <summary>
    /// <c>link/1</c>. A process that is not there, or whose node cannot be reached, answers with an exit signal
    /// <c>noproc</c> or <c>noconnection</c>.
    /// </summary>
    /// <exception cref="ProcessExitException">This process has ended.</exception>
    public async ValueTask LinkAsync(Pid other, CancellationToken cancellationToken = default)
    {
        bool connected = await Local.Router.TryConnectAsync(other.Node, cancellationToken).ConfigureAwait(false);
        bool sent;
        lock (_gate)
        {
            ThrowIfEnded();
            sent = !_relations.Link(other) || (connected && Local.Router.TryRoute(Signals.Link(Pid, other), other.Node));
            if (!sent)
            {
                _relations.LinkFailed(other);
            }
        }

        if (!sent)
        {
            HandleExit(other, Atom.Noconnection, linked: true);
        }
    }

    /// <summary><c>unlink/1</c>: when it returns, no exit signal of that link comes any more.</summary>
    public void Unlink(Pid other)
    {
        lock (_gate)
        {
            bool acknowledged = Local.Router.AcknowledgesUnlink(other.Node);
            if (_relations.Unlink(other, acknowledged) is > 0 and ulong id)
            {
                Local.Router.TryRoute(Signals.Unlink(Pid, other, id), other.Node);
            }
        }
    }

    /// <summary><c>monitor(process, Pid)</c>: <see cref="OnDown"/> is called once, with the reference returned.</summary>
    public ValueTask<Reference> MonitorAsync(Pid process, CancellationToken cancellationToken = default) =>
        MonitorAsync(MonitorTarget.Of(process), Local.Processes.NewReference(), cancellationToken);

    /// <summary><c>monitor(process, {Name, Node})</c>.</summary>
    public ValueTask<Reference> MonitorAsync(string name, string node, CancellationToken cancellationToken = default) =>
        MonitorAsync(MonitorTarget.Of(Atom.Get(name), Atom.Get(node)), Local.Processes.NewReference(), cancellationToken);

    /// <summary>
    /// <c>monitor/2</c> without waiting: a node that is not connected is dialled meanwhile, and one that cannot be reached gives
    /// <c>noconnection</c>.
    /// </summary>
    /// <param name="target">The process.</param>
    /// <param name="reference">The monitor's reference, a new one of this node.</param>
    /// <exception cref="ProcessExitException">This process has ended.</exception>
    public void Monitor(MonitorTarget target, Reference reference)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            _relations.Monitor(reference, target);
            Local.Router.PostControl(Signals.Monitor(Pid, target, reference), target.Node);
        }
    }

    /// <summary><c>demonitor(Ref, [flush])</c> as far as this process is concerned: no <see cref="OnDown"/> comes after it.</summary>
    public void Demonitor(Reference reference)
    {
        lock (_gate)
        {
            if (_relations.Demonitor(reference, out MonitorTarget target))
            {
                Local.Router.TryRoute(Signals.Demonitor(Pid, target, reference), target.Node);
            }
        }
    }

    /// <summary><c>exit(Pid, Reason)</c>: an exit signal without a link.</summary>
    /// <exception cref="NodeConnectionException">The node is not connected and cannot be.</exception>
    public async ValueTask ExitAsync(Pid other, Term reason, CancellationToken cancellationToken = default)
    {
        await Local.Router.ConnectAsync(other.Node, cancellationToken).ConfigureAwait(false);
        Exit(other, reason);
    }

    /// <summary><c>exit/2</c> without waiting: a node that is not connected is dialled meanwhile.</summary>
    public void Exit(Pid other, Term reason)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(reason);
        Local.Router.PostControl(Traced(Signals.Exit2(Pid, other)), other.Node, reason);
    }

    /// <summary>
    /// Fires a monitor that another process holds on this one, though this one lives on: for a caller that will get no reply. Nothing
    /// happens where there is no such monitor.
    /// </summary>
    /// <param name="watcher">The process that monitors.</param>
    /// <param name="reference">Its monitor's reference, which is also the tag of its call.</param>
    /// <param name="reason">What it is told.</param>
    public void FailCaller(Pid watcher, Reference reference, Term reason)
    {
        lock (_gate)
        {
            Send(_relations.FireWatch(reference, watcher, reason));
        }
    }

    /// <summary>As the other, where the call's reference could not be read: all monitors of that process.</summary>
    internal void FailCaller(Pid watcher, Term reason)
    {
        lock (_gate)
        {
            foreach (Reference reference in _relations.WatchedBy(watcher))
            {
                Send(_relations.FireWatch(reference, watcher, reason));
            }
        }
    }

    /// <summary>Ends the process: its name is free, its links get an exit signal, its monitors fire. Once.</summary>
    /// <returns>False when it had ended before.</returns>
    public bool End(Term reason)
    {
        List<Reaction> farewell;
        HashSet<Reference>? aliases;
        lock (_gate)
        {
            farewell = _relations.End(reason, out bool ended);
            if (!ended)
            {
                return false;
            }

            _ledger.Close();
            (aliases, _aliases) = (_aliases, null);
        }

        Local.Processes.Remove(this);
        foreach (Reference alias in aliases ?? [])
        {
            Local.Processes.RemoveAlias(alias);
        }

        foreach (Reaction last in farewell)
        {
            Send(last);
        }

        HandleEnded(reason);
        return true;
    }

    /// <summary>A message has arrived. Its payload is valid during the call only.</summary>
    protected internal abstract void OnMessage(in IncomingMessage message);

    /// <summary>An exit signal has arrived: of a link, which is gone then, or of <c>exit/2</c>.</summary>
    protected internal abstract void OnExit(Pid from, Term reason, bool linked);

    /// <summary>A monitor has fired; <paramref name="object"/> is the pid or <c>{Name, Node}</c>.</summary>
    protected internal abstract void OnDown(Reference reference, Term @object, Term reason);

    /// <summary>The process has ended.</summary>
    protected virtual void OnEnded(Term reason)
    {
    }

    private Signal Traced(in Signal signal) => LastToken?.On(signal) ?? signal;

    private void ThrowIfEnded()
    {
        if (_relations.Ended is { } reason)
        {
            throw new ProcessExitException(Pid, reason);
        }
    }

    private void Send(in Reaction reaction)
    {
        if (reaction.Kind == ReactionKind.Send)
        {
            Local.Router.TryRoute(reaction.Signal, reaction.Node!, reaction.Reason);
        }
    }
}
