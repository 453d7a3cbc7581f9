namespace AkkaErlDist.Configuration;

/// <summary>
/// All keys of the section, in the order of <c>reference.conf</c>. Names follow Akka's own <c>akka.remote.dot-netty.tcp</c> where
/// both have the notion, and erl's command line where only Erlang has it.
/// </summary>
internal static class SettingKeys
{
    private const double Day = 86_400;
    private const double Tebibyte = 1L << 40;

    private static readonly List<SettingKey> s_all = [];

    public static readonly SettingKey TransportClass = Text("transport-class", "\"AkkaErlDist.ErlDistTransport, AkkaErlDist\"", "The transport, for Akka.");

    public static readonly SettingKey AppliedAdapters = List("applied-adapters", "Adapters of Akka, outermost first: each puts its name before the protocol in addresses.");

    public static readonly SettingKey TransportProtocol = Text("transport-protocol", "\"erl\"", """
        The protocol in addresses, without Akka's own prefix: "erl" gives akka.erl://…
        """);

    public static readonly SettingKey Hostname = Host("hostname", "\"localhost\"", """
        The host to listen on, and the host part of the node name unless public-hostname is set.
        "0.0.0.0" and "::" listen everywhere and need a public-hostname. "::1" and "[::1]" are the same.
        """);

    public static readonly SettingKey PublicHostname = OptionalHost("public-hostname", """
        The host that others reach us by, where it differs from the one we listen on. "" = hostname.
        """);

    public static readonly SettingKey ListenAddress = OptionalHost("listen-address", """
        The address to listen on, where hostname is not it (kernel's inet_dist_use_interface). "" = that of hostname.
        """);

    public static readonly SettingKey Port = PortKey("port", "The port to listen on; 0 = any. EPMD tells it to BEAM nodes, so only Akka peers care.");

    public static readonly SettingKey PortMax = PortKey("port-max", """
        When not 0: the first free port from port to port-max (kernel's inet_dist_listen_min and _max).
        """);

    public static readonly SettingKey PublicPort = PortKey("public-port", """
        The port that others reach us by, where it differs from port, as behind NAT: in our address, and what EPMD
        tells BEAM nodes. 0 = port.
        """);

    public static readonly SettingKey NodeName = OptionalText("node-name", """
        "" = <system>@<host>. May use {system}, {host} and {port}; members of one cluster on one host
        need "{system}-{port}@{host}", since two Erlang nodes of one name can't live on one host.
        Before the @ erl takes letters and digits of ASCII, _ and - only.
        """);

    public static readonly SettingKey Cookie = Secret("cookie", """
        The secret of this Erlang network. "" = what ~/.erlang.cookie holds, or else
        $XDG_CONFIG_HOME/erlang/.erlang.cookie; where neither exists, the first is made, as erl does.
        """);

    public static readonly SettingKey Cookies = Map("cookies", """
        Cookies for single nodes, as erlang:set_cookie(Node, Cookie): { "billing@host" = "secret" }. The host counts in any case.
        """);

    public static readonly SettingKey AllowedNodes = List("allowed-nodes", """
        net_kernel:allow/1: the only nodes that may connect, by name, or hosts that their certificates must be issued to.
        [] = every node with the cookie. Hosts count in any case.
        """);

    public static readonly SettingKey CertificateNamesNode = Switch("certificate-names-node", "off", """
        A node that connects must show a certificate that is issued to its whole node name (DNS:shop@host), so that no other
        node that knows the cookie can take the name. Needs a server role that verifies.
        """);

    public static readonly SettingKey ProtoDist = Choice("proto-dist", "\"inet_tls\"", ["inet_tls", "inet6_tls", "inet_tcp", "inet6_tcp"], """
        inet_tls, inet6_tls, or without any security inet_tcp, inet6_tcp.
        """);

    public static readonly SettingKey Carrier = Choice("carrier", "\"dot-netty\"", ["dot-netty", "sockets"], """
        Who moves the bytes: dot-netty (DotNetty channels) or sockets (Socket and SslStream).
        """);

    public static readonly SettingKey Hidden = Switch("hidden", "on", "Hidden nodes are not told of to other nodes and take no part in global's and pg's chatter.");

    public static readonly SettingKey ConnectAll = Switch("connect-all", "on", """
        A visible node connects to the nodes that its peers know (erl's -connect_all). A hidden one never does.
        """);

