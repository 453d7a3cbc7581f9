using System.Collections.Concurrent;
using System.Net;
using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Nodes;
using ErlDist.Routing;
using ErlDist.Services;
using ErlDist.Tls;
using ErlDist.Wire;

namespace ErlDist;

/// <summary>
/// An Erlang node in .NET: it has a name and a cookie, connects to other nodes and is connected to, and its processes send,
/// call, link and monitor as those of the BEAM do.
/// </summary>
/// <remarks>All members may be used by many threads at once.</remarks>
public sealed partial class ErlangNode : IErlangNode, IAsyncDisposable
{
    /// <summary>The name of the meter and of the activity source of all nodes, for OpenTelemetry or any other listener.</summary>
    public const string InstrumentationName = Telemetry.Name;

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConnectionServices _connections;
    private readonly INodeDiscovery _discovery;
    private readonly Lazy<CallProcess> _calls;
    private readonly GlobalCluster _cluster;
    private readonly PgScopes _scopes;
    private readonly ConcurrentDictionary<PgProcess, PgScope> _pg = new();
    private ICarrierListener? _listener;
    private INodeRegistration? _registration;
    private ConnectionKeeper? _keeper;
    private Pulse? _pulse;
    private Task _accepting = Task.CompletedTask;
    private int _stopped;

    private ErlangNode(ErlangNodeOptions options, GuardedLoggerFactory loggers, ICarrier carrier, Func<string, Cookie> cookies)
    {
        Loggers = loggers;
        Options = options;
        _connections = NodeParts.Connections(options, this, carrier, cookies, loggers, _stopping.Token);
        _discovery = NodeParts.Discovery(options, _connections.Log);
        Peers = new PeerTable(
            Identity, new Dialer(_connections, _discovery).DialAsync, options.NetSetupTime, options.TimeProvider,
            remembers: options.AutoConnect == AutoConnect.Once);
        Acceptor = new Acceptor(_connections, Peers);
        Local = new ProcessServices(_connections, Peers, options.AutoConnect, options.TraceContext);
        Exports = new ExportTable(Meters);
        GroupLeaders = new GroupLeaders(Local, options.Output);
        _calls = new Lazy<CallProcess>(() => new CallProcess(Local, Peers, Exports, GroupLeaders));
        Router.SpawnRequested = new Spawner(Local, Exports).OnRequest;
        Router.SpawnReplied = (in reply, origin) => Calls.OnSpawnReply(reply, origin);
        System = new SystemRequests(Local, Peers, Exports, _calls);
        Diagnostics = new NodeDiagnostics(this, Meters);
        _cluster = new GlobalCluster(
            Local, Peers, _calls, new GlobalSettings(options.ConnectAll, options.PreventOverlappingPartitions, options.AllowedNodes is { Count: > 0 } allowed ? allowed : null));
        Global = new GlobalNames(Local, Peers, _calls, _cluster);
        _scopes = new PgScopes(Local, Peers);
        new NodeExports(Peers, Identity, options.NetTickTime).AddTo(Exports);
        if (options.Inspection)
        {
            ExportInspection();
        }
    }

    /// <summary>
    /// A connection to a node is up: raised before its first signal is handed on, on the loop that reads it, so handlers must not block.
    /// </summary>
    public event EventHandler<NodeEventArgs>? NodeUp;

    /// <summary>
    /// A connection to a node is down; links and monitors over it have been told. A new one comes up only after the handlers have
    /// returned, so they must not block.
    /// </summary>
    public event EventHandler<NodeEventArgs>? NodeDown;

    /// <summary>How it was started.</summary>
    public ErlangNodeOptions Options { get; }

    /// <summary>The node's name; <c>nonode@nohost</c> until a dynamic one is given.</summary>
    public string Name => NameAtom.Name;

    /// <summary>The node's name as an atom.</summary>
    public Atom NameAtom => Identity.Name;

    /// <summary>False as long as a dynamic name has not been given.</summary>
    public bool HasName => Identity.HasName;

    /// <summary>What tells this life of the node from earlier ones of the same name.</summary>
    public uint Creation => Identity.Creation;

    /// <summary>Where it listens; null when it does not.</summary>
    public IPEndPoint? EndPoint => _listener?.LocalEndPoint;

    /// <summary>Whether it takes connections now.</summary>
    public bool IsAccepting => _listener is not null && !_accepting.IsCompleted && !_stopping.IsCancellationRequested;

    /// <summary>
    /// Whether EPMD, or another discovery, knows of it now; null where it is registered with none. EPMD's come back by themselves.
    /// </summary>
    public bool? IsRegistered => _registration?.IsRegistered;

    /// <summary><c>nodes(connected)</c>.</summary>
    public IReadOnlyList<string> ConnectedNodes => [.. Peers.Up.Select(c => c.PeerName.Name)];

    /// <summary>Cancelled when the node stops.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>What its processes share.</summary>
    internal ProcessServices Local { get; }

    internal NodeIdentity Identity => _connections.Self;

    internal NodeMeters Meters => _connections.Meters;

    internal SystemRequests System { get; }

    internal NodeDiagnostics Diagnostics { get; }

    internal GuardedLoggerFactory Loggers { get; }

    internal Complaints Complaints => _connections.Complaints;

