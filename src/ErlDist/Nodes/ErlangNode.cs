using System.Net;
using ErlDist.Carriers;
using ErlDist.Connections;
using ErlDist.Discovery;
using ErlDist.Flags;
using ErlDist.Services;
using ErlDist.Terms;
using ErlDist.Wire;
using Microsoft.Extensions.Logging;
using Cookie = ErlDist.Wire.Cookie;

namespace ErlDist.Nodes;

/// <summary>
/// An Erlang node in .NET: it has a name and a cookie, connects to other nodes and is connected to, and its processes send,
/// call, link and monitor as those of the BEAM do.
/// </summary>
/// <remarks>All members may be used by many threads at once.</remarks>
public sealed partial class ErlangNode : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ICarrier _carrier;
    private readonly INodeDiscovery _discovery;
    private readonly Func<string, Cookie> _cookies;
    private readonly AllowList? _allowed;
    private ICarrierListener? _listener;
    private INodeRegistration? _registration;
    private ConnectionKeeper? _keeper;
    private Pulse? _pulse;
    private Task _accepting = Task.CompletedTask;
    private readonly Lazy<CallProcess> _calls;
    private readonly GlobalCluster _cluster;
    private readonly PgScopes _scopes;
    private Atom _name;
    private int _stopped;
    private long _lastReference;

    private ErlangNode(ErlangNodeOptions options, GuardedLoggerFactory loggers, ICarrier carrier, Func<string, Cookie> cookies)
    {
        Loggers = loggers;
        Options = options;
        Complaints = new Complaints(options.TimeProvider);
        Accounts = new PeerAccounts(options.Limits.HeldBytes, options.Limits.SpawnedProcesses);
        _carrier = carrier;
        _cookies = cookies;
        Log = new NodeLog(Loggers.CreateLogger<ErlangNode>());
        _allowed = options.AllowedNodes is { Count: > 0 } || options.CertificateNamesNode
            ? new AllowList(options.AllowedNodes ?? [], options.CertificateNamesNode)
            : null;
        _discovery = options.Discovery
            ?? (options.FixedPort is { } port ? NodeDiscovery.Port(port) : new EpmdDiscovery(options.Epmd, Log.Logger, options.TimeProvider));
        _name = options.Name is { } name ? new Atom(NameOf(options, name)) : NameRules.NoNode;
        Host = HasName ? NodeName.HostOf(_name.Name) : NameRules.LocalHost(options.LongNames == true);
        Acceptor = new Acceptor(this, carrier);
        Peers = new PeerTable(
            _name, new Dialer(this, carrier, _discovery).DialAsync, options.NetSetupTime, options.TimeProvider,
            remembers: options.AutoConnect == AutoConnect.Once);
        Processes = new ProcessTable(this);
        Router = new SignalRouter(this);
        Spawner = new Spawner(this);
        GroupLeaders = new GroupLeaders(this);
        Diagnostics = new NodeDiagnostics(this);
        _cluster = new GlobalCluster(this);
        Global = new GlobalNames(this, _cluster);
        _scopes = new PgScopes(this);
        new NodeExports(Peers, () => NameAtom, options).AddTo(Exports);
        if (options.Inspection)
        {
            ExportInspection();
        }
        _calls = new Lazy<CallProcess>(() => new CallProcess(this));
        Creation = NameRules.RandomCreation();
        _lastReference = NameRules.RandomCreation();
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
    public Atom NameAtom => Volatile.Read(ref _name);

    /// <summary>False as long as a dynamic name has not been given.</summary>
    public bool HasName => !ReferenceEquals(NameAtom, NameRules.NoNode);

    /// <summary>What tells this life of the node from earlier ones of the same name.</summary>
    public uint Creation { get; private set; }

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

    /// <summary>True once <see cref="DisposeAsync"/> was called: nothing lives on it any more.</summary>
    internal bool HasStopped => Volatile.Read(ref _stopped) != 0;

    internal NodeDiagnostics Diagnostics { get; }

    internal GuardedLoggerFactory Loggers { get; }

    internal Complaints Complaints { get; }

    internal PeerAccounts Accounts { get; }

    internal OutstandingChallenges Challenges { get; } = new();

    internal string Host { get; }

    internal NodeLog Log { get; }

    internal Acceptor Acceptor { get; }

    internal PeerTable Peers { get; }

    internal ProcessTable Processes { get; }

    internal SignalRouter Router { get; }

    internal Spawner Spawner { get; }

    internal GroupLeaders GroupLeaders { get; }

    internal ExportTable Exports { get; } = new();

    internal CallProcess Calls => _calls.Value;

    internal TimeSpan Elapsed => Options.TimeProvider.GetElapsedTime(0);

    internal DistributionFlags OfferedFlags =>
        Options.Flags ?? (Options.Hidden || !Options.Listen || !HasName ? DistributionFlagSets.Hidden : DistributionFlagSets.Visible);

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
        options.CommandLine?.Report(options.LoggerFactory.CreateLogger<ErlFlags>());
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

        _pulse?.Dispose();
        if (_registration is not null)
        {
            await _registration.DisposeAsync().ConfigureAwait(false);
        }

        foreach (LocalProcess process in Processes.All)
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

    /// <exception cref="NodeOptionException">No node starts under that name; the message gives erl's reason.</exception>
    private static string NameOf(ErlangNodeOptions options, string name)
    {
        try
        {
            return NameRules.Complete(name, options.LongNames);
        }
        catch (FormatException e)
        {
            throw new NodeOptionException(nameof(options.Name), $"{options.NameOf(nameof(options.Name))}: {e.Message}");
        }
    }

    private async Task TakeDownAsync(Connection connection)
    {
        await connection.Outbound.FlushedAsync(Options.NetSetupTime, Options.TimeProvider).ConfigureAwait(false);
        connection.Close(DownReason.NetKernelTerminated);
        await connection.Completion.ConfigureAwait(false);
    }

    internal Cookie CookieFor(string peer) => _cookies(peer);

    internal bool Allows(PendingPeer peer, CarrierSecurity? security) =>
        _allowed is null || (!peer.AsksForName && _allowed.Allows(peer.Name, security));

    internal void OnNamed(string name, uint creation)
    {
        Creation = creation;
        Volatile.Write(ref _name, new Atom(name));
        Peers.Self = NameAtom;
        Log.Named(name, creation);
        StartServices();
    }

    internal void OnConnectionUp(Connection connection)
    {
        Log.NodeUp(connection.PeerName.Name, connection.Security?.ToString() ?? "plain TCP");
        _scopes.OnConnectionUp(connection);
        Raise(NodeUp, nameof(NodeUp), new NodeEventArgs(connection.PeerName.Name, null, connection.Security, connection.Handshake));
    }

    internal void OnConnectionDown(Connection connection, DownReason reason)
    {
        Diagnostics.OnDown(connection);

        // Whatever throws on the way, the peer can come back.
        try
        {
            TellProcesses(connection.PeerName);

            // Before a new connection can come up, so that nobody sees its NodeUp first.
            Raise(NodeDown, nameof(NodeDown), new NodeEventArgs(connection.PeerName.Name, reason, connection.Security, connection.Handshake));
        }
        finally
        {
            Peers.OnDown(connection);
        }

        if (reason.IsLoss)
        {
            string peer = connection.PeerName.Name;
            Complaints.Tell("down", peer, LogLevel.Warning, (level, more) => Log.NodeBroken(level, peer, reason + more));
        }
        else
        {
            Log.NodeDown(connection.PeerName.Name, reason.ToString());
        }
    }

    private void TellProcesses(Atom peer)
    {
        foreach (LocalProcess process in Accounts.ProcessesWith(peer))
        {
            process.OnNodeDown(peer);
        }

        GroupLeaders.OnPeerDown(peer);
        _cluster.OnConnectionDown(peer);
        if (_calls.IsValueCreated)
        {
            Calls.OnPeerDown(peer);
        }
    }

    private void Raise(EventHandler<NodeEventArgs>? handlers, string name, NodeEventArgs args)
    {
        foreach (EventHandler<NodeEventArgs> handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                handler(this, args);
            }
#pragma warning disable CA1031 // A handler's fault must not keep the connection from going down, or the other handlers from knowing.
            catch (Exception e)
            {
                Log.EventHandlerFailed(name, e);
            }
#pragma warning restore CA1031
        }
    }

    private async Task ComeUpAsync(CancellationToken cancellationToken)
    {
        if (HasName && Options.Listen)
        {
            _listener = await _carrier.ListenAsync(ListenOptions(), cancellationToken).ConfigureAwait(false);
            var listing = new NodeListing(Name, Options.PublicPort ?? _listener.LocalEndPoint.Port, Options.Hidden);
            _registration = await _discovery.RegisterAsync(listing, cancellationToken).ConfigureAwait(false);
            Creation = _registration?.Creation ?? Creation;

            Log.Listening(Name, _listener.LocalEndPoint.ToString(), _carrier.Name, Creation);
        }

        if (HasName)
        {
            StartServices();
        }

        TimeSpan interval = Options.NetTickTime / Options.NetTickIntensity;
        _pulse = new Pulse(this, interval);
        if (_listener is not null)
        {
            _accepting = Acceptor.AcceptAsync(_listener, _stopping.Token);
        }

        _keeper = Options.KeepConnected.Count > 0 ? new ConnectionKeeper(this, _discovery) : null;
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
            AllowedHosts = _allowed is null ? null : () => _allowed.Hosts,
        };
    }

    private void StartServices()
    {
        Register("net_kernel", new NetKernelProcess(this));
        Register("rex", new RexProcess(this));
        if (OfferedFlags.Has(DistributionFlags.Published))
        {
            Register("global_name_server", _cluster.Start());
            _scopes.Get("pg");
        }

        Options.Prepare?.Invoke(this);
    }

    /// <summary>The time between two ticks has passed.</summary>
    /// <param name="readsGoOn">False where this node itself could not read: then nobody's silence counts.</param>
    internal void Tick(bool readsGoOn)
    {
        foreach (Connection connection in Peers.Up)
        {
            connection.OnTickInterval(readsGoOn);
        }

        Complaints.Flush();
    }
}
