using Akka.Configuration;
using AkkaErlDist.Configuration;
using AkkaErlDist.Nodes;
using ErlDist;
using ErlDist.Nodes;
using ErlDist.Wire;

namespace AkkaErlDist.Tests.Configuration;

public class ErlDistSettingsSpec
{
    [Fact]
    public void The_defaults_are_those_that_the_contract_names()
    {
        ErlDistSettings settings = Load("");

        Assert.Equal("erl", settings.TransportProtocol);
        Assert.Equal("localhost", settings.Hostname);
        Assert.Equal("localhost", settings.PublicHostname);
        Assert.Equal(0, settings.Port);
        Assert.Equal("sys@localhost", settings.NodeName.NameFor("sys", "localhost", 2552));
        Assert.Null(settings.Cookie);
        Assert.Equal("inet_tls", settings.ProtoDist);
        Assert.Equal(CarrierKind.DotNetty, settings.Carrier);
        Assert.True(settings.Hidden);
        Assert.Null(settings.ErlFlags);
        Assert.Equal(BinaryAs.Text, settings.BinaryAs);
        Assert.Equal(64 << 20, settings.OutboxSize);
        Assert.Null(settings.OutboxesSize);
        Assert.Equal(1L << 30, settings.HeldSize);
        Assert.False(settings.Inspection);
    }

    [Fact]
    public void The_section_may_stand_at_the_path_of_Akkas_own_transport()
    {
        ErlDistSettings settings = At("cookie = x, hostname = localhost");
        Assert.Equal("x", settings.Cookie);

        // What Akka's reference.conf has there is nobody's choice; what a user sets is.
        ConfigurationException refused = Assert.Throws<ConfigurationException>(() => At("enable-ssl = true, hostname = localhost"));
        Assert.Contains("akka.remote.dot-netty.tcp.enable-ssl is no setting", refused.Message, StringComparison.Ordinal);

        static ErlDistSettings At(string section)
        {
            Config config = ConfigurationFactory.ParseString($"{OtherTransport.Tcp} {{ {section} }}").WithFallback(OtherTransport.Reference);
            return SettingsLoader.Load("sys", config.GetConfig(OtherTransport.Tcp), OtherTransport.Tcp, _ => null);
        }
    }

    [Fact]
    public void The_node_name_can_derive_from_system_host_and_port()
    {
        ErlDistSettings settings = Load("""node-name = "{system}-{port}@{host}" """);

        Assert.True(settings.NodeName.NeedsPort);
        Assert.Equal("sys-2552@vm", settings.NodeName.NameFor("sys", "vm", 2552));
    }

    [Theory]
    [InlineData("sys-2552@vm", "sys-2552@vm", true)]
    [InlineData("sys-2552@vm", "SYS-2552@VM", true)]
    [InlineData("sys-2552@vm", "vm", false)]
    [InlineData("sys-2552@vm", "sys-2553@vm", false)]
    [InlineData("sys-2552@vm", null, false)]
    [InlineData("beam@vm", "beam@vm", false)]
    [InlineData("other-2552@vm", "other-2552@vm", false)]
    [InlineData("Sys-2552@vm", "Sys-2552@vm", false)]
    public void By_default_Akka_peers_are_members_of_our_system_whose_certificate_names_the_node(string node, string? certificate, bool admitted)
    {
        AkkaPeerSettings peers = Load("""node-name = "{system}-{port}@{host}" """).AkkaPeers;

        Assert.Equal(admitted, peers.ObjectionTo(node, certificate is null ? [] : [certificate]) is null);
    }

    [Fact]
    public void A_cookie_of_their_own_proves_the_names_of_Akka_peers()
    {
        AkkaPeerSettings peers = Load("""akka-peers { nodes = ["a*@Vm"], cookie = members }""").AkkaPeers;

        Assert.Null(peers.ObjectionTo("a1@vm", []));
        Assert.Null(peers.ObjectionTo("a1@VM", []));
        Assert.NotNull(peers.ObjectionTo("b@vm", []));
    }

