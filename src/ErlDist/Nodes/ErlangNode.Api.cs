using System.Net;
using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Nodes.Typed;
using ErlDist.Services;

namespace ErlDist;

public sealed partial class ErlangNode
{
    private static readonly TimeSpan s_callTime = TimeSpan.FromSeconds(5);

    /// <summary>What timers of .NET can count; TimeSpan.MaxValue and the like wait without end.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(49);

    /// <summary>Connects to a node, whatever <see cref="ErlangNodeOptions.AutoConnect"/> says: <c>net_kernel:connect_node/1</c>.</summary>
    /// <exception cref="NodeConnectionException">It cannot be reached; the message says which step failed and why.</exception>
    public Task ConnectAsync(string node, CancellationToken cancellationToken = default) => ConnectAsync(node, null, cancellationToken);

    /// <summary>
    /// As <see cref="ConnectAsync(string, CancellationToken)"/>, to a place that is known; returns when <see cref="NodeUp"/> has been raised.
    /// </summary>
    /// <param name="node">The node's name, whose host is what TLS verifies.</param>
    /// <param name="endPoint">Where it listens; null = discovery is asked. Of no account when it is connected, or being dialled, already.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NodeConnectionException">It cannot be reached; the message says which step failed and why.</exception>
    public async Task ConnectAsync(string node, DnsEndPoint? endPoint, CancellationToken cancellationToken = default)
    {
        var name = Atom.Get(node);
        if (name.Equals(NameAtom))
        {
            return;
        }

        Connection connection = await Peers.GetAsync(name, endPoint, cancellationToken).ConfigureAwait(false);
        await connection.Announced.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether there is a connection to a node now.</summary>
    public bool IsConnected(string node) => Peers.Find(Atom.Get(node)) is { Reason: null };

    /// <summary><c>erlang:disconnect_node/1</c>. False when there was no connection.</summary>
    /// <param name="node">The node's name.</param>
    /// <param name="cancellationToken">Ends the waiting; the connection is closed all the same.</param>
    public async Task<bool> DisconnectAsync(string node, CancellationToken cancellationToken = default)
    {
        if (Peers.Find(Atom.Get(node)) is not { } connection)
        {
            return false;
        }

        connection.Close(DownReason.Disconnect);
        await connection.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary><c>net_adm:ping/1</c>: connects if need be and asks the peer's <c>net_kernel</c>.</summary>
    /// <exception cref="NodeConnectionException">It cannot be reached (<c>pang</c>); the message says why.</exception>
    /// <exception cref="ProcessExitException">It has no <c>net_kernel</c>, or the connection broke.</exception>
    public async Task PingAsync(string node, CancellationToken cancellationToken = default)
    {
        await ConnectAsync(node, cancellationToken).ConfigureAwait(false);
        await CallAsync("net_kernel", node, Term.Tuple(Atom.Get("is_auth"), NameAtom), null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A process for .NET code, registered under a name or not.</summary>
    /// <exception cref="InvalidOperationException">The name is taken, or the node has no name yet.</exception>
    public Mailbox CreateMailbox(string? name = null)
    {
        var mailbox = new Mailbox(this);
        if (name is not null)
        {
            Register(name, mailbox);
        }

        return mailbox;
    }

    /// <summary><c>register/2</c>. The name is free again when the process ends.</summary>
    /// <exception cref="InvalidOperationException">The name is taken, or the process has one already or has ended.</exception>
    public T Register<T>(string name, T process)
        where T : LocalProcess
    {
        ArgumentNullException.ThrowIfNull(process);
        Processes.Register(Atom.Get(name), process);
        return process;
    }

    /// <summary>The process of this node with a pid; null when there is none, or it has ended.</summary>
    public NodeProcess? FindProcess(Pid process) => Processes.Find(process);

    /// <summary>The process of this node that is registered under a name, as <c>whereis/1</c> finds it; null when there is none.</summary>
    public NodeProcess? FindProcess(string name) => Processes.Find(Atom.Get(name));

    /// <summary><c>unregister/1</c>.</summary>
    public bool Unregister(string name) => Processes.Unregister(Atom.Get(name));

    /// <summary>
    /// Asked for the process behind a name that nobody has registered, on the loop that reads the connection; null = noproc.
    /// </summary>
    public Func<Atom, LocalProcess?>? ResolveName
    {
        get;
        set
        {
            field = value;
            Processes.ResolveName = value;
        }
    }

    /// <summary>Makes a function callable by <c>rpc:call/4</c> and <c>erpc:call/4</c> from every node with the cookie.</summary>
    /// <param name="module">The module's name.</param>
    /// <param name="function">The function's name.</param>
    /// <param name="arity">How many arguments it takes.</param>
    /// <param name="body">The function.</param>
    public void Export(string module, string function, int arity, Func<ErlList, CancellationToken, ValueTask<Term>> body) =>
        Exports.Add(module, function, arity, body);

    /// <summary>
    /// Lets every node with the cookie begin processes of a kind of yours: <c>spawn(Node, Module, Function, Args)</c> and, with link
    /// or monitor, <c>spawn_link/4</c>, <c>spawn_monitor/4</c>, <c>spawn_opt/5</c> and <c>spawn_request/5</c>.
    /// </summary>
    /// <param name="module">The module's name.</param>
    /// <param name="function">The function's name.</param>
    /// <param name="arity">How many arguments it takes.</param>
    /// <param name="create">
    /// Makes the process, on the loop that reads the connection: a <see cref="GenServer"/> or another <see cref="LocalProcess"/> of
    /// this node. What it throws is the exit reason that links and monitors get.
    /// </param>
    public void ExportProcess(string module, string function, int arity, Func<ErlangNode, ErlList, LocalProcess> create) =>
        Exports.AddProcess(module, function, arity, (arguments, _) => create(this, arguments));

    /// <summary>
    /// Answers what operators ask of a node, read only, for every node with the cookie: <c>erlang:processes/0</c>, <c>registered/0</c>,
    /// <c>whereis/1</c>, <c>process_info/1,2</c>, <c>system_info/1</c>, <c>statistics/1</c>, <c>memory/0,1</c>, and the first two pages of
    /// <c>observer</c>. Processes are named by their .NET types; no message and no state is shown.
    /// </summary>
    public void ExportInspection() =>
        new Inspection(Local, Peers, Exports, Options.TimeProvider, int.MaxValue).Export();

    /// <summary><c>gen_server:call({Name, Node}, Request)</c>.</summary>
    /// <param name="name">The registered name.</param>
    /// <param name="node">The node.</param>
    /// <param name="request">The request.</param>
    /// <param name="timeout">How long to wait for the reply; null = 5 s, gen_server's own.</param>
    /// <param name="cancellationToken">Gives the call up; a late reply is dropped.</param>
    /// <exception cref="ProcessExitException">No such process (<c>noproc</c>), it ended, or the connection broke (<c>noconnection</c>).</exception>
    /// <exception cref="NodeConnectionException">The node cannot be reached.</exception>
    /// <exception cref="TimeoutException">No reply came in time.</exception>
    public Task<Term> CallAsync(
        string name, string node, Term request, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        CallAsync<TermCall, Term>(MonitorTarget.Of(Atom.Get(name), Atom.Get(node)), new TermCall(request), timeout, cancellationToken);

    /// <summary><c>gen_server:call(Pid, Request)</c>; see the other overload.</summary>
    public Task<Term> CallAsync(Pid process, Term request, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(process);
        return CallAsync<TermCall, Term>(MonitorTarget.Of(process), new TermCall(request), timeout, cancellationToken);
    }

    /// <summary><c>gen_server:cast({Name, Node}, Message)</c>.</summary>
    /// <exception cref="NodeConnectionException">The node cannot be reached.</exception>
    public ValueTask CastAsync(string name, string node, Term message, CancellationToken cancellationToken = default) =>
        CastAsync(MonitorTarget.Of(Atom.Get(name), Atom.Get(node)), new TermMessage(message), cancellationToken);

    /// <summary><c>{Name, Node} ! Message</c>, from no process in particular.</summary>
    /// <exception cref="NodeConnectionException">The node cannot be reached.</exception>
    public ValueTask SendAsync(string name, string node, Term message, CancellationToken cancellationToken = default) =>
        SendAsync(MonitorTarget.Of(Atom.Get(name), Atom.Get(node)), new TermMessage(message), cancellationToken);

    /// <summary><c>erpc:call/4</c>, and <c>rpc:call/4</c> towards nodes that take no spawn requests.</summary>
    /// <param name="node">The node.</param>
    /// <param name="module">The module.</param>
    /// <param name="function">The function.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="timeout">How long to wait for the result; null = 5 s, as for calls. <see cref="Timeout.InfiniteTimeSpan"/> = without end, OTP's default.</param>
    /// <param name="cancellationToken">Gives the call up; the function keeps running.</param>
    /// <exception cref="RpcException">The function raised; class and reason tell how.</exception>
    /// <exception cref="NodeConnectionException">The node cannot be reached.</exception>
    /// <exception cref="ProcessExitException">The connection broke.</exception>
    /// <exception cref="TimeoutException">No result came in time.</exception>
    public async Task<Term> RpcAsync(
        string node, string module, string function, ErlList arguments, TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        var to = Atom.Get(node);
        using var span = CallSpan.BeginCall(Meters, "erpc:call", node, (module, function, arguments), static f => NameOf(f.module, f.function, f.arguments));
        return await WithinAsync(
            span,
            timeout ?? s_callTime,
            () => $"{node} gave no result of {NameOf(module, function, arguments)}",
            async limit =>
            {
                await Router.ConnectAsync(to, limit).ConfigureAwait(false);
                return await Calls.RpcAsync(to, Atom.Get(module), Atom.Get(function), arguments!, limit).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary><c>spawn/4</c> on a BEAM node.</summary>
    /// <exception cref="RpcException">The node refused.</exception>
    /// <exception cref="NodeConnectionException">The node cannot be reached.</exception>
    public async Task<Pid> SpawnAsync(
        string node, string module, string function, ErlList arguments, CancellationToken cancellationToken = default)
    {
        var to = Atom.Get(node);
        using var span = CallSpan.BeginCall(Meters, "spawn", node, (module, function, arguments), static f => NameOf(f.module, f.function, f.arguments));
        try
        {
            await Router.ConnectAsync(to, cancellationToken).ConfigureAwait(false);
            return await Calls.SpawnAsync(to, Atom.Get(module), Atom.Get(function), arguments!, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            span?.Fail(e);
            throw;
        }
    }

    /// <summary><c>global</c>: names and locks of the whole cluster.</summary>
    public GlobalNames Global { get; }

    /// <summary><c>pg</c>'s default scope: groups of processes of all nodes. A hidden node has it from its first use on.</summary>
    /// <exception cref="InvalidOperationException">The name <c>pg</c> is taken, or the node has no name yet.</exception>
    public PgScope Pg => StartPg("pg");

    /// <summary><c>pg:start_link/1</c>: a scope of its own, such as <c>Elixir.Phoenix.PubSub</c>. The same name gives the same scope.</summary>
    /// <exception cref="InvalidOperationException">A process of another kind has that name, or the node has no name yet.</exception>
    public PgScope StartPg(string scope) => _pg.GetOrAdd(_scopes.Get(scope), static (process, name) => new PgScope(name, process), scope);

    /// <summary>A pid of this node that nothing else has, for a process of a kind of its own.</summary>
    /// <exception cref="InvalidOperationException">The node has no name yet.</exception>
    public Pid NewPid() => Processes.NewPid();

    /// <summary>
    /// <c>make_ref/0</c>: a reference that no other life of this node has. It is also an alias and the tag of calls, so nobody can guess it
    /// who has been told others.
    /// </summary>
    public Reference NewReference() => Processes.NewReference();

    /// <summary>
    /// Posts a message without ever waiting: a node that is not connected is dialled meanwhile, and what cannot leave at once waits in
    /// order, within <see cref="NodeLimits.OutboxBytes"/> for each node. For senders that must not block, such as actors.
    /// </summary>
    /// <param name="signal">A send of <see cref="Signals"/>.</param>
    /// <param name="node">Where to.</param>
    /// <param name="message">The message; what its <see cref="IPost.Write"/> throws comes out here.</param>
    /// <param name="room">When the result is <see cref="PostResult.Full"/>: completes when it can be tried again.</param>
    public PostResult Post<TPost>(in ErlDist.Embedding.Signal signal, Atom node, in TPost message, out Task room)
        where TPost : IPost =>
        Router.Post(signal, node, message, out room);

    /// <summary>
    /// Who is told of messages that reach no process: to a pid that has ended, a name that nobody has. On the loop that reads the
    /// connection; the message is valid during the call only. Null: they disappear, as on the BEAM.
    /// </summary>
    public UndeliveredHandler? Undelivered
    {
        get => Router.Undelivered;
        set => Router.Undelivered = value;
    }

    /// <summary>As <see cref="Post"/>, over a connection that is up only: never waits, never connects. What is lost with the connection is reported to nobody.</summary>
    /// <param name="signal">A send of <see cref="Signals"/>.</param>
    /// <param name="node">Where to.</param>
    /// <param name="message">The message.</param>
    /// <param name="mayRefuse">False for what must be taken however much waits (<see cref="NodeLimits.OutboundControlBytes"/>).</param>
    public PostResult TryPost<TPost>(in ErlDist.Embedding.Signal signal, Atom node, in TPost message, bool mayRefuse)
        where TPost : IPost => Router.TryPost(signal, node, message, mayRefuse);

    private static string NameOf(string module, string function, ErlList? arguments) => $"{module}:{function}/{arguments?.Count}";

    internal async Task<TReply> CallAsync<TCall, TReply>(MonitorTarget target, TCall call, TimeSpan? timeout, CancellationToken cancellationToken)
        where TCall : IGenCall<TReply>
    {
        TimeSpan limit = timeout ?? s_callTime;
        using var span = CallSpan.BeginCall(Meters, "gen_server:call", target.Node.Name, target, static t => t.Name?.Name ?? t.Pid!.ToString());
        return await WithinAsync(
            span,
            limit,
            () => $"{target.Object.ToShortString()} gave no reply within {limit.TotalSeconds} s",
            within => HasName
                ? Calls.GenCallAsync<TCall, TReply>(SystemMessages.GenCall, target, call, within)
                : NamedCallAsync<TCall, TReply>(target, call, within),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A dynamic name comes with the first connection, and whoever calls needs one.</summary>
    private async Task<TReply> NamedCallAsync<TCall, TReply>(MonitorTarget target, TCall call, CancellationToken cancellationToken)
        where TCall : IGenCall<TReply>
    {
        await Router.ConnectAsync(target.Node, cancellationToken).ConfigureAwait(false);
        return await Calls.GenCallAsync<TCall, TReply>(SystemMessages.GenCall, target, call, cancellationToken).ConfigureAwait(false);
    }

    internal ValueTask CastAsync<TMessage>(MonitorTarget process, TMessage message, CancellationToken cancellationToken)
        where TMessage : IMessage => SendAsync(process, new GenCastMessage<TMessage>(message), cancellationToken);

    private async ValueTask SendAsync<TMessage>(MonitorTarget process, TMessage message, CancellationToken cancellationToken)
        where TMessage : IMessage
    {
        await Router.ConnectAsync(process.Node, cancellationToken).ConfigureAwait(false);
        await Router.SendAsync(Signals.SendToName(Calls.Pid, process.Name!), process.Node, message, cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> WithinAsync<T>(
        CallSpan? span, TimeSpan timeout, Func<string> lateness, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A time-out is positive, or Timeout.InfiniteTimeSpan.");
        }

        using var late = new CancellationTokenSource(timeout > s_longest ? Timeout.InfiniteTimeSpan : timeout, Options.TimeProvider);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken, Stopping);
        try
        {
            try
            {
                return await work(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (
                !cancellationToken.IsCancellationRequested && (late.IsCancellationRequested || Stopping.IsCancellationRequested))
            {
                throw Stopping.IsCancellationRequested ? NodeConnectionException.Stopped(NameAtom) : new TimeoutException(lateness() + ".");
            }
        }
        catch (Exception e)
        {
            span?.Fail(e);
            throw;
        }
    }
}
