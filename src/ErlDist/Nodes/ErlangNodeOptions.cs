using System.Net;
using ErlDist.Embedding;
using ErlDist.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErlDist;

/// <summary>
/// How an <see cref="ErlangNode"/> is named, reached and secured. Each property names the <c>erl</c> flag that it stands for.
/// </summary>
public sealed record ErlangNodeOptions
{
    /// <summary>
    /// <c>-sname</c>, <c>-name</c>: <c>alive</c> or <c>alive@host</c>. Null: a dynamic name, given by the first node that
    /// is connected to (<c>-sname undefined</c>); such a node does not listen and is hidden.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>
    /// <c>-name</c> (true) in place of <c>-sname</c> (false). A short name has no dot in its host; a name without a host gets this
    /// machine's, a long one fully qualified. Null: long if the host has a dot, else short.
    /// </summary>
    public bool? LongNames { get; init; }

    /// <summary>
    /// <c>-setcookie</c>. Null: what <c>~/.erlang.cookie</c> holds, or else <c>$XDG_CONFIG_HOME/erlang/.erlang.cookie</c>; where
    /// neither exists the first is made with a random cookie, as erl does.
    /// </summary>
    public Cookie? Cookie { get; init; }

    /// <summary><c>-setcookie NODE COOKIE</c>: cookies for single peers, by node name; hosts count in any case.</summary>
    public IReadOnlyDictionary<string, Cookie> PeerCookies { get; init; } = new Dictionary<string, Cookie>();

    /// <summary>
    /// Cookies for the peers that a rule names: asked with the peer's node name before <see cref="PeerCookies"/>, which count
    /// where it gives null. It must be quick and give the same answer each time.
    /// </summary>
    public Func<string, Cookie?>? CookieFor { get; init; }

    /// <summary>
    /// <c>-hidden</c>: connections to this node are not propagated, and the node is not in <c>nodes()</c> of others. A
    /// visible node takes part in <c>global</c> and <c>pg</c>. Default true.
    /// </summary>
    public bool Hidden { get; init; } = true;

    /// <summary><c>-proto_dist</c>: <c>inet_tls</c> (default), <c>inet6_tls</c>, <c>inet_tcp</c>, <c>inet6_tcp</c>.</summary>
    public string ProtoDist { get; init; } = "inet_tls";

    /// <summary>
    /// <c>-ssl_dist_optfile</c>, <c>-ssl_dist_opt</c>. Without them a node over TLS does not start, where OTP's starts and
    /// then refuses every peer.
    /// </summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>A carrier of your own in place of the one that <see cref="ProtoDist"/> names.</summary>
    public ICarrier? Carrier { get; init; }

    /// <summary><c>-dist_listen</c>. False: the node is not in EPMD, accepts no connection and is hidden.</summary>
    public bool Listen { get; init; } = true;

    /// <summary><c>-kernel inet_dist_use_interface</c>. Null: all addresses of the carrier's family.</summary>
    public IPAddress? ListenAddress { get; init; }

    /// <summary><c>-kernel inet_dist_listen_min</c>; 0 = any port.</summary>
    public int ListenPortMin { get; init; }

    /// <summary><c>-kernel inet_dist_listen_max</c>; 0 = the same as <see cref="ListenPortMin"/>.</summary>
    public int ListenPortMax { get; init; }

    /// <summary>
    /// The port that EPMD, or another discovery, tells others, where it is not the one that this node listens on, as behind NAT or a
    /// mapped port of a container. Null: the one that it listens on. OTP has no such setting.
    /// </summary>
    public int? PublicPort { get; init; }

    /// <summary><c>-kernel inet_dist_listen_options</c>: options of the sockets that peers connect to.</summary>
    public SocketSettings ListenSocket { get; init; } = new();

    /// <summary><c>-kernel inet_dist_connect_options</c>: options of the sockets that this node connects by.</summary>
    public SocketSettings ConnectSocket { get; init; } = new();

    /// <summary>
    /// Where EPMD is and whether an embedded one is started when none answers (<c>-start_epmd</c>). Null: as the environment says
    /// (<c>ERL_EPMD_PORT</c> …, <see cref="EpmdOptions.FromEnvironment"/>).
    /// </summary>
    public EpmdOptions? Epmd { get; init; }

    /// <summary><c>-erl_epmd_port</c>: no EPMD; this node listens on that port, and so does every peer.</summary>
    public int? FixedPort { get; init; }

    /// <summary>
    /// <c>-epmd_module</c>: how nodes are found and this one is made known; see <see cref="NodeDiscovery"/>. Null: by
    /// <see cref="FixedPort"/> where that is given, else by <see cref="Epmd"/>.
    /// </summary>
    public INodeDiscovery? Discovery { get; init; }

    /// <summary>In <see cref="KeepConnected"/>: all nodes that <see cref="Discovery"/> lists.</summary>
    public const string AllNodes = "*";

    /// <summary>
    /// Names of nodes to connect to at once and again whenever a connection is lost; <c>*</c> = all nodes that <see cref="Discovery"/>
    /// lists. Between two attempts at one node pass 1 s at first and 30 s at most.
    /// </summary>
    public IReadOnlyList<string> KeepConnected { get; init; } = [];

    /// <summary>
    /// <c>-kernel net_ticktime</c>: a peer that is silent for so long, more or less one tick, is given up. 60 s; from 0.1 s to a day.
    /// </summary>
    public TimeSpan NetTickTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary><c>-kernel net_tickintensity</c>: the ticks within <see cref="NetTickTime"/>, from 4 (as in OTP) to 1000.</summary>
    public int NetTickIntensity { get; init; } = 4;

