using ErlDist;
using ErlDist.Tls;

namespace AkkaErlDist.Hosting;

/// <summary>
/// The settings of <c>akka.remote.erl-dist</c> as typed options, for code and for binding from <c>appsettings.json</c>.
/// What is null keeps the value of your HOCON, or else the default of AkkaErlDist's <c>reference.conf</c>, where each
/// key is explained.
/// </summary>
public sealed class ErlangDistributionOptions
{
    /// <summary><c>transport-protocol</c>: the protocol in addresses, without Akka's prefix.</summary>
    public string? TransportProtocol { get; set; }

    /// <summary><c>applied-adapters</c> of Akka, outermost first.</summary>
    public IList<string> AppliedAdapters { get; set; } = [];

    /// <summary><c>hostname</c>: the host to listen on, and the host part of the node name.</summary>
    public string? Hostname { get; set; }

    /// <summary><c>public-hostname</c>: the host that others reach us by, where it differs.</summary>
    public string? PublicHostname { get; set; }

    /// <summary><c>listen-address</c>: the address to listen on, where the host is not it.</summary>
    public string? ListenAddress { get; set; }

    /// <summary><c>port</c> to listen on; 0 = any.</summary>
    public int? Port { get; set; }

    /// <summary><c>port-max</c>: the end of a range of ports that starts at <see cref="Port"/>.</summary>
    public int? PortMax { get; set; }

    /// <summary><c>public-port</c>: the port that others reach us by, where it differs; EPMD tells it.</summary>
    public int? PublicPort { get; set; }

    /// <summary><c>node-name</c>; may use <c>{system}</c>, <c>{host}</c> and <c>{port}</c>.</summary>
    public string? NodeName { get; set; }

    /// <summary><c>cookie</c> of the Erlang network.</summary>
    public string? Cookie { get; set; }

    /// <summary><c>cookies</c> of single nodes, by node name.</summary>
    public IDictionary<string, string> Cookies { get; set; } = new Dictionary<string, string>();

    /// <summary><c>allowed-nodes</c>: the only nodes or hosts that may connect.</summary>
    public IList<string> AllowedNodes { get; set; } = [];

    /// <summary><c>certificate-names-node</c>: a node that connects must show a certificate of its whole name.</summary>
    public bool? CertificateNamesNode { get; set; }

    /// <summary><c>proto-dist</c>: <c>inet_tls</c>, <c>inet6_tls</c>, <c>inet_tcp</c> or <c>inet6_tcp</c>.</summary>
    public string? ProtoDist { get; set; }

    /// <summary><c>carrier</c>: DotNetty or sockets.</summary>
    public CarrierKind? Carrier { get; set; }

    /// <summary><c>hidden</c>.</summary>
    public bool? Hidden { get; set; }

    /// <summary><c>connect-all</c>.</summary>
    public bool? ConnectAll { get; set; }

    /// <summary><c>prevent-overlapping-partitions</c>.</summary>
    public bool? PreventOverlappingPartitions { get; set; }

    /// <summary><c>keep-connected</c>: nodes to stay connected to.</summary>
    public IList<string> KeepConnected { get; set; } = [];

    /// <summary><c>ssl-dist-optfile</c>: OTP's own option file.</summary>
    public string? SslDistOptFile { get; set; }

    /// <summary><c>ssl-dist-opt</c>: names and values in turn, as behind erl's <c>-ssl_dist_opt</c>.</summary>
    public IList<string> SslDistOpt { get; set; } = [];

    /// <summary><c>server</c>: TLS options for accepting, under OTP's names, as <c>certfile</c>.</summary>
    public IDictionary<string, string> Server { get; set; } = new Dictionary<string, string>();

    /// <summary><c>client</c>: TLS options for connecting, under OTP's names.</summary>
    public IDictionary<string, string> Client { get; set; } = new Dictionary<string, string>();

    /// <summary><c>tls-defaults</c>: what TLS options mean that are left out.</summary>
    public TlsDefaults? TlsDefaults { get; set; }

    /// <summary><c>erl-flags</c>: read ERL_AFLAGS, ERL_FLAGS and ERL_ZFLAGS.</summary>
    public bool? ErlFlags { get; set; }

    /// <summary><c>epmd-port</c>.</summary>
    public int? EpmdPort { get; set; }

    /// <summary><c>erl-epmd-port</c>: no EPMD, this port everywhere.</summary>
    public int? ErlEpmdPort { get; set; }

    /// <summary><c>start-epmd</c>.</summary>
    public bool? StartEpmd { get; set; }

    /// <summary><c>discovery</c>: <c>epmd</c>, <c>static</c> or <c>dns</c>.</summary>
    public string? Discovery { get; set; }

    /// <summary><c>static</c>: where each node listens, <c>host:port</c> by node name.</summary>
    public IDictionary<string, string> Static { get; set; } = new Dictionary<string, string>();

    /// <summary><c>dns</c>.</summary>
    public DnsOptions Dns { get; set; } = new();

    /// <summary><c>connection-timeout</c>.</summary>
    public TimeSpan? ConnectionTimeout { get; set; }

    /// <summary><c>net-ticktime</c>.</summary>
    public TimeSpan? NetTickTime { get; set; }

    /// <summary><c>net-tickintensity</c>.</summary>
    public int? NetTickIntensity { get; set; }

    /// <summary><c>dist-auto-connect</c>: when a message to a node that is not connected sets up a connection.</summary>
    public AutoConnect? DistAutoConnect { get; set; }

    /// <summary><c>inet-dist-listen-options</c>, as an Erlang list.</summary>
    public string? InetDistListenOptions { get; set; }

    /// <summary><c>inet-dist-connect-options</c>, as an Erlang list.</summary>
    public string? InetDistConnectOptions { get; set; }

    /// <summary><c>maximum-frame-size</c> in bytes.</summary>
    public int? MaximumFrameSize { get; set; }

    /// <summary><c>send-queue-size</c> in bytes.</summary>
    public int? SendQueueSize { get; set; }

    /// <summary><c>outbox-size</c> in bytes.</summary>
    public int? OutboxSize { get; set; }

    /// <summary><c>outboxes-size</c> in bytes.</summary>
    public long? OutboxesSize { get; set; }

    /// <summary><c>held-size</c> in bytes.</summary>
    public long? HeldSize { get; set; }

    /// <summary><c>inspection</c>: answer what observer and the like ask.</summary>
    public bool? Inspection { get; set; }

    /// <summary><c>trace-context</c>: carry the context of activities to BEAM nodes as the label of a seq_trace token, and back.</summary>
    public bool? TraceContext { get; set; }

    /// <summary><c>binary-as</c>: what an Erlang binary becomes where no declaration says it.</summary>
    public BinaryAs? BinaryAs { get; set; }

    /// <summary><c>akka-peers</c>: who may speak Akka's own protocol.</summary>
    public AkkaPeerOptions AkkaPeers { get; set; } = new();

    /// <summary><c>dot-netty</c>: what only the DotNetty carrier reads.</summary>
    public DotNettyOptions DotNetty { get; set; } = new();

    /// <summary>What no configuration can say: certificates in memory, callbacks, functions that BEAM nodes may call.</summary>
    public ErlDistSetup? Setup { get; set; }

    /// <summary>
    /// <c>akka.remote.enabled-transports</c>. The first gives the system's own address. Empty: this one alone, or behind Akka's own
    /// where <c>WithRemoting</c> has set that up before.
    /// </summary>
    public IList<string> EnabledTransports { get; set; } = [];
}
