using ErlDist.Tls;

namespace ErlDist.Hosting;

/// <summary>
/// How a host's Erlang node is named, reached and secured: what <c>appsettings.json</c> can say. The keys are those of AkkaErlDist's
/// HOCON section that concern a node without Akka, written <c>NetTickTime</c> or <c>net-ticktime</c>; an unknown key is an error
/// at start. Times are written <c>60 s</c>, <c>500 ms</c>, <c>2 m</c> or <c>00:01:00</c>, sizes in bytes or as <c>64 KiB</c>,
/// <c>8 MiB</c>. What is null means what <see cref="ErlangNodeOptions"/> means by default.
/// </summary>
public sealed class ErlangNodeHostingOptions
{
    /// <summary>
    /// The name, <c>shop@host.example</c>, or <c>shop</c>, which gets <see cref="PublicHostname"/>, <see cref="Hostname"/> or
    /// <c>localhost</c> behind it. Needed.
    /// </summary>
    public string? NodeName { get; set; }

    /// <summary>The host to listen on; null: every address of the machine.</summary>
    public string? Hostname { get; set; }

    /// <summary>The host that others reach this node by, where it is not the one that it listens on.</summary>
    public string? PublicHostname { get; set; }

    /// <summary>The address to listen on (<c>-kernel inet_dist_use_interface</c>), where it is not that of <see cref="Hostname"/>.</summary>
    public string? ListenAddress { get; set; }

    /// <summary>The port to listen on, the first of a range with <see cref="PortMax"/>; 0 = any.</summary>
    public int? Port { get; set; }

    /// <summary>The last port of the range that starts at <see cref="Port"/>; 0 = only that one.</summary>
    public int? PortMax { get; set; }

    /// <summary>The port that EPMD tells to others, where it differs from the one listened on, as behind NAT; 0 = the same.</summary>
    public int? PublicPort { get; set; }

    /// <summary>The cookie; null = that of <c>~/.erlang.cookie</c>.</summary>
    public string? Cookie { get; set; }

    /// <summary>Cookies of single nodes, by node name.</summary>
    public IDictionary<string, string> Cookies { get; set; } = new Dictionary<string, string>();

    /// <summary>The only nodes that may connect (<c>net_kernel:allow/1</c>); empty: every node with the cookie.</summary>
    public IList<string> AllowedNodes { get; set; } = [];

    /// <summary>Whether a node that connects must show a certificate of its whole node name; false by default.</summary>
    public bool? CertificateNamesNode { get; set; }

    /// <summary><c>inet_tls</c> (default), <c>inet6_tls</c>, or without any security <c>inet_tcp</c>, <c>inet6_tcp</c>.</summary>
    public string? ProtoDist { get; set; }

    /// <summary>Whether other nodes are not told of this one; true by default.</summary>
    public bool? Hidden { get; set; }

    /// <summary>Whether a visible node connects to the nodes that its peers know (<c>-connect_all</c>); true by default.</summary>
    public bool? ConnectAll { get; set; }

    /// <summary>Whether a visible node takes part in that protocol of <c>global</c>; true by default.</summary>
    public bool? PreventOverlappingPartitions { get; set; }

    /// <summary>Nodes to stay connected to, dialled at the start and after every loss; <c>*</c> = all that <see cref="Discovery"/> lists.</summary>
    public IList<string> KeepConnected { get; set; } = [];

    /// <summary>OTP's own option file, the one that erl takes as <c>-ssl_dist_optfile</c>.</summary>
    public string? SslDistOptFile { get; set; }

    /// <summary>Names and values in turn, as behind erl's <c>-ssl_dist_opt</c>.</summary>
    public IList<string> SslDistOpt { get; set; } = [];

    /// <summary>TLS options for accepting, under OTP's names, as <c>certfile</c>.</summary>
    public IDictionary<string, string> Server { get; set; } = new Dictionary<string, string>();

    /// <summary>TLS options for connecting, under OTP's names.</summary>
    public IDictionary<string, string> Client { get; set; } = new Dictionary<string, string>();

    /// <summary>What TLS options mean that are left out: <c>latest</c> (default) or <c>otp25</c>.</summary>
    public TlsDefaults? TlsDefaults { get; set; }