    /// <summary><c>-kernel net_setuptime</c>: the limit of each step of a connection's set-up. 7 s; 120 s at most.</summary>
    public TimeSpan NetSetupTime { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary><c>-kernel dist_auto_connect</c>.</summary>
    public AutoConnect AutoConnect { get; init; } = AutoConnect.Always;

    /// <summary>
    /// <c>-connect_all</c>, <c>-kernel connect_all</c>: a visible node connects to the nodes that its peers know. A hidden one never does.
    /// </summary>
    public bool ConnectAll { get; init; } = true;

    /// <summary><c>-kernel prevent_overlapping_partitions</c>: a visible node takes part in that protocol of <c>global</c>.</summary>
    public bool PreventOverlappingPartitions { get; init; } = true;

    /// <summary>
    /// <c>net_kernel:allow/1</c>: the only nodes that may connect; hosts count in any case. Null: every node with the cookie.
    /// </summary>
    public IReadOnlyList<string>? AllowedNodes { get; init; }

    /// <summary>
    /// Whether a node that connects must show a certificate that is issued to its whole node name (<c>DNS:shop@host</c>), so that no
    /// other node that knows the cookie can take the name. Needs a server role that verifies. False, as in OTP: the host counts.
    /// </summary>
    public bool CertificateNamesNode { get; init; }

    /// <summary>
    /// The capabilities offered in the handshake. Null: all that this library has, made visible or hidden by
    /// <see cref="Hidden"/>.
    /// </summary>
    public DistributionFlags? Flags { get; init; }

    /// <summary>
    /// Called once, when the node has its name and before it takes its first connection: processes that are registered here, and handlers
    /// of its events, are there for every peer. What it throws ends the start.
    /// </summary>
    public Action<ErlangNode>? Prepare { get; init; }

    /// <summary>Whether <see cref="ErlangNode.ExportInspection"/> is called at the start, so that observer and the like can look at the node. Default false.</summary>
    public bool Inspection { get; init; }

    /// <summary>
    /// Whether traces go through both worlds: what is sent while an <see cref="System.Diagnostics.Activity"/> is current carries its W3C
    /// <c>traceparent</c> as the label of a seq_trace token, and what a message with such a label has this node do is a span in that trace. Tokens
    /// themselves are passed on always. Default false.
    /// </summary>
    public bool TraceContext { get; init; }

    /// <summary>The limits on what peers may make this node hold.</summary>
    public NodeLimits Limits { get; init; } = NodeLimits.Default;

    /// <summary>
    /// Where that goes which processes print that this node spawned elsewhere: their pid and the text as it came, control characters
    /// included, 64 Ki characters a request at most. Called on the loop that reads the peer's connection, so it must not block. Null: the log, escaped, a line each.
    /// </summary>
    public Action<Pid, string>? Output { get; init; }

    /// <summary>Where the node logs.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The clock of timers and ticks.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// How messages call a setting, by the name of its property here, for programs that take it by another name: a flag, a key of a
    /// file. Null: the property.
    /// </summary>
    public Func<string, string>? SettingNames { get; init; }

    /// <summary>
    /// The flags that these options come from, of which the node logs at its start those that have no effect; null = none.
    /// </summary>
    public ErlFlags? CommandLine { get; init; }

    /// <summary>
    /// What erl's flags mean to a node: those of a command line and of the environment (<c>ERL_AFLAGS</c>, <c>ERL_FLAGS</c>, <c>ERL_ZFLAGS</c>), as
    /// erl(1) has them. <see cref="CommandLine"/> then has the arguments that are no flags.
    /// </summary>
    /// <param name="arguments">The command line.</param>
    /// <exception cref="ErlangException">A flag, a cookie, an option file or a variable is unusable; the message names it.</exception>
    public static ErlangNodeOptions FromFlags(IEnumerable<string> arguments) => FromFlags(ErlFlags.Parse(arguments));

    /// <summary>As <see cref="FromFlags(IEnumerable{string})"/>, with flags that were read before (<see cref="ErlFlags.Parse"/>).</summary>
    /// <param name="flags">The flags; the node logs at its start which of them have no effect.</param>
    /// <exception cref="ErlangException">A cookie, an option file or a variable is unusable; the message names it.</exception>
    public static ErlangNodeOptions FromFlags(ErlFlags flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        return FlagOptions.Read(flags);
    }

    /// <summary>
    /// The name that a node starts under, completed and judged as net_kernel:create_name/3 does: a name without a host takes this
    /// machine's, a short name has no dot in its host, a long name that is completed needs a domain.
    /// </summary>
    /// <param name="name">As <see cref="Name"/>.</param>
    /// <param name="longNames">As <see cref="LongNames"/>.</param>
    /// <exception cref="FormatException">erl would not start under that name; the message gives its reason.</exception>
    public static string CompleteName(string name, bool? longNames = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return NameRules.Complete(name, longNames);
    }

    /// <summary>
    /// Checks what can be known before anything is opened, as <see cref="ErlangNode.StartAsync(ErlangNodeOptions, CancellationToken)"/> does:
    /// ranges, names of nodes, settings that do not fit each other, TLS without options.
    /// </summary>
    /// <exception cref="ErlangException">A node cannot start with these; the message names the setting and says what it takes.</exception>
    public void Validate() => NodeOptionsCheck.Check(this);

    /// <summary>A setting as whoever wrote it knows it.</summary>
    internal string NameOf(string property) => SettingNames?.Invoke(property) ?? $"{nameof(ErlangNodeOptions)}.{property}";

    /// <summary>A setting that will not do.</summary>
    internal NodeOptionException Wrong(string property, string complaint) => new(property, $"{NameOf(property)} {complaint}.");
}