    public static readonly SettingKey PreventOverlappingPartitions = Switch("prevent-overlapping-partitions", "on", """
        A visible node takes part in that protocol of global (kernel's parameter of that name).
        """);

    public static readonly SettingKey KeepConnected = List("keep-connected", """
        Nodes to stay connected to: dialled at the start, and again whenever the connection is lost.
        "*" = all that discovery lists (static, dns).
        """);

    public static readonly SettingKey SslDistOptFile = OptionalText("ssl-dist-optfile", "OTP's own option file, the one that erl takes as -ssl_dist_optfile …");

    public static readonly SettingKey SslDistOpt = List("ssl-dist-opt", """
        … and erl's -ssl_dist_opt, its names and values in turn: ["server_certfile", "node.pem", …]
        """);

    public static readonly SettingKey Server = Map("server", """
        … and the options here, under the same names. Both roles are needed. Where several places give options of a role, they
        add up as in OTP 29, and the file's count before these.
          server { certfile = "node.pem", cacertfile = "ca.pem", verify = verify_peer, fail_if_no_peer_cert = true }
          client { certfile = "node.pem", cacertfile = "ca.pem", verify = verify_peer }
        """);

    public static readonly SettingKey Client = Map("client", "The options of the connecting side.");

    public static readonly SettingKey TlsDefaults = Choice("tls-defaults", "\"latest\"", ["latest", "otp25"], """
        What TLS options mean that are left out: latest (OTP 26 and later: TLS 1.3 and 1.2, with cacertfile peers are
        verified) or otp25 (TLS 1.2 only, nobody is verified unless verify_peer says so).
        """);

    public static readonly SettingKey ErlFlags = Switch("erl-flags", "off", """
        Read ERL_AFLAGS, ERL_FLAGS, ERL_ZFLAGS and ERL_DIST_PORT for what this section leaves open.
        """);

    public static readonly SettingKey EpmdPort = OptionalNumber("epmd-port", 1, ushort.MaxValue, """
        The port of EPMD. "" = the environment's ERL_EPMD_PORT, else 4369.
        """);

    public static readonly SettingKey ErlEpmdPort = OptionalNumber("erl-epmd-port", 1, ushort.MaxValue, """
        When not "": no EPMD at all; we listen on this port, and every peer is taken to (erl's -erl_epmd_port).
        """);

    public static readonly SettingKey StartEpmd = Switch("start-epmd", "on", """
        Serve EPMD from this process when nobody listens on its port (erl starts the epmd program then).
        """);

    public static readonly SettingKey Discovery = Choice("discovery", "\"epmd\"", ["epmd", "static", "dns"], """
        How nodes are found: epmd (the one on the host of a node's name knows its port), static (the table below) or dns.
        """);

    public static readonly SettingKey Static = Map("static", """
        For discovery = static: where each node listens, { "billing@host" = "10.0.0.1:9100" }. Other nodes are unknown.
        """);

    public static readonly SettingKey Dns = Section("dns", "For discovery = dns: by a name of its own, as of a headless service of Kubernetes, or by SRV records.");

    public static readonly SettingKey DnsService = OptionalText("dns.service", """
        The DNS name of the nodes: with port, one with A and AAAA records, whose nodes are alive@ADDRESS; without, one with
        SRV records, whose nodes are alive@TARGET on the record's port. {name} in it is what a node has before the @.
        """);

    public static readonly SettingKey DnsAlive = OptionalText("dns.alive", """
        What the names of the nodes have before the @; needed to list them for keep-connected = ["*"].
        """);

    public static readonly SettingKey DnsPort = OptionalNumber("dns.port", 1, ushort.MaxValue, """
        The port that every node listens on. "" = the SRV records say it.
        """);

    public static readonly SettingKey ConnectionTimeout = Duration("connection-timeout", "7 s", 0.1, 120, """
        How long each step of a connection's set-up may take, EPMD and handshake included (kernel's net_setuptime).
        """);

    public static readonly SettingKey NetTickTime = Duration("net-ticktime", "60 s", 0.1, Day, "A peer that was silent for this long is gone (kernel's net_ticktime).");

    public static readonly SettingKey NetTickIntensity = Number("net-tickintensity", "4", 4, 1000, "The ticks within net-ticktime (kernel's net_tickintensity).");

