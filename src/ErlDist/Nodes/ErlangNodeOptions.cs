using System.Net;
using ErlDist.Carriers;
using ErlDist.Epmd;
using ErlDist.Terms;
using ErlDist.Tls;
using ErlDist.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Cookie = ErlDist.Wire.Cookie;

namespace ErlDist.Nodes;

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

    /// <summary><c>-name</c> in place of <c>-sname</c>: a name without a host gets the fully qualified one.</summary>
    public bool LongNames { get; init; }

    /// <summary><c>-setcookie</c>. Null: the text of <c>~/.erlang.cookie</c>.</summary>
    public Cookie? Cookie { get; init; }

    /// <summary><c>-setcookie NODE COOKIE</c>: cookies for single peers, by node name.</summary>
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

    /// <summary>Where EPMD is and whether an embedded one is started when none answers (<c>-start_epmd</c>).</summary>
    public EpmdOptions Epmd { get; init; } = new();

    /// <summary><c>-erl_epmd_port</c>: no EPMD; this node listens on that port, and so does every peer.</summary>
    public int? FixedPort { get; init; }

    /// <summary><c>-kernel net_ticktime</c>: a peer that is silent for so long (±25 %) is given up. 60 s.</summary>
    public TimeSpan NetTickTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary><c>-kernel net_setuptime</c>: the limit of each step of a connection's set-up. 7 s.</summary>
    public TimeSpan NetSetupTime { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary><c>-kernel dist_auto_connect</c>.</summary>
    public AutoConnect AutoConnect { get; init; } = AutoConnect.Always;

    /// <summary><c>net_kernel:allow/1</c>: the only nodes that may connect. Null: every node with the cookie.</summary>
    public IReadOnlyList<string>? AllowedNodes { get; init; }

    /// <summary>
    /// The capabilities offered in the handshake. Null: all that this library has, made visible or hidden by
    /// <see cref="Hidden"/>.
    /// </summary>
    public DistributionFlags? Flags { get; init; }

    /// <summary>Who takes the signals to pids and names that are no <see cref="LocalProcess"/>'s; null = nobody.</summary>
    public ISignalHost? SignalHost { get; init; }

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
}

/// <summary><c>-kernel dist_auto_connect</c>: when a message to a node that is not connected may set up a connection.</summary>
public enum AutoConnect
{
    /// <summary>Whenever it is needed: <c>true</c>, the default.</summary>
    Always,

    /// <summary>Once: after a lost connection only <see cref="ErlangNode.ConnectAsync"/> connects to that node again.</summary>
    Once,

    /// <summary>Never: only <see cref="ErlangNode.ConnectAsync"/> connects.</summary>
    Never,
}
