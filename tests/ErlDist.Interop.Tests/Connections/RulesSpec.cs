using ErlDist.Embedding;
using ErlDist.Interop.Tests.Nodes;
using ErlDist.Interop.Tests.Tls;
using ErlDist.Terms;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Connections;

/// <summary>Who may connect, when, and what is told of it.</summary>
public sealed class RulesSpec(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private string Beam => fixture.Beam.Name;

    [Fact]
    public async Task A_peer_has_a_cookie_of_its_own()
    {
        await using BeamNode beam = await BeamNode.StartAsync(
            new BeamNodeOptions { Name = "own@localhost", Cookie = "special", EpmdPort = fixture.Epmd.Port });
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with
        {
            PeerCookies = new Dictionary<string, Cookie> { [beam.Name] = new("special") },
        });
        await node.PingAsync(beam.Name);
        await node.PingAsync(Beam);
        await node.DisconnectAsync(beam.Name);
        Assert.Equal("pong", await beam.EvalAsync($"net_adm:ping('{node.Name}')"));
    }

    [Fact]
    public async Task Only_allowed_nodes_get_in()
    {
        await using ErlangNode closed = await fixture.StartNodeAsync(o => o with { AllowedNodes = ["friend@localhost"] });
        await using ErlangNode open = await fixture.StartNodeAsync(o => o with { AllowedNodes = ["friend@localhost", Beam] });
        Assert.Equal("pang", await fixture.Beam.EvalAsync($"net_adm:ping('{closed.Name}')"));
        Assert.Equal("pong", await fixture.Beam.EvalAsync($"net_adm:ping('{open.Name}')"));
    }

    /// <summary>As net_kernel:allow/1 with inet_tls_dist: what counts is the host, and that the certificate is issued to it.</summary>
    [Theory]
    [InlineData("localhost", "friend@localhost", true)]
    [InlineData("localhost", "friend@elsewhere", false)]
    [InlineData("elsewhere", "friend@localhost", false)]
    [InlineData("elsewhere", "friend@elsewhere", false)]
    public async Task With_certificates_the_hosts_of_allowed_nodes_get_in(string issuedTo, string allowed, bool getsIn)
    {
        using var files = new TlsFiles();
        string options = files.Mutual(files.Authority.Issue(TlsFiles.Localhost));
        await using BeamNode beam = await BeamNode.StartAsync(new BeamNodeOptions
        {
            Name = "certified@localhost",
            EpmdPort = fixture.Epmd.Port,
            ProtoDist = "inet_tls",
            OptFile = files.Mutual(files.Authority.Issue(TlsFiles.Localhost with { DnsNames = [issuedTo] })),
        });
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with
        {
            ProtoDist = "inet_tls",
            Tls = TlsOptions.FromOptionFile(options),
            AllowedNodes = [allowed],
        });
        Assert.Equal(getsIn ? "pong" : "pang", await beam.EvalAsync($"net_adm:ping('{node.Name}')"));
    }

    [Fact]
    public async Task A_node_that_stops_tells_its_peers_and_its_own_handlers()
    {
        await using BeamNode beam = await fixture.StartBeamAsync("left@localhost");
        ErlangNode node = await fixture.StartNodeAsync();
        await node.PingAsync(beam.Name);
        Task<NodeEventArgs> down = node.NextDown(beam.Name);
        await node.DisposeAsync();
        Assert.Equal(DownReason.NetKernelTerminated, (await down).Reason);
        await beam.EventuallyAsync("nodes(connected) =:= []");
    }

    [Fact]
    public async Task A_node_that_does_not_allow_us_says_so()
    {
        await using BeamNode beam = await fixture.StartBeamAsync("choosy@localhost");
        await beam.EvalAsync("net_kernel:allow(['friend@localhost'])");
        await using ErlangNode node = await fixture.StartNodeAsync();
        NodeConnectionException e = await Assert.ThrowsAsync<NodeConnectionException>(() => node.PingAsync(beam.Name));
        Assert.Equal(HandshakeError.NotAllowed, Assert.IsType<HandshakeException>(e.InnerException).Error);
    }

    [Fact]
    public async Task Never_means_that_only_asking_for_it_connects()
    {
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { AutoConnect = AutoConnect.Never });
        await using Mailbox mailbox = node.CreateMailbox();
        NodeConnectionException e = await Assert.ThrowsAsync<NodeConnectionException>(
            async () => await mailbox.SendAsync("x", Beam, Atom.Ok));
        Assert.Equal(ConnectFailure.NotConnected, e.Reason);
        await node.ConnectAsync(Beam);
        await mailbox.SendAsync("x", Beam, Atom.Ok);
    }

    [Fact]
    public async Task Once_means_that_a_lost_connection_stays_lost_until_it_is_asked_for()
    {
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { AutoConnect = AutoConnect.Once });
        await using Mailbox mailbox = node.CreateMailbox();
        await mailbox.SendAsync("x", Beam, Atom.Ok);
        await node.DisconnectAsync(Beam);
        NodeConnectionException e = await Assert.ThrowsAsync<NodeConnectionException>(
            async () => await mailbox.SendAsync("x", Beam, Atom.Ok));
        Assert.Equal(ConnectFailure.NotConnected, e.Reason);
        await node.PingAsync(Beam);
        await mailbox.SendAsync("x", Beam, Atom.Ok);
    }

    [Fact]
    public async Task Up_and_down_are_told_in_order_with_their_reasons_whatever_a_handler_throws()
    {
        await using BeamNode beam = await fixture.StartBeamAsync("events@localhost");
        await using ErlangNode node = await fixture.StartNodeAsync();
        node.NodeUp += (_, _) => throw new InvalidOperationException("a handler's own fault");
        node.NodeDown += (_, _) => throw new InvalidOperationException("a handler's own fault");
        var events = new List<string>();
        node.NodeUp += (_, e) => events.Add($"up {e.Node}");
        node.NodeDown += (_, e) => events.Add($"down {e.Node} {e.Reason!.Name}");
        await node.PingAsync(beam.Name);
        await node.DisconnectAsync(beam.Name);
        await node.PingAsync(beam.Name);
        Task<NodeEventArgs> down = node.NextDown(beam.Name);
        await beam.EvalAsync($"erlang:disconnect_node('{node.Name}')");
        await down;
        await node.PingAsync(beam.Name);
        down = node.NextDown(beam.Name);
        await beam.KillAsync();
        await down;
        Assert.Equal(
            [
                $"up {beam.Name}", $"down {beam.Name} disconnect", $"up {beam.Name}", $"down {beam.Name} connection_closed",
                $"up {beam.Name}", $"down {beam.Name} connection_closed",
            ], events);
    }

    [Fact]
    public async Task Without_EPMD_both_ends_use_the_one_port()
    {
        int port = PrivateEpmd.FreePort();
        await using BeamNode beam = await BeamNode.StartAsync(new BeamNodeOptions
        {
            Name = "noepmd@localhost",
            Flags = ["-start_epmd", "false", "-erl_epmd_port", $"{port}"],
        });
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { FixedPort = port, Listen = false });
        await node.PingAsync(beam.Name);
        Assert.Equal("true", await beam.EvalAsync($"lists:member('{node.Name}', nodes(hidden))"));
    }

    [Fact]
    public async Task Without_EPMD_a_BEAM_node_that_does_not_listen_finds_us()
    {
        int port = PrivateEpmd.FreePort();
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { FixedPort = port });
        Assert.Equal(port, node.EndPoint!.Port);
        await using BeamNode beam = await BeamNode.StartAsync(new BeamNodeOptions
        {
            Name = "mute@localhost",
            Flags = ["-start_epmd", "false", "-erl_epmd_port", $"{port}", "-dist_listen", "false"],
        });
        Assert.Equal("pong", await beam.EvalAsync($"net_adm:ping('{node.Name}')"));
        await node.PingAsync(beam.Name);
    }
}