    [Theory]
    [InlineData("")]
    [InlineData("cookie = members")]
    public void With_certificate_names_the_certificate_decides(string cookie)
    {
        AkkaPeerSettings peers = Load($$"""akka-peers { nodes = ["a*@vm"], certificate-names = ["member.*"], {{cookie}} }""").AkkaPeers;

        Assert.Null(peers.ObjectionTo("a1@vm", ["vm", "member.one"]));
        Assert.NotNull(peers.ObjectionTo("a1@vm", ["vm", "a1@vm"]));
        Assert.NotNull(peers.ObjectionTo("a1@vm", []));
        Assert.NotNull(peers.ObjectionTo("b@vm", ["member.one"]));
    }

    [Fact]
    public void Certificate_names_can_be_the_name_of_the_node_itself()
    {
        AkkaPeerSettings peers = Load("""akka-peers { nodes = ["a*@vm"], cookie = members, certificate-names = ["{node}"] }""").AkkaPeers;
        Assert.Null(peers.ObjectionTo("a1@VM", ["vm", "a1@vm"]));
        Assert.NotNull(peers.ObjectionTo("a1@vm", ["vm", "a2@vm"]));
        Assert.NotNull(peers.ObjectionTo("a1@vm", []));
    }

    [Theory]
    [InlineData("", 64L << 20, 256L << 20, 1L << 30)]
    [InlineData("outbox-size = 1 MiB, held-size = 8 GiB", 1L << 20, 4L << 20, 8L << 30)]
    [InlineData("outbox-size = 1 MiB, outboxes-size = 3 GiB", 1L << 20, 3L << 30, 1L << 30)]
    public void What_may_wait_and_be_held_are_limits_of_the_node(string hocon, long outbox, long outboxes, long held)
    {
        NodeLimits limits = RunningNode.Limits(Load(hocon));

        Assert.Equal((outbox, outboxes, held), (limits.OutboxBytes, limits.OutboxesBytes, limits.HeldBytes));
    }