    public static readonly SettingKey DistAutoConnect = Choice("dist-auto-connect", "\"always\"", ["always", "once", "never"], """
        When a message to a node that is not connected sets up a connection: always, once (after a lost connection not
        again), or never (kernel's dist_auto_connect). What is never dialled must dial us.
        """);

    public static readonly SettingKey InetDistListenOptions = OptionalText("inet-dist-listen-options", """
        Options of the sockets that peers connect to, as kernel's inet_dist_listen_options: "[{nodelay,true},{sndbuf,262144}]".
        """);

    public static readonly SettingKey InetDistConnectOptions = OptionalText("inet-dist-connect-options", """
        Options of the sockets that connect, as kernel's inet_dist_connect_options.
        """);

    public static readonly SettingKey MaximumFrameSize = ByteSize("maximum-frame-size", "4 MiB", 32_000, "The largest message, as Akka counts it: one that is larger is an error at its sender.");

    public static readonly SettingKey SendQueueSize = ByteSize("send-queue-size", "8 MiB", 64_000, "How many bytes may wait for a slow peer, for each connection, before senders feel it.");

    public static readonly SettingKey OutboxSize = ByteSize("outbox-size", "64 MiB", 64_000, """
        How many bytes may wait for one BEAM node while it is dialled or busy; what comes beyond goes to dead letters.
        """);

    public static readonly SettingKey OutboxesSize = OptionalLongByteSize("outboxes-size", 64_000, """
        How many bytes may wait for all BEAM nodes together that are not connected; not less than outbox-size.
        "" = four times outbox-size.
        """);

    public static readonly SettingKey HeldSize = LongByteSize("held-size", "1 GiB", 1024 * 1024, """
        How many bytes all peers together may make this node hold: messages that actors have not received yet, messages of which
        parts are missing, links and monitors. Beyond them a peer that holds more than its part and brings more loses its connection.
        """);

    public static readonly SettingKey BinaryAs = Choice("binary-as", "\"string\"", ["string", "bytes"], """
        What an Erlang binary becomes where no declaration says it: string (where it is valid UTF-8,
        else byte[]) or bytes (always byte[]).
        """);

    public static readonly SettingKey Inspection = Switch("inspection", "off", """
        Answer what observer and the like ask a node, read only: erlang:processes/0, process_info/2, system_info/1 …
        """);

    public static readonly SettingKey TraceContext = Switch("trace-context", "off", """
        Carry the context of .NET's activities (OpenTelemetry) to BEAM nodes as the label of a seq_trace token, and back.
        """);

    public static readonly SettingKey AkkaPeers = Section("akka-peers", """
        Who may speak Akka's own protocol to us, which gives full remoting power: anyone else is a BEAM node
        whatever it says, and reaches only actors below /user by messages, monitors and links.
        A name alone does not count, since a node that has the cookie can take any. So it also takes one of:
        akka-peers.cookie, certificate-names, or certificates that carry the node name itself.
        """);

    public static readonly SettingKey AkkaPeerNodes = List("akka-peers.nodes", """
        Patterns of node names, * and ? as in a shell. The one default follows from your own settings:
        the node-name of this section for the same system name on any host and port.
        """);

    public static readonly SettingKey AkkaPeerCookie = Secret("akka-peers.cookie", """
        The cookie between nodes of these names, in place of the common one above. Give it to all members and to
        no BEAM node: then none of those can take a member's name at all. "" = no such cookie.
        """);

    public static readonly SettingKey AkkaPeerCertificateNames = List("akka-peers.certificate-names", """
        When not empty: the peer's certificate must carry a name that matches one of these. It counts only where
        certificates are verified by both roles. ["*"]: every node with a certificate of our authority is trusted.
        ["{node}"]: the certificate must carry the name of the node itself.
        """);

    public static readonly SettingKey DotNetty = Section("dot-netty", "The DotNetty carrier.");

    public static readonly SettingKey IoThreads = Number("dot-netty.io-threads", "0", 0, 1024, "Event loops shared by all connections of the transport. 0 = one for two cores.");

    public static readonly SettingKey WriteBufferHighWaterMark = ByteSize("dot-netty.write-buffer-high-water-mark", "512 KiB", 16 * 1024, """
        A connection stops taking writes above this …
        """);

