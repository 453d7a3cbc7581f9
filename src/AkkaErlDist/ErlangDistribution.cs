using Akka.Actor;
using Akka.Configuration;
using AkkaErlDist.Actors;
using AkkaErlDist.Addresses;
using AkkaErlDist.Configuration;
using AkkaErlDist.Nodes;
using AkkaErlDist.Serialization;
using ErlDist;
using ErlDist.Embedding;

namespace AkkaErlDist;

/// <summary>
/// The Erlang side of an actor system: <c>ErlangDistribution.Get(system)</c>. <see cref="ErlangNodeUp"/> and
/// <see cref="ErlangNodeDown"/> are published to the system's EventStream.
/// </summary>
/// <remarks>
/// Not called <c>ErlDist</c>, as the names of other extensions would suggest: C# finds the namespace <c>ErlDist</c> before a
/// class of that name in <c>AkkaErlDist</c>.
/// </remarks>
public sealed class ErlangDistribution : IExtension, IActorTerms
{
    private readonly ExtendedActorSystem _system;
    private volatile ActorNode? _actors;
    private RunningNode? _running;
    private string? _attached;

    internal ErlangDistribution(ExtendedActorSystem system)
    {
        _system = system;
        Codec = new EtfCodec(this, BinaryAs.Text);
    }

    /// <summary>The system's Erlang node, for mailboxes and all else that needs no actor.</summary>
    /// <exception cref="InvalidOperationException">The node is not configured, or not up.</exception>
    public ErlangNode Node => Actors.Node;

    /// <summary>The mapping of messages; <see cref="Attach"/> sets it as the node is configured.</summary>
    internal EtfCodec Codec { get; private set; }

    internal ActorNode Actors => _actors ?? throw NotRunning();

    /// <summary>The extension of an actor system.</summary>
    public static ErlangDistribution Get(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return system.WithExtension<ErlangDistribution, ErlangDistributionProvider>();
    }

    /// <summary><c>net_adm:ping/1</c>: connects if need be.</summary>
    /// <param name="node">The node's name, <c>name@host</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NodeConnectionException">It cannot be reached (<c>pang</c>); the message says why.</exception>
    public Task PingAsync(string node, CancellationToken cancellationToken = default) => Node.PingAsync(node, cancellationToken);