    [Theory]
    [InlineData("proto-dist = inet_tsl", "proto-dist is \"inet_tsl\", but must be one of inet_tls, inet6_tls, inet_tcp, inet6_tcp")]
    [InlineData("carrier = nio", "carrier is \"nio\", but must be one of dot-netty, sockets")]
    [InlineData("port = 70000", "port is \"70000\", but must be a whole number from 0 to 65535")]
    [InlineData("hidden = perhaps", "hidden is \"perhaps\", but must be on or off")]
    [InlineData("connection-timeout = soon", "connection-timeout is \"soon\", but must be a time with its unit from 0.1 s to 120 s, as in \"7 s\"")]
    [InlineData("connection-timeout = 7", "connection-timeout is \"7\", but must be a time with its unit")]
    [InlineData("net-ticktime = \"60\"", "net-ticktime is \"60\", but must be a time with its unit")]
    [InlineData("net-ticktime = 0 s", "net-ticktime is \"0 s\", but must be a time with its unit from 0.1 s")]
    [InlineData("net-ticktime = -1 s", "net-ticktime is \"-1 s\"")]
    [InlineData("net-ticktime = 60 days", "net-ticktime is \"60 days\"")]
    [InlineData("net-ticktime = infinite", "net-ticktime is \"infinite\"")]
    [InlineData("net-ticktime = [1 s]", "net-ticktime must be a time")]
    [InlineData("net-tickintensity = 3", "net-tickintensity is \"3\", but must be a whole number from 4 to 1000")]
    [InlineData("port = 9105, port-max = 9100", "port-max is 9100 and akka.remote.erl-dist.port is 9105: no port is in that range")]
    [InlineData("port-max = 9100", "port-max is 9100 and akka.remote.erl-dist.port is 0")]
    [InlineData("maximum-frame-size = big", "maximum-frame-size is \"big\", but must be a size")]
    [InlineData("maximum-frame-size = 1b", "maximum-frame-size is \"1b\", but must be a size from 32000")]
    [InlineData("outboxes-size = 1", "outboxes-size is \"1\", but must be a size from 64000 to 1099511627776 bytes")]
    [InlineData("held-size = 1 KiB", "held-size is \"1 KiB\", but must be a size from 1048576")]
    [InlineData("outbox-size = 0", "outbox-size is \"0\", but must be a size")]
    [InlineData("hostname = \"0.0.0.0\"", "hostname is 0.0.0.0, every interface, so akka.remote.erl-dist.public-hostname must say by which host others reach us")]
    [InlineData("hostname = \"[::]\", proto-dist = inet6_tls", "hostname is ::, every interface")]
    [InlineData("hostname = \"::1\"", "hostname is ::1, an IPv6 address, and akka.remote.erl-dist.proto-dist is inet_tls: take inet6_tls")]
    [InlineData("proto-dist = inet6_tcp, hostname = \"127.0.0.1\"", "hostname is 127.0.0.1, an IPv4 address, and akka.remote.erl-dist.proto-dist is inet6_tcp: take inet_tcp")]
    [InlineData("node-name = \"{sys}@x\"", "node-name has {sys}, but only {system}, {host} and {port} are known")]
    [InlineData("node-name = \"nohost\"", "node-name makes the node name \"nohost\"")]
    [InlineData("node-name = \"n.d@{host}\"", "node-name makes the node name \"n.d@localhost\", which erl would refuse")]
    [InlineData("akka-peers.nodes = \"a@b\"", "akka-peers.nodes must be a list")]
    [InlineData("dot-netty.write-buffer-low-water-mark = 1m", "dot-netty.write-buffer-low-water-mark must be below akka.remote.erl-dist.dot-netty.write-buffer-high")]
    [InlineData("dot-netty = 5", "dot-netty must be a section")]
    [InlineData("cookies { x = y }", "cookies has \"x\", which is no node name")]
    [InlineData("cookies { \"a@h\" = y, \"a@H\" = z }", "cookies has two cookies for a@")]
    [InlineData("keep-connected = [x]", "keep-connected has \"x\", which is no node name")]
    [InlineData("inet-dist-listen-options = \"[{nodely,true}]\"", "inet-dist-listen-options: nodely is no option of a socket; did you mean nodelay")]
    [InlineData("discovery = static", "static is empty, and akka.remote.erl-dist.discovery is static")]
    [InlineData("discovery = dns", "dns.service is empty")]
    [InlineData("static { \"a@h\" = \"h:1\" }", "static is given, and akka.remote.erl-dist.discovery is epmd, which has no use for it")]
    [InlineData("discovery = static, static { \"a@h\" = \"h:1\" }\n dns.service = x", "dns.service is given, and akka.remote.erl-dist.discovery is static")]
    [InlineData("discovery = dns, dns { service = x, prot = 1 }", "dns.prot is no setting; did you mean port?")]
    [InlineData("discovery = static, static { \"a@h\" = \"h:1\" }\n erl-epmd-port = 9100", "erl-epmd-port is one port for every node")]
    [InlineData("cooky = x", "cooky is no setting; did you mean cookie?")]
    [InlineData("nod-name = x", "nod-name is no setting; did you mean node-name?")]
    [InlineData("akka-peers.node = [x]", "akka-peers.node is no setting; did you mean nodes?")]
    [InlineData("dot-netty.io-thread = 1", "dot-netty.io-thread is no setting; did you mean io-threads?")]
    [InlineData("enforce-ip-family = on", "enforce-ip-family is no setting. docs/configuration.md")]
    public void A_bad_value_is_an_error_that_names_the_key(string hocon, string complaint)
    {
        ConfigurationException error = Assert.Throws<ConfigurationException>(() => Load(hocon));

        Assert.Contains("akka.remote.erl-dist." + complaint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_takes_the_largest_message_of_Akka()
    {
        NodeLimits usual = RunningNode.Limits(Load("")), large = RunningNode.Limits(Load("maximum-frame-size = 1000 MiB"));

        Assert.Equal(WireLimits.Default, usual.Wire);
        Assert.InRange(large.Wire.MaxFrameBytes, (1000 << 20) + 1024, int.MaxValue);
        Assert.InRange(large.Wire.MaxFragmentBytes, (1000 << 20) + 1024, int.MaxValue);
    }

    [Theory]
    [InlineData("net-ticktime = 500 ms", 0.5)]
    [InlineData("net-ticktime = 2 minutes", 120)]
    [InlineData("net-ticktime = 1.5h", 5400)]
    [InlineData("net-ticktime = \"00:00:20\"", 20)]
    public void Times_have_units(string hocon, double seconds) => Assert.Equal(seconds, Load(hocon).NetTickTime.TotalSeconds);

    [Theory]
    [InlineData("::1")]
    [InlineData("[::1]")]
    public void An_IPv6_host_may_have_brackets(string host)
    {
        ErlDistSettings settings = Load($"proto-dist = inet6_tls, hostname = \"{host}\"");

        Assert.Equal("::1", settings.PublicHostname);
        Assert.Equal("sys@::1", settings.NodeName.NameFor("sys", settings.PublicHostname, 1));
    }

    [Fact]
    public void Messages_name_a_key_as_it_was_written()
    {
        ConfigurationException error = Assert.Throws<ConfigurationException>(() => Load("net-ticktime = x, configured-as = [\"net-ticktime\", \"ErlDist:NetTickTime\"]"));

        Assert.StartsWith("ErlDist:NetTickTime is \"x\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_secret_is_in_any_text()
    {
        ErlDistSettings settings = Load("""
            cookie = hidden1, akka-peers.cookie = hidden3, ssl-dist-opt = [client_password, hidden5]
            cookies { "a@h" = hidden2 }
            server { password = hidden4 }
            """);

        Assert.DoesNotContain("hidden", settings.ToString() + settings.AkkaPeers + string.Join(' ', settings.TlsSettings), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_TLS_keep_their_keys()
    {
        Assert.Equal(
            [new TlsSetting("server", "versions", "tlsv1.3,tlsv1.2", "akka.remote.erl-dist.server.versions")],
            Load("server.versions = [tlsv1.3, tlsv1.2]").TlsSettings);
    }

    [Fact]
    public void With_erl_flags_parameters_of_kernel_count()
    {
        ErlDistSettings settings = Load(
            "erl-flags = on, net-tickintensity = 8",
            "-kernel inet_dist_use_interface {127,0,0,1} net_setuptime 3 net_tickintensity 5 dist_auto_connect once inet_dist_listen_options [{sndbuf,65536}] -connect_all false");

        Assert.Equal("127.0.0.1", settings.ListenAddress);
        Assert.Equal("localhost", settings.PublicHostname);
        Assert.Equal(TimeSpan.FromSeconds(3), settings.ConnectionTimeout);
        Assert.Equal(8, settings.NetTickIntensity);
        Assert.Equal(ErlDist.AutoConnect.Once, settings.AutoConnect);
        Assert.Equal(65_536, settings.ListenSocket.SendBufferSize);
        Assert.False(settings.ConnectAll);
    }

    [Fact]
    public void Cookies_of_single_nodes_keep_their_names()
    {
        Assert.Equal("s3", Load("""cookies { "a.b@host.example" = "s3" }""").Cookies["a.b@host.example"]);
    }

    [Fact]
    public void With_erl_flags_the_environment_fills_in_what_the_section_leaves_open()
    {
        ErlDistSettings settings = Load(
            "erl-flags = on, hidden = off, cookie = mine",
            "-name billing@node1.example -setcookie theirs -setcookie x@y forx -hidden -proto_dist inet6_tls -kernel inet_dist_listen_min 9100 inet_dist_listen_max 9105");

        Assert.Equal("billing@node1.example", settings.NodeName.NameFor("sys", settings.PublicHostname, 1));
        Assert.Equal("node1.example", settings.PublicHostname);
        Assert.Equal("mine", settings.Cookie);
        Assert.Equal("forx", settings.Cookies["x@y"]);
        Assert.Equal("inet6_tls", settings.ProtoDist);
        Assert.False(settings.Hidden);
        Assert.Equal((9100, 9105), (settings.Port, settings.PortMax));
    }

    [Fact]
    public void Without_erl_flags_the_environment_does_not_count()
    {
        Assert.Equal("inet_tls", Load("", "-proto_dist inet_tcp").ProtoDist);
    }

    private static ErlDistSettings Load(string hocon, string erlFlags = "") => ErlDistSettings.Load(
        "sys",
        ConfigurationFactory.ParseString(hocon),
        "akka.remote.erl-dist",
        variable => variable == "ERL_FLAGS" ? erlFlags : null);
}
