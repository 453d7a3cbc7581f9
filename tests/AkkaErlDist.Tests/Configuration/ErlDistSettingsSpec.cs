using Akka.Configuration;
using AkkaErlDist.Configuration;
using AkkaErlDist.Nodes;
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
        Assert.False(settings.ErlFlags);
        Assert.Equal(BinaryAs.Text, settings.BinaryAs);
        Assert.Empty(settings.UnknownKeys);
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

    [Theory]
    [InlineData("proto-dist = inet_tsl", "proto-dist is \"inet_tsl\", but must be one of inet_tls, inet6_tls, inet_tcp, inet6_tcp")]
    [InlineData("carrier = nio", "carrier is \"nio\", but must be one of dot-netty, sockets")]
    [InlineData("port = 70000", "port is \"70000\", but must be a whole number from 0 to 65535")]
    [InlineData("hidden = perhaps", "hidden is \"perhaps\", but must be on or off")]
    [InlineData("connection-timeout = soon", "connection-timeout is \"soon\", but must be a duration")]
    [InlineData("maximum-frame-size = big", "maximum-frame-size is \"big\", but must be a size")]
    [InlineData("maximum-frame-size = 1b", "maximum-frame-size is \"1b\", but must be from 32000")]
    [InlineData("hostname = \"0.0.0.0\"", "hostname is 0.0.0.0, every interface, so public-hostname must say by which host others reach us")]
    [InlineData("node-name = \"{sys}@x\"", "node-name has {sys}, but only {system}, {host} and {port} are known")]
    [InlineData("node-name = \"nohost\"", "node-name makes the node name \"nohost\"")]
    [InlineData("akka-peers.nodes = \"a@b\"", "akka-peers.nodes must be a list")]
    [InlineData("dot-netty.write-buffer-low-water-mark = 1m", "dot-netty.write-buffer-low-water-mark must be below")]
    public void A_bad_value_is_an_error_that_names_the_key(string hocon, string complaint)
    {
        var error = Assert.Throws<ConfigurationException>(() => Load(hocon));

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

    [Fact]
    public void Keys_that_nobody_reads_are_told()
    {
        Assert.Equal(["nod-name", "prot"], Load("nod-name = x, prot = 1").UnknownKeys);
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
