using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Nodes;

/// <summary>
/// A thing of this node that has a pid: it receives signals and sends them. This is the seam between the node and what
/// lives on it: a <see cref="Mailbox"/>, a <see cref="GenServer"/>, or a stand-in for an actor.
/// </summary>
/// <remarks>
/// The <c>On…</c> methods are called in the order of arrival on the loop that reads the peer's connection, so they must
/// be quick and never block: what takes time goes to a queue of the process's own. One that throws ends the process, as on
/// the BEAM; only <see cref="TermFormatException"/> out of reading a payload is the peer's fault and ends its connection.
/// Links and monitors are kept here.
/// </remarks>
public abstract class LocalProcess
{
    private readonly Lock _gate = new();
    private readonly LinkTable _links = new();
    private readonly MonitorTable _monitors = new();
    private Term? _ended;

    /// <summary>Gives the process its pid on a node.</summary>
    /// <exception cref="InvalidOperationException">The node has no name yet, or has stopped.</exception>
    protected LocalProcess(ErlangNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        Node = node;
        Pid = node.Processes.Add(this);
    }

    /// <summary>The node that it lives on.</summary>
    public ErlangNode Node { get; }

    /// <summary>Its pid.</summary>
    public Pid Pid { get; }

    /// <summary>The name that it is registered under, if any.</summary>
    public Atom? RegisteredName { get; internal set; }

    /// <summary>True when it has ended: its pid reaches nothing more.</summary>
    public bool HasEnded => Volatile.Read(ref _ended) is not null;

    /// <summary>Called when it has ended.</summary>
    internal Action? Ended { get; set; }

    /// <summary>How many links and monitors it has, its own and those of others.</summary>
    internal int Relations
    {
        get
        {
            lock (_gate)
            {
                return _links.Count + _monitors.Count;
            }
        }
    }

    /// <summary>Sends a message to a process: <c>Pid ! Message</c>.</summary>
    /// <exception cref="NodeConnectionException">The node is not connected and cannot be.</exception>
    public ValueTask SendAsync(Pid to, Term message, CancellationToken cancellationToken = default) =>
        Node.Router.SendAsync(Signals.Send(Pid, to), to.Node, message, cancellationToken);

    /// <summary>Sends a message to a registered name: <c>{Name, Node} ! Message</c>.</summary>
    /// <exception cref="NodeConnectionException">The node is not connected and cannot be.</exception>
    public ValueTask SendAsync(Atom name, Atom node, Term message, CancellationToken cancellationToken = default) =>
        Node.Router.SendAsync(Signals.SendToName(Pid, name), node, message, cancellationToken);

    /// <summary>Sends a message to a process alias: <c>Alias ! Message</c>.</summary>
    /// <exception cref="NodeConnectionException">The node is not connected and cannot be.</exception>
    public ValueTask SendAsync(Reference alias, Term message, CancellationToken cancellationToken = default) =>
        Node.Router.SendAsync(Signals.SendToAlias(Pid, alias), alias.Node, message, cancellationToken);

