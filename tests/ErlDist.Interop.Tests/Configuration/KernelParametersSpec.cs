using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ErlDist.Embedding;
using ErlDist.Interop.Tests.Nodes;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Configuration;

/// <summary>Nodes that start as erl's own flags say, asked by a real BEAM node.</summary>
public sealed class KernelParametersSpec(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    [Theory]
    [InlineData("ERL_FLAGS", "-kernel inet_dist_use_interface {127,0,0,1}")]
    [InlineData("ERL_ZFLAGS", "-kernel inet_dist_listen_options [{ip,{127,0,0,1}},{recbuf,65536},{keepalive,true}]")]
    public async Task The_environment_says_where_a_node_listens(string variable, string value)
    {
        await using ErlangNode node = await StartAsync("-sname flags@localhost", (variable, value));

        Assert.Equal(IPAddress.Loopback, node.EndPoint!.Address);
        Assert.Equal("pong", await fixture.Beam.EvalAsync("net_adm:ping(flags@localhost)"));
    }

    [Fact]
    public async Task A_tick_of_a_higher_intensity_keeps_a_short_ticktime_alive()
    {
        await using ErlangNode node = await StartAsync("-sname ticks@localhost -kernel net_ticktime 1 net_tickintensity 10 dist_auto_connect never");

        Assert.Equal((10, AutoConnect.Never), (node.Options.NetTickIntensity, node.Options.AutoConnect));
        Assert.Equal("pong", await fixture.Beam.EvalAsync("net_adm:ping(ticks@localhost)"));
    }

    [Fact]
    public async Task EPMD_tells_the_public_port_and_a_BEAM_node_comes_by_it()
    {
        int inside = PrivateEpmd.FreePort();
        using var outside = new TcpListener(IPAddress.Loopback, 0);
        outside.Start();
        int port = ((IPEndPoint)outside.LocalEndpoint).Port;
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { Name = "mapped@localhost", ListenPortMin = inside, PublicPort = port });
        using var stop = new CancellationTokenSource();
        Task forwarding = ForwardAsync(outside, inside, stop.Token);

        Assert.Equal(
            "true",
            await fixture.Beam.EvalAsync(string.Create(CultureInfo.InvariantCulture, $"{{ok, L}} = erl_epmd:names(localhost), lists:member({{\"mapped\", {port}}}, L)")));
        Assert.Equal("pong", await fixture.Beam.EvalAsync("net_adm:ping(mapped@localhost)"));
        await stop.CancelAsync();
        await Task.WhenAny(forwarding);
    }

    /// <summary>One connection, as a mapped port of a container passes it on.</summary>
    private static async Task ForwardAsync(TcpListener from, int port, CancellationToken stop)
    {
        using TcpClient outer = await from.AcceptTcpClientAsync(stop);
        using var inner = new TcpClient();
        await inner.ConnectAsync(IPAddress.Loopback, port, stop);
        await Task.WhenAny(
            outer.GetStream().CopyToAsync(inner.GetStream(), stop),
            inner.GetStream().CopyToAsync(outer.GetStream(), stop));
    }

    private Task<ErlangNode> StartAsync(string line, params (string Name, string Value)[] environment)
    {
        var flags = ErlFlags.Parse(
            [.. line.Split(' '), "-setcookie", "secret", "-env", "ERL_EPMD_PORT", fixture.Epmd.Port.ToString(CultureInfo.InvariantCulture)],
            name => environment.FirstOrDefault(v => v.Name == name).Value);
        return ErlangNode.StartAsync(ErlangNodeOptions.FromFlags(flags));
    }
}
