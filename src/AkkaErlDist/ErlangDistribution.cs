using Akka.Actor;
using Akka.Configuration;
using AkkaErlDist.Bridge.Addresses;
using AkkaErlDist.Configuration;
using AkkaErlDist.Peers;
using AkkaErlDist.Serialization;
using ErlDist.Nodes;
using ErlDist.Terms;

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
    private volatile ErlangNode? _node;
    private volatile ActorTerms? _actors;
    private volatile PeerHost? _host;
    private string? _attached;

    internal ErlangDistribution(ExtendedActorSystem system)
    {
        _system = system;
        Codec = new EtfCodec(this, BinaryAs.Text);
    }

    /// <summary>The system's Erlang node, for mailboxes and all else that needs no actor.</summary>
    /// <exception cref="InvalidOperationException">The transport is not configured, or not up.</exception>
    public ErlangNode Node => _node ?? throw NotRunning();

    /// <summary>The mapping of messages; <see cref="Attach"/> sets it as the transport is configured.</summary>
    internal EtfCodec Codec { get; private set; }

    internal PeerHost Host => _host ?? throw NotRunning();

    private ActorTerms Actors => _actors ?? throw NotRunning();

    /// <summary>The extension of an actor system.</summary>
    public static ErlangDistribution Get(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return system.WithExtension<ErlangDistribution, ErlangDistributionProvider>();
    }

    /// <summary><c>net_adm:ping/1</c>: connects if need be.</summary>
    /// <param name="node">The node's name, <c>name@host</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NodeConnectionException">It can't be reached (<c>pang</c>); the message says why.</exception>
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
    public void Export(string module, string function, int arity, ErlangFunction body) => Node.Export(module, function, arity, body);

    /// <summary>The pid by which Erlang processes know an actor; it leads nowhere once the actor has stopped.</summary>
    /// <exception cref="InvalidOperationException">The transport is not configured, or not up.</exception>
    public Pid PidOf(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return Actors.PidOf(actor);
    }

    /// <summary>The actor of a pid of ours, or a reference to a BEAM process.</summary>
    /// <exception cref="InvalidOperationException">The transport is not configured, or not up.</exception>
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
        return BeamPath.IsCall(sender.Path.Name);
    }

    /// <summary>
    /// A term as a declared type, for shapes that don't say what they are: a map with [ErlMap], an atom with [ErlAtom], and what is
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
    /// <c>process_flag(trap_exit, …)</c> of an actor: true has it receive <c>{'EXIT', From, Reason}</c> where it would be stopped.
    /// </summary>
    public void TrapExits(IActorRef actor, bool on = true)
    {
        ArgumentNullException.ThrowIfNull(actor);
        Host.Refs.GetOrAdd(Actors.PathOf(actor)).TrapsExits = on;
    }

    /// <summary>
    /// Says why an actor is about to stop, for the Erlang processes that monitor it or are linked to it; without it the reason is
    /// <c>normal</c>.
    /// </summary>
    public void SetExitReason(IActorRef actor, Term reason)
    {
        ArgumentNullException.ThrowIfNull(actor);
        Host.Refs.SetExitReason(Actors.PathOf(actor), reason);
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

    /// <summary>The node is up.</summary>
    internal void Start(ErlangNode node, PeerHost host)
    {
        _host = host;
        _actors = new ActorTerms(_system, host.Addresses, host.Refs);
        _node = node;
    }

    private InvalidOperationException NotRunning() => new(_attached is null
        ? $"The actor system {_system.Name} has no Erlang node: add \"akka.remote.erl-dist\" to akka.remote.enabled-transports."
        : $"The Erlang node of the actor system {_system.Name} is not up.");
}

/// <summary>Makes the extension once for each actor system; Akka's way of <see cref="ErlangDistribution.Get"/>.</summary>
public sealed class ErlangDistributionProvider : ExtensionIdProvider<ErlangDistribution>
{
    /// <inheritdoc/>
    public override ErlangDistribution CreateExtension(ExtendedActorSystem system) => new(system);
}