    /// <summary>
    /// <c>link/1</c>. A process that is not there, or whose node cannot be reached, answers with an exit signal
    /// <c>noproc</c> or <c>noconnection</c>.
    /// </summary>
    /// <exception cref="ProcessExitException">This process has ended.</exception>
    public async ValueTask LinkAsync(Pid other, CancellationToken cancellationToken = default)
    {
        bool connected = await Node.Router.TryConnectAsync(other.Node, cancellationToken).ConfigureAwait(false);
        bool sent;
        lock (_gate)
        {
            ThrowIfEnded();
            sent = other.Equals(Pid) || !_links.Link(other) || (connected && Node.Router.TryRoute(Signals.Link(Pid, other), other.Node));
            if (!sent)
            {
                _links.OnExit(other);
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
            bool acknowledged = Node.Router.AcknowledgesUnlink(other.Node);
            if (_links.Unlink(other, acknowledged) is > 0 and ulong id)
            {
                Node.Router.TryRoute(Signals.Unlink(Pid, other, id), other.Node);
            }
        }
    }

    /// <summary><c>monitor(process, Pid)</c>: <see cref="OnDown"/> is called once, with the reference returned.</summary>
    public ValueTask<Reference> MonitorAsync(Pid process, CancellationToken cancellationToken = default) =>
        MonitorAsync(new MonitorTarget(process.Node, process, null), Node.NewReference(), cancellationToken);

    /// <summary><c>monitor(process, {Name, Node})</c>.</summary>
    public ValueTask<Reference> MonitorAsync(Atom name, Atom node, CancellationToken cancellationToken = default) =>
        MonitorAsync(new MonitorTarget(node, null, name), Node.NewReference(), cancellationToken);

    /// <summary><c>demonitor(Ref, [flush])</c> as far as this process is concerned: no <see cref="OnDown"/> comes after it.</summary>
    public void Demonitor(Reference reference)
    {
        lock (_gate)
        {
            if (_monitors.Remove(reference, out MonitorTarget target))
            {
                Node.Router.TryRoute(Signals.Demonitor(Pid, target, reference), target.Node);
            }
        }
    }

    /// <summary><c>exit(Pid, Reason)</c>: an exit signal without a link.</summary>
    /// <exception cref="NodeConnectionException">The node is not connected and cannot be.</exception>
    public async ValueTask ExitAsync(Pid other, Term reason, CancellationToken cancellationToken = default)
    {
        await Node.Router.ConnectAsync(other.Node, cancellationToken).ConfigureAwait(false);
        Node.Router.TryRoute(Signals.Exit2(Pid, other), other.Node, reason);
    }

    /// <summary>Ends the process: its name is free, its links get an exit signal, its monitors fire. Once.</summary>
    /// <returns>False when it had ended before.</returns>
    public bool End(Term reason)
    {
        List<Pid> links;
        List<KeyValuePair<Reference, Watcher>> watchers;
        List<KeyValuePair<Reference, MonitorTarget>> held;
        lock (_gate)
        {
            if (_ended is not null)
            {
                return false;
            }

            _ended = reason;
            links = _links.TakeAll();
            (watchers, held) = _monitors.TakeAll();
        }

        Node.Processes.Remove(this);
        foreach ((Reference reference, MonitorTarget target) in held)
        {
            Node.Router.TryRoute(Signals.Demonitor(Pid, target, reference), target.Node);
        }

        foreach (Pid other in links)
        {
            Node.Router.TryRoute(Signals.Exit(Pid, other), other.Node, reason);
        }

        foreach ((Reference reference, Watcher watcher) in watchers)
        {
            Node.Router.TryRoute(
                Signals.MonitorDown(Pid, watcher.ByName, watcher.Pid, reference), watcher.Pid.Node, reason);
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

    internal async ValueTask<Reference> MonitorAsync(MonitorTarget target, Reference reference, CancellationToken cancellationToken)
    {
        bool connected = await Node.Router.TryConnectAsync(target.Node, cancellationToken).ConfigureAwait(false);
        if (!TryMonitor(target, reference, connected))
        {
            HandleDown(reference, target.Object, Atom.Noconnection);
        }

        return reference;
    }

    /// <summary>Monitors over a connection that is up; false when it is not.</summary>
    internal bool TryMonitor(MonitorTarget target, Reference reference, bool connected = true)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            _monitors.Add(reference, target);
            if (connected && Node.Router.TryRoute(Signals.Monitor(Pid, target, reference), target.Node))
            {
                return true;
            }

            _monitors.Remove(reference, out _);
            return false;
        }
    }

    /// <summary>Watches a spawned process under the reference of its request.</summary>
    internal void AddMonitor(Reference reference, MonitorTarget target)
    {
        lock (_gate)
        {
            _monitors.Add(reference, target);
        }
    }

    /// <summary>Hands a message on.</summary>
    /// <exception cref="TermFormatException">The peer's payload is no term, or breaks a limit.</exception>
    internal void HandleMessage(in IncomingMessage message)
    {
        try
        {
            OnMessage(message);
        }
        catch (TermFormatException) when (!message.IsLocal)
        {
            throw;
        }
#pragma warning disable CA1031 // As on the BEAM: what a process throws ends it and nothing else.
        catch (Exception e)
        {
            EndWith(e);
        }
#pragma warning restore CA1031
    }

    /// <summary>A signal that is no message has arrived.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="reason">Its reason, where it has one.</param>
    /// <param name="origin">The node that it came from: only that node's monitors and processes are its concern.</param>
    internal void OnSignal(in Signal signal, Term? reason, Atom origin)
    {
        switch (signal.Kind)
        {
            case SignalKind.Link:
                OnLinked(signal.From!, origin);
                break;
            case SignalKind.Unlink:
                lock (_gate)
                {
                    _links.OnUnlink(signal.From!);
                    if (signal.Id != 0)
                    {
                        Node.Router.TryRoute(Signals.UnlinkAck(Pid, signal.From!, signal.Id), signal.From!.Node);
                    }
                }

                break;
            case SignalKind.UnlinkAck:
                lock (_gate)
                {
                    _links.OnUnlinkAck(signal.From!, signal.Id);
                }

                break;
            case SignalKind.Exit:
                bool linked;
                lock (_gate)
                {
                    linked = _links.OnExit(signal.From!);
                }

                if (linked)
                {
                    HandleExit(signal.From!, reason!, linked: true);
                }

                break;
            case SignalKind.Exit2:
            case SignalKind.Exit2ToName:
            case SignalKind.Exit2ToAlias:
                HandleExit(signal.From!, reason!, linked: false);
                break;
            case SignalKind.Monitor:
                OnMonitored(signal.Ref!, new Watcher(signal.From!, signal.Name), origin);
                break;
            case SignalKind.Demonitor:
                lock (_gate)
                {
                    _monitors.RemoveWatcher(signal.Ref!, signal.From!);
                }

                break;
            case SignalKind.MonitorDown:
                OnMonitorDown(signal.Ref!, reason!, origin);
                break;
        }
    }

    internal void OnNodeDown(Atom node)
    {
        List<Pid> links;
        List<(Reference Reference, MonitorTarget Target)> monitors;
        lock (_gate)
        {
            links = _links.TakeNode(node);
            monitors = _monitors.TakeNode(node);
        }

        foreach (Pid other in links)
        {
            HandleExit(other, Atom.Noconnection, linked: true);
        }

        foreach ((Reference reference, MonitorTarget target) in monitors)
        {
            HandleDown(reference, target.Object, Atom.Noconnection);
        }
    }

    private void OnLinked(Pid other, Atom origin)
    {
        lock (_gate)
        {
            if (_ended is null)
            {
                CheckRelations(origin);
                _links.OnLink(other);
                return;
            }
        }

        Node.Router.TryRoute(Signals.Exit(Pid, other), other.Node, Atom.Noproc);
    }

    private void OnMonitored(Reference reference, Watcher watcher, Atom origin)
    {
        lock (_gate)
        {
            if (_ended is null)
            {
                CheckRelations(origin);
                _monitors.AddWatcher(reference, watcher);
                return;
            }
        }

        Node.Router.TryRoute(
            Signals.MonitorDown(Pid, watcher.ByName, watcher.Pid, reference), watcher.Pid.Node, Atom.Noproc);
    }

    /// <summary>A peer can make up as many pids and references as it likes, and each would be kept.</summary>
    private void CheckRelations(Atom origin)
    {
        int limit = Node.Options.Limits.RelationsPerProcess;
        if (_links.Count + _monitors.Watchers >= limit && !origin.Equals(Node.NameAtom))
        {
            throw new LimitReachedException(
                $"{Pid} has {limit} links and monitors of others already (NodeLimits.RelationsPerProcess).");
        }
    }

    private void OnMonitorDown(Reference reference, Term reason, Atom origin)
    {
        bool held;
        MonitorTarget target;
        lock (_gate)
        {
            held = _monitors.Remove(reference, origin, out target);
        }

        if (held)
        {
            HandleDown(reference, target.Object, reason);
        }
    }

    private void ThrowIfEnded()
    {
        if (_ended is { } reason)
        {
            throw new ProcessExitException(Pid, reason);
        }
    }

    private void HandleExit(Pid from, Term reason, bool linked)
    {
        try
        {
            OnExit(from, reason, linked);
        }
#pragma warning disable CA1031 // See HandleMessage.
        catch (Exception e)
        {
            EndWith(e);
        }
#pragma warning restore CA1031
    }

    private void HandleDown(Reference reference, Term @object, Term reason)
    {
        try
        {
            OnDown(reference, @object, reason);
        }
#pragma warning disable CA1031 // See HandleMessage.
        catch (Exception e)
        {
            EndWith(e);
        }
#pragma warning restore CA1031
    }

    private void HandleEnded(Term reason)
    {
        Ended?.Invoke();
        try
        {
            OnEnded(reason);
        }
#pragma warning disable CA1031 // See HandleMessage.
        catch (Exception e)
        {
            Node.Log.ProcessFailed(Pid.ToString(), e);
        }
#pragma warning restore CA1031
    }

    private void EndWith(Exception e)
    {
        Node.Log.ProcessFailed(RegisteredName?.Name ?? Pid.ToString(), e);
        End(ExitReason.Of(e));
    }
}