    /// <inheritdoc cref="ErlangNode.RpcAsync"/>
    public Task<Term> RpcAsync(
        string node, string module, string function, ErlList arguments, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Node.RpcAsync(node, module, function, arguments, timeout, cancellationToken);

    /// <inheritdoc cref="ErlangNode.CallAsync(string, string, Term, TimeSpan?, CancellationToken)"/>
    public Task<Term> CallAsync(
        string name, string node, Term request, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Node.CallAsync(name, node, request, timeout, cancellationToken);

    /// <inheritdoc cref="ErlangNode.CastAsync"/>
    public ValueTask CastAsync(string name, string node, Term message, CancellationToken cancellationToken = default) =>
        Node.CastAsync(name, node, message, cancellationToken);

    /// <summary>Makes a function callable by <c>rpc:call/4</c> and <c>erpc:call/4</c> from every node with the cookie.</summary>
    /// <param name="module">The module that Erlang code names.</param>
    /// <param name="function">The function's name.</param>
    /// <param name="arity">How many arguments it takes.</param>
    /// <param name="body">The function.</param>
    public void Export(string module, string function, int arity, Func<ErlList, CancellationToken, ValueTask<Term>> body) => Node.Export(module, function, arity, body);

    /// <summary>The pid by which Erlang processes know an actor; it leads nowhere once the actor has stopped.</summary>
    /// <exception cref="InvalidOperationException">The node is not configured, or not up.</exception>
    public Pid PidOf(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return Actors.PidOf(actor);
    }

    /// <summary>The actor of a pid of ours, or a reference to a BEAM process.</summary>
    /// <exception cref="InvalidOperationException">The node is not configured, or not up.</exception>
    public IActorRef ActorFor(Pid pid)
    {
        ArgumentNullException.ThrowIfNull(pid);
        return Actors.ActorFor(pid);
    }

    /// <summary>A reference to a BEAM process that is registered under a name. Whether there is one shows when it is used.</summary>
    /// <param name="name">The registered name.</param>
    /// <param name="node">The node's name, <c>name@host</c>.</param>
    public IActorRef ActorFor(string name, string node) => Actors.ActorFor(name, node);

    /// <summary>
    /// Whether the sender of a message is a process in <c>gen_server:call</c>: the first message that is sent there is its reply.
    /// </summary>
    public static bool AwaitsReply(IActorRef sender)
    {
        ArgumentNullException.ThrowIfNull(sender);
        return sender is BeamRef { Process.CallTag: not null } || (sender is not BeamRef && BeamPath.IsCall(sender.Path.Name));
    }

    /// <summary>
    /// The token of sequential tracing (<c>seq_trace</c>) that came with the message whose sender this is; null where none did. What the actor sends to
    /// BEAM processes while it handles that message carries it on by itself. With <c>trace-context = on</c> its
    /// <see cref="TraceToken.ActivityContext"/> is the parent for spans of one's own.
    /// </summary>
    public static TraceToken? TraceOf(IActorRef sender)
    {
        ArgumentNullException.ThrowIfNull(sender);
        return (sender as BeamRef)?.Trace;
    }

    /// <summary>
    /// A term as a declared type, for shapes that do not say what they are: a map with [ErlMap], an atom with [ErlAtom], and what is
    /// part of another term.
    /// </summary>
    /// <param name="term">The term.</param>
    /// <typeparam name="T">The declared type.</typeparam>
    /// <exception cref="TermFormatException">The term is not of that shape.</exception>
    public T As<T>(Term term)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(term);
        return (T)Codec.Decode(term.Encode(), typeof(T));
    }

    /// <summary>
    /// <c>monitor(process, Process)</c> for an actor, with the reason: the receiver is told an <see cref="ErlangDown"/> once, when the
    /// process ends or its node is lost. Akka's own <c>Watch</c> tells the end alone.
    /// </summary>
    /// <param name="process">The process: a reference to one of a BEAM node, or an actor of this system.</param>
    /// <param name="receiver">The actor that is told; when it stops, the monitor ends.</param>
    /// <returns>The monitor's reference, which comes with the message.</returns>
    /// <exception cref="InvalidOperationException">The node is not configured, or not up.</exception>
    public Reference Monitor(IActorRef process, IActorRef receiver)
    {
        ArgumentNullException.ThrowIfNull(process);
        ArgumentNullException.ThrowIfNull(receiver);
        return Actors.ProcessOf(receiver).MonitorWithReason(process, Actors.TargetOf(process));
    }

    /// <summary><c>demonitor/1</c>: no <see cref="ErlangDown"/> of that monitor comes any more, but for one that is on its way.</summary>
    /// <param name="reference">What <see cref="Monitor"/> returned.</param>
    /// <param name="receiver">The actor that was to be told.</param>
    /// <returns>False when there was no such monitor any more.</returns>
    public bool Demonitor(Reference reference, IActorRef receiver)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(receiver);
        return Actors.ProcessOf(receiver).DemonitorWithReason(reference);
    }