    internal PeerAccounts Accounts => _connections.Accounts;

    internal NodeLog Log => _connections.Log;

    internal Acceptor Acceptor { get; }

    internal PeerTable Peers { get; }

    internal ProcessTable Processes => Local.Processes;

    internal SignalRouter Router => Local.Router;

    internal GroupLeaders GroupLeaders { get; }

    internal ExportTable Exports { get; }

    internal CallProcess Calls => _calls.Value;

    /// <summary>Starts a node: listens, registers with EPMD, and answers from then on.</summary>
    /// <exception cref="ErlangException">
    /// It cannot start: no TLS options, a bad option file, a taken name, no EPMD. The message says what to do.
    /// </exception>
    /// <exception cref="InvalidOperationException">Two declared types of different assemblies have the same shape.</exception>
    public static async Task<ErlangNode> StartAsync(ErlangNodeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Mapping.ErlTypes.ThrowOnConflict();
        NodeOptionsCheck.Check(options);
        var loggers = new GuardedLoggerFactory(options.LoggerFactory);
        options = options with { LoggerFactory = loggers };
        options.CommandLine?.Report(options.LoggerFactory.CreateLogger("ErlDist.ErlFlags"));
        if (options is { Carrier: null, Tls: not null } && options.ProtoDist.EndsWith("_tcp", StringComparison.Ordinal))
        {
            TlsLog.OptionWarning(
                options.LoggerFactory.CreateLogger("ErlDist.Tls"), $"they have no effect, and nothing is encrypted: {options.NameOf(nameof(options.ProtoDist))} is {options.ProtoDist}");
        }

        ICarrier carrier = options.Carrier
            ?? Carrier.Create(options.ProtoDist, options.Tls, options.LoggerFactory, options.ListenSocket, options.ConnectSocket);
        var node = new ErlangNode(options, loggers, carrier, CookieSource.For(options));
        try
        {
            await node.ComeUpAsync(cancellationToken).ConfigureAwait(false);
            return node;
        }
        catch
        {
            await node.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops the node: its processes end with <c>normal</c>, its peers see it go down, its name is free.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
        {
            return;
        }

        Processes.Close();
        _pulse?.Dispose();
        if (_registration is not null)
        {
            await _registration.DisposeAsync().ConfigureAwait(false);
        }

        foreach (NodeProcess process in Processes.All)
        {
            process.End(Atom.Normal);
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_keeper is not null)
        {
            await _keeper.Completion.ConfigureAwait(false);
        }

        if (_listener is not null)
        {
            await _listener.DisposeAsync().ConfigureAwait(false);
        }

        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(Peers.Close().Select(TakeDownAsync)).ConfigureAwait(false);

        Diagnostics.Dispose();
    }

    private async Task TakeDownAsync(Connection connection)
    {
        await connection.Outbound.FlushedAsync(Options.NetSetupTime, Options.TimeProvider).ConfigureAwait(false);
        connection.Close(DownReason.NetKernelTerminated);
        await connection.Completion.ConfigureAwait(false);
    }

    private async Task ComeUpAsync(CancellationToken cancellationToken)
    {
        if (HasName && Options.Listen)
        {
            _listener = await _connections.Carrier.ListenAsync(ListenOptions(), cancellationToken).ConfigureAwait(false);
            var listing = new NodeListing(Name, Options.PublicPort ?? _listener.LocalEndPoint.Port, Options.Hidden);
            _registration = await _discovery.RegisterAsync(listing, cancellationToken).ConfigureAwait(false);
            Identity.Creation = _registration?.Creation ?? Creation;

            Log.Listening(Name, _listener.LocalEndPoint.ToString(), _connections.Carrier.Name, Creation);
        }

        if (HasName)
        {
            StartServices();
        }

        TimeSpan interval = Options.NetTickTime / Options.NetTickIntensity;
        _pulse = new Pulse(_connections, Peers, interval);
        if (_listener is not null)
        {
            _accepting = Acceptor.AcceptAsync(_listener, _stopping.Token);
        }

        if (Options.KeepConnected.Count > 0)
        {
            string[] kept = [.. Options.KeepConnected.Where(name => name != ErlangNodeOptions.AllNodes)];
            _keeper = new ConnectionKeeper(_connections, Peers, _discovery, kept, isAll: kept.Length < Options.KeepConnected.Count);
        }
    }

    private ListenOptions ListenOptions()
    {
        int min = Options.FixedPort ?? Options.ListenPortMin;
        return new ListenOptions
        {
            Address = Options.ListenAddress ?? Options.ListenSocket.Address,
            Backlog = Options.ListenSocket.Backlog ?? new ListenOptions().Backlog,
            PortMin = min,
            PortMax = Options.FixedPort ?? Math.Max(min, Options.ListenPortMax),
            AllowedHosts = _connections.Allowed is { } allowed ? () => allowed.Hosts : null,
        };
    }

    private void StartServices()
    {
        Processes.Register(Atom.Get("net_kernel"), new NetKernelProcess(Local));
        Processes.Register(Atom.Get("rex"), new RexProcess(Local, Exports));
        if (_connections.OfferedFlags().Has(DistributionFlags.Published))
        {
            _cluster.Start();
            _scopes.Get("pg");
        }

        Options.Prepare?.Invoke(this);
    }
}
