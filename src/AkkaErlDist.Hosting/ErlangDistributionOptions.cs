using AkkaErlDist.Configuration;

namespace AkkaErlDist.Hosting;

/// <summary>
/// The settings of <c>akka.remote.erl-dist</c> as typed options, for code and for binding from <c>appsettings.json</c>.
/// What is null keeps the value of your HOCON, or else the default of AkkaErlDist's <c>reference.conf</c>, where each
/// key is explained.
/// </summary>
public sealed class ErlangDistributionOptions
{
    /// <summary><c>hostname</c>: the host to listen on, and the host part of the node name.</summary>
    public string? Hostname { get; set; }

    /// <summary><c>public-hostname</c>: the host that others reach us by, where it differs.</summary>
    public string? PublicHostname { get; set; }

    /// <summary><c>port</c> to listen on; 0 = any.</summary>
    public int? Port { get; set; }

    /// <summary><c>port-max</c>: the end of a range of ports that starts at <see cref="Port"/>.</summary>
    public int? PortMax { get; set; }

    /// <summary><c>public-port</c>: the port that others reach us by, where it differs.</summary>
    public int? PublicPort { get; set; }

    /// <summary><c>node-name</c>; may use <c>{system}</c>, <c>{host}</c> and <c>{port}</c>.</summary>
    public string? NodeName { get; set; }

    /// <summary><c>cookie</c> of the Erlang network.</summary>
    public string? Cookie { get; set; }

    /// <summary><c>cookies</c> of single nodes, by node name.</summary>
    public IDictionary<string, string> Cookies { get; set; } = new Dictionary<string, string>();

    /// <summary><c>proto-dist</c>: <c>inet_tls</c>, <c>inet6_tls</c>, <c>inet_tcp</c> or <c>inet6_tcp</c>.</summary>
    public string? ProtoDist { get; set; }

    /// <summary><c>carrier</c>: DotNetty or sockets.</summary>
    public CarrierKind? Carrier { get; set; }

    /// <summary><c>hidden</c>.</summary>
    public bool? Hidden { get; set; }

    /// <summary><c>ssl-dist-optfile</c>: OTP's own option file.</summary>
    public string? SslDistOptFile { get; set; }

    /// <summary><c>ssl-dist-opt</c>: names and values in turn, as behind erl's <c>-ssl_dist_opt</c>.</summary>
    public IList<string> SslDistOpt { get; set; } = [];

    /// <summary><c>server</c>: TLS options for accepting, under OTP's names, as <c>certfile</c>.</summary>
    public IDictionary<string, string> Server { get; set; } = new Dictionary<string, string>();

    /// <summary><c>client</c>: TLS options for connecting, under OTP's names.</summary>
    public IDictionary<string, string> Client { get; set; } = new Dictionary<string, string>();

    /// <summary><c>erl-flags</c>: read ERL_AFLAGS, ERL_FLAGS and ERL_ZFLAGS.</summary>
    public bool? ErlFlags { get; set; }

    /// <summary><c>epmd-port</c>.</summary>
    public int? EpmdPort { get; set; }

    /// <summary><c>erl-epmd-port</c>: no EPMD, this port everywhere.</summary>
    public int? ErlEpmdPort { get; set; }

    /// <summary><c>start-epmd</c>.</summary>
    public bool? StartEpmd { get; set; }

    /// <summary><c>connection-timeout</c>.</summary>
    public TimeSpan? ConnectionTimeout { get; set; }

    /// <summary><c>net-ticktime</c>.</summary>
    public TimeSpan? NetTickTime { get; set; }

    /// <summary><c>maximum-frame-size</c> in bytes.</summary>
    public int? MaximumFrameSize { get; set; }

    /// <summary><c>send-queue-size</c> in bytes.</summary>
    public int? SendQueueSize { get; set; }

    /// <summary><c>binary-as</c>: what an Erlang binary becomes where no declaration says it.</summary>
    public BinaryAs? BinaryAs { get; set; }

    /// <summary><c>akka-peers.nodes</c>: patterns of the nodes that may speak Akka's own protocol.</summary>
    public IList<string> AkkaPeerNodes { get; set; } = [];

    /// <summary><c>akka-peers.cookie</c>: the secret of those nodes, which BEAM nodes don't have.</summary>
    public string? AkkaPeerCookie { get; set; }

    /// <summary><c>akka-peers.certificate-names</c>: patterns that a name in their certificate must match besides.</summary>
    public IList<string> AkkaPeerCertificateNames { get; set; } = [];

    /// <summary><c>dot-netty</c>: what only the DotNetty carrier reads, under the names of the HOCON, as <c>io-threads</c>.</summary>
    public IDictionary<string, string> DotNetty { get; set; } = new Dictionary<string, string>();

    /// <summary>What no configuration can say: certificates in memory, callbacks, functions that BEAM nodes may call.</summary>
    public ErlDistSetup? Setup { get; set; }

    /// <summary>
    /// <c>akka.remote.enabled-transports</c>. The first gives the system's own address. To add BEAM peers to a system in
    /// production: <c>["akka.remote.dot-netty.tcp", "akka.remote.erl-dist"]</c>.
    /// </summary>
    public IList<string> EnabledTransports { get; set; } = [];
}
