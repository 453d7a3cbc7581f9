using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ErlDist.Embedding;
using ErlDist.Epmd;
using ErlDist.Testing;
using ErlDist.Testing.Wire;
using ErlDist.Wire;

namespace ErlDist.Interop.Tests.Wire;

/// <summary>The handshake against a real node, on plain TCP, in both roles.</summary>
public sealed class HandshakeSpec : IAsyncLifetime
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private PrivateEpmd? _epmd;

    private int ListenPort => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async Task InitializeAsync()
    {
        _listener.Start();
        _epmd = await PrivateEpmd.StartAsync();
    }

    public async Task DisposeAsync()
    {
        _listener.Dispose();
        await _epmd!.DisposeAsync();
    }

    [Theory]
    [InlineData(6)]
    [InlineData(5)]
    public async Task We_dial(int version)
    {
        await using BeamNode beam = await StartAsync();
        if (version == 5 && OtpRelease.Current.Number == 25)
        {
            // The one release that does not know it; later ones do again.
            HandshakeException closed = await Assert.ThrowsAsync<HandshakeException>(() => DialAsync(version: version));
            Assert.Equal(HandshakeError.Closed, closed.Error);
            return;
        }

        using RawPeer peer = await DialAsync(version: version);
        Assert.Equal((HostileFrames.Local, 7u), (peer.Result.LocalName, peer.Result.LocalCreation));
        Assert.Equal(await beam.EvalAsync("erlang:system_info(creation)"), peer.Result.PeerCreation.ToString(CultureInfo.InvariantCulture));
        Assert.True(peer.Result.IsHidden);
        await beam.EventuallyAsync("nodes(hidden) == ['raw@localhost']");
    }

    [Fact]
    public async Task We_dial_without_a_name_and_get_one()
    {
        await using BeamNode beam = await StartAsync();
        using RawPeer peer = await DialAsync(TrafficSpec.Options(DistributionFlagSets.Visible) with { LocalName = "localhost" });
        Assert.EndsWith("@localhost", peer.Result.LocalName, StringComparison.Ordinal);
        Assert.NotEqual(0u, peer.Result.LocalCreation);
        await beam.EventuallyAsync($"nodes(hidden) == ['{peer.Result.LocalName}']");
    }

    [Fact]
    public async Task We_dial_again_and_replace_the_old_connection()
    {
        await using BeamNode beam = await StartAsync();
        using RawPeer old = await DialAsync();
        Task<RawPeer> dialling = DialAsync();
        if (OtpRelease.Current.Number < 25)
        {
            old.Dispose(); // Older releases wait for its end, 25 ends it.
        }
        else
        {
            while (await old.ReceiveAsync() is not null)
            {
            }
        }

        using RawPeer peer = await dialling;

        await beam.EventuallyAsync("nodes(hidden) == ['raw@localhost']");
    }

    [Theory]
    [InlineData("cookie", HandshakeError.CookieRefused)]
    [InlineData("flags", HandshakeError.NotAllowed)]
    [InlineData("own name", HandshakeError.Nok)]
    [InlineData("other name", HandshakeError.WrongName)]
    public async Task A_real_node_refuses_us(string reason, HandshakeError error)
    {
        await using BeamNode beam = await StartAsync();
        HandshakeOptions options = TrafficSpec.Options(DistributionFlagSets.Hidden);
        options = reason switch
        {
            "cookie" => options with { CookieFor = _ => new Cookie("other") },
            "flags" => options with { Flags = DistributionFlags.Handshake23 },
            "own name" => options with { LocalName = HostileFrames.Peer },
            _ => options,
        };
        HandshakeException thrown = await Assert.ThrowsAsync<HandshakeException>(
            () => DialAsync(options, reason == "other name" ? "silver@localhost" : HostileFrames.Peer));
        Assert.Equal(error, thrown.Error);
    }

    [Fact]
    public async Task We_accept()
    {
        await using EpmdRegistration registration = await RegisterAsync();
        await using BeamNode beam = await StartAsync();
        Task<string> connecting = beam.EvalAsync("net_kernel:connect_node('raw@localhost')");
        using RawPeer peer = await RawPeer.AcceptAsync(_listener, TrafficSpec.Options(DistributionFlagSets.Visible));
        Assert.Equal("true", await connecting);
        await beam.EventuallyAsync("nodes() == ['raw@localhost']");
        Assert.Equal(HostileFrames.Peer, peer.Result.PeerName);
        Assert.False(peer.Result.IsHidden);
    }

    [Fact]
    public async Task We_accept_a_node_without_a_name_and_give_it_one()
    {
        await using BeamNode beam = await StartAsync(name: null, "-sname", "undefined", "-setcookie", "golden", "-erl_epmd_port", Port());
        Task<string> connecting = beam.EvalAsync("net_kernel:connect_node('raw@localhost')");
        using RawPeer peer = await RawPeer.AcceptAsync(_listener, TrafficSpec.Options(DistributionFlagSets.Visible));
        Assert.Equal("true", await connecting);
        Assert.Equal($"'{peer.Result.PeerName}'", await beam.EvalAsync("node()"));
        Assert.Equal("9", await beam.EvalAsync("erlang:system_info(creation)"));
    }

    [Fact]
    public async Task We_accept_a_node_that_does_not_ask_EPMD()
    {
        // It begins with version 5 up to OTP 24.
        await using BeamNode beam = await StartAsync(
            HostileFrames.Peer, "-start_epmd", "false", "-erl_epmd_port", Port(), "-dist_listen", "false");
        Task<string> connecting = beam.EvalAsync("net_kernel:connect_node('raw@localhost')");
        using RawPeer peer = await RawPeer.AcceptAsync(_listener, TrafficSpec.Options(DistributionFlagSets.Hidden));
        Assert.Equal("true", await connecting);
        Assert.Equal(await beam.EvalAsync("erlang:system_info(creation)"), peer.Result.PeerCreation.ToString(CultureInfo.InvariantCulture));
        Assert.True(peer.Result.Flags.Has(DistributionFlags.Spawn));
    }

    [Fact]
    public async Task We_refuse_a_real_node_with_another_cookie()
    {
        await using EpmdRegistration registration = await RegisterAsync();
        await using BeamNode beam = await StartAsync();
        Task<string> connecting = beam.EvalAsync("net_kernel:connect_node('raw@localhost')");
        HandshakeException thrown = await Assert.ThrowsAsync<HandshakeException>(() => RawPeer.AcceptAsync(
            _listener, TrafficSpec.Options(DistributionFlagSets.Hidden) with { CookieFor = _ => new Cookie("other") }));
        Assert.Equal(HandshakeError.WrongCookie, thrown.Error);
        Assert.Equal("false", await connecting);
    }

    private string Port() => ListenPort.ToString(CultureInfo.InvariantCulture);

    private Task<BeamNode> StartAsync(string? name = HostileFrames.Peer, params string[] flags) =>
        BeamNode.StartAsync(new BeamNodeOptions { Name = name, Cookie = "golden", EpmdPort = _epmd!.Port, Flags = flags });

    private async Task<RawPeer> DialAsync(HandshakeOptions? options = null, string target = HostileFrames.Peer, int version = 6) =>
        await RawPeer.DialAsync(
            await TrafficSpec.PortOfAsync(_epmd!), options ?? TrafficSpec.Options(DistributionFlagSets.Hidden), target, version);

    private Task<EpmdRegistration> RegisterAsync() =>
        new EpmdClient(new EpmdOptions { Port = _epmd!.Port, StartServer = false }).RegisterAsync(new EpmdEntry("raw", ListenPort));
}