    public static readonly SettingKey WriteBufferLowWaterMark = ByteSize("dot-netty.write-buffer-low-water-mark", "256 KiB", 1, "… and takes them again below this.");

    public static readonly SettingKey SendBufferSize = OptionalByteSize("dot-netty.send-buffer-size", 1024, """
        The socket's buffer for sending; "" = what the operating system does.
        """);

    public static readonly SettingKey ReceiveBufferSize = OptionalByteSize("dot-netty.receive-buffer-size", 1024, """
        The socket's buffer for receiving; "" = what the operating system does.
        """);

    public static readonly SettingKey Backlog = Number("dot-netty.backlog", "4096", 1, int.MaxValue, "Connections that wait to be accepted.");

    public static readonly SettingKey TcpKeepAlive = Switch("dot-netty.tcp-keepalive", "on", "The system probes idle connections.");

    public static readonly SettingKey ConfiguredAs = Add(new SettingKey("configured-as", SettingKind.List, "[]", "")
    {
        IsInternal = true,
    });

    /// <summary>All keys, in order; a section stands before its own.</summary>
    public static IReadOnlyList<SettingKey> All => s_all;

    /// <summary>The keys of a section; "" = those at the top.</summary>
    public static IEnumerable<SettingKey> Of(string parent) => s_all.Where(key => key.Parent == parent);

    private static SettingKey Add(SettingKey key)
    {
        s_all.Add(key);
        return key;
    }

    private static SettingKey Text(string path, string value, string doc) => Add(new SettingKey(path, SettingKind.Text, value, doc));

    private static SettingKey OptionalText(string path, string doc) => Add(new SettingKey(path, SettingKind.Text, "\"\"", doc) { IsOptional = true });

    private static SettingKey Host(string path, string value, string doc) => Add(new SettingKey(path, SettingKind.Host, value, doc));

    private static SettingKey OptionalHost(string path, string doc) => Add(new SettingKey(path, SettingKind.Host, "\"\"", doc) { IsOptional = true });

    private static SettingKey Secret(string path, string doc) => Add(new SettingKey(path, SettingKind.Secret, "\"\"", doc) { IsOptional = true });

    private static SettingKey Switch(string path, string value, string doc) => Add(new SettingKey(path, SettingKind.Switch, value, doc));

    private static SettingKey Number(string path, string value, int min, int max, string doc) =>
        Add(new SettingKey(path, SettingKind.Number, value, doc) { Min = min, Max = max });

    private static SettingKey OptionalNumber(string path, int min, int max, string doc) =>
        Add(new SettingKey(path, SettingKind.Number, "\"\"", doc) { Min = min, Max = max, IsOptional = true });

    private static SettingKey PortKey(string path, string doc) => Number(path, "0", 0, ushort.MaxValue, doc);

    private static SettingKey Duration(string path, string value, double min, double max, string doc) =>
        Add(new SettingKey(path, SettingKind.Duration, value, doc) { Min = min, Max = max });

    private static SettingKey ByteSize(string path, string value, int min, string doc) =>
        Add(new SettingKey(path, SettingKind.ByteSize, value, doc) { Min = min, Max = int.MaxValue });

    private static SettingKey OptionalByteSize(string path, int min, string doc) =>
        Add(new SettingKey(path, SettingKind.ByteSize, "\"\"", doc) { Min = min, Max = int.MaxValue, IsOptional = true });

    private static SettingKey LongByteSize(string path, string value, int min, string doc) =>
        Add(new SettingKey(path, SettingKind.ByteSize, value, doc) { Min = min, Max = Tebibyte });

    private static SettingKey OptionalLongByteSize(string path, int min, string doc) =>
        Add(new SettingKey(path, SettingKind.ByteSize, "\"\"", doc) { Min = min, Max = Tebibyte, IsOptional = true });

    private static SettingKey Choice(string path, string value, string[] choices, string doc) =>
        Add(new SettingKey(path, SettingKind.Choice, value, doc) { Choices = choices });

    private static SettingKey List(string path, string doc) => Add(new SettingKey(path, SettingKind.List, "[]", doc));

    private static SettingKey Map(string path, string doc) => Add(new SettingKey(path, SettingKind.Map, "{ }", doc));

    private static SettingKey Section(string path, string doc) => Add(new SettingKey(path, SettingKind.Section, "", doc));
}