    /// <summary>Whether ERL_AFLAGS, ERL_FLAGS and ERL_ZFLAGS count for what is left open here; false by default.</summary>
    public bool? ErlFlags { get; set; }

    /// <summary>The port of EPMD; null = the environment's <c>ERL_EPMD_PORT</c>, else 4369.</summary>
    public int? EpmdPort { get; set; }

    /// <summary>No EPMD: this node listens on that port, and so does every peer (<c>-erl_epmd_port</c>).</summary>
    public int? ErlEpmdPort { get; set; }

    /// <summary>Whether this process serves EPMD when nobody listens on its port; true by default.</summary>
    public bool? StartEpmd { get; set; }

    /// <summary>How nodes are found: <c>epmd</c> (default), <c>static</c> or <c>dns</c>.</summary>
    public string? Discovery { get; set; }

    /// <summary>For <c>static</c>: where each node listens, <c>host:port</c> by node name.</summary>
    public IDictionary<string, string> Static { get; set; } = new Dictionary<string, string>();

    /// <summary>For <c>dns</c>.</summary>
    public DnsNodesOptions Dns { get; set; } = new();

    /// <summary>The limit of each step of a connection's set-up (<c>net_setuptime</c>); 7 s, from 0.1 s to 120 s.</summary>
    public TimeSpan? ConnectionTimeout { get; set; }

    /// <summary>A peer that was silent for so long is gone (<c>net_ticktime</c>); 60 s, from 0.1 s to a day.</summary>
    public TimeSpan? NetTickTime { get; set; }

    /// <summary>The ticks within <see cref="NetTickTime"/> (<c>net_tickintensity</c>), from 4 (default) to 1000.</summary>
    public int? NetTickIntensity { get; set; }

    /// <summary>When a message to a node that is not connected sets up a connection (<c>dist_auto_connect</c>): <c>always</c> (default), <c>once</c>, <c>never</c>.</summary>
    public AutoConnect? DistAutoConnect { get; set; }

    /// <summary>Options of the sockets that peers connect to, as kernel's <c>inet_dist_listen_options</c>: <c>[{nodelay,true}]</c>.</summary>
    public string? InetDistListenOptions { get; set; }

    /// <summary>Options of the sockets that connect, as kernel's <c>inet_dist_connect_options</c>.</summary>
    public string? InetDistConnectOptions { get; set; }

    /// <summary>Bytes that may wait for a slow peer, for each connection, before senders wait (<see cref="NodeLimits.OutboundBytes"/>).</summary>
    public int? SendQueueSize { get; set; }

    /// <summary>Bytes that may wait for one node while it is dialled or busy (<see cref="NodeLimits.OutboxBytes"/>).</summary>
    public int? OutboxSize { get; set; }

    /// <summary>Bytes that may wait for all nodes together that are not connected (<see cref="NodeLimits.OutboxesBytes"/>).</summary>
    public long? OutboxesSize { get; set; }

    /// <summary>Bytes that all peers together may make this node hold (<see cref="NodeLimits.HeldBytes"/>).</summary>
    public long? HeldSize { get; set; }

    /// <summary>Whether observer, <c>erldist top</c> and the like may look at the node, read only; false by default.</summary>
    public bool? Inspection { get; set; }

    /// <summary>Carry the context of activities to BEAM nodes as the label of a seq_trace token, and back.</summary>
    public bool? TraceContext { get; set; }

    /// <summary>In code only: the .NET functions that TLS options may name.</summary>
    public TlsFunctions? TlsFunctions { get; set; }

    /// <summary>
    /// In code only: what no configuration can say, as certificates in memory, a clock, limits. It gets what the rest has made, once, and its
    /// result counts.
    /// </summary>
    public Func<ErlangNodeOptions, ErlangNodeOptions>? Customize { get; set; }

    /// <summary>The node's options, once they have been checked.</summary>
    internal ErlangNodeOptions? Checked { get; set; }

    /// <summary>Without cookies and passwords.</summary>
    public override string ToString() => $"{nameof(ErlangNodeHostingOptions)} {{ NodeName = {NodeName}, ProtoDist = {ProtoDist} }}";
}