    /// <summary>
    /// Sends to a process and waits while its node is dialled, or takes nothing more for the moment. <c>Tell</c> never waits: what exceeds
    /// <c>outbox-size</c> becomes a dead letter.
    /// </summary>
    /// <param name="process">The process.</param>
    /// <param name="message">The message, as it would be told.</param>
    /// <param name="cancellationToken">Ends the waiting; the message is not sent then.</param>
    /// <exception cref="ArgumentException">The reference is not to a process of a BEAM node.</exception>
    /// <exception cref="NodeConnectionException">The node cannot be reached.</exception>
    /// <exception cref="UndeclaredTypeException">Nothing says what the message is in Erlang.</exception>
    /// <exception cref="UnsendableMessageException">It cannot be written, or is larger than <c>maximum-frame-size</c>.</exception>
    public async Task SendAsync(IActorRef process, object message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(process);
        ArgumentNullException.ThrowIfNull(message);
        ActorNode actors = Actors;
        BeamRef to = actors.ProcessAt(process)
            ?? throw new ArgumentException($"{process} is no process of a BEAM node: use Tell, or ErlangDistribution.ActorFor for its reference.", nameof(process));
        await actors.Node.ConnectAsync(to.Process.Node.Name, cancellationToken).ConfigureAwait(false);
        var outgoing = new OutgoingMessage(actors, to, message, ActorRefs.NoSender);
        while (!actors.TrySend(outgoing, out Task room, out Exception? failure))
        {
            if (failure is not null)
            {
                throw failure as ErlangException ?? new UnsendableMessageException(failure);
            }

            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// <c>process_flag(trap_exit, …)</c> of an actor: true has it receive <c>{'EXIT', From, Reason}</c> where it would be stopped.
    /// </summary>
    public void TrapExits(IActorRef actor, bool on = true)
    {
        ArgumentNullException.ThrowIfNull(actor);
        Actors.ProcessOf(actor).TrapsExits = on;
    }

    /// <summary>
    /// Says why an actor is about to stop, for the Erlang processes that monitor it or are linked to it; without it the reason is
    /// <c>normal</c>.
    /// </summary>
    public void SetExitReason(IActorRef actor, Term reason)
    {
        ArgumentNullException.ThrowIfNull(actor);
        Actors.ProcessOf(actor).ExitReason = reason;
    }

    void IActorTerms.Write(ref TermWriter writer, IActorRef actor) => Actors.Write(ref writer, actor);

    IActorRef IActorTerms.Read(ref TermReader reader) => Actors.Read(ref reader);

    /// <summary>The transport is configured: there is one for an actor system.</summary>
    internal void Attach(ErlDistSettings settings)
    {
        if (Interlocked.CompareExchange(ref _attached, settings.SectionPath, null) is { } other)
        {
            throw new ConfigurationException(
                $"{settings.SectionPath} and {other} are both transports of AkkaErlDist, but an actor system is one Erlang node: enable one of them.");
        }

        Codec = new EtfCodec(this, settings.BinaryAs);
    }

    /// <summary>Starts the node.</summary>
    /// <param name="settings">The settings that <see cref="Attach"/> was called with.</param>
    /// <param name="setup">What they cannot say.</param>
    /// <param name="prepare">Is called before the node takes connections; true = peers' certificates are verified.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task StartAsync(
        ErlDistSettings settings, ErlDistSetup setup, Action<ActorNode, bool>? prepare, CancellationToken cancellationToken) =>
        _running = await RunningNode.StartAsync(
            _system,
            settings,
            setup,
            (node, address, certificatesCount) =>
            {
                var actors = new ActorNode(_system, node, new PeerAddresses(settings.NodeName, settings.ProtocolInPaths, address), Codec, settings.MaximumFrameSize);
                node.ResolveName = name => actors.ProcessOf(name);
                node.Undelivered = (in signal, in message) => actors.DeadLetter(message, signal, ActorRefs.Nobody);
                node.NodeUp += (_, peer) => _system.EventStream.Publish(new ErlangNodeUp(peer.Node));
                node.NodeDown += (_, peer) => _system.EventStream.Publish(new ErlangNodeDown(peer.Node, peer.Reason!.ToString()));
                prepare?.Invoke(actors, certificatesCount);
                _actors = actors;
            },
            cancellationToken).ConfigureAwait(false);

    /// <summary>Stops the node.</summary>
    internal async Task StopAsync()
    {
        if (_running is { } running)
        {
            await running.DisposeAsync().ConfigureAwait(false);
            _actors?.Dispose();
        }
    }

    private InvalidOperationException NotRunning() => new(_attached is null
        ? $"The actor system {_system.Name} has no Erlang node: add \"akka.remote.erl-dist\" to akka.remote.enabled-transports, or \"{ErlangDistributionProvider.TypeName}\" to akka.extensions."
        : $"The Erlang node of the actor system {_system.Name} is not up.");
}
