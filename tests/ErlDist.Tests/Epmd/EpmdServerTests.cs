using System.Net;
using System.Net.Sockets;
using ErlDist.Embedding;
using ErlDist.Epmd;
using static ErlDist.Tests.Epmd.EpmdTestKit;

namespace ErlDist.Tests.Epmd;

public sealed class EpmdServerTests
{
    [Fact]
    public async Task A_registered_node_is_found_with_all_its_fields_until_it_leaves()
    {
        await using EpmdServer server = Server();
        var client = new EpmdClient(Options(server.Port));
        var entry = new EpmdEntry("a", 1234) { NodeType = EpmdNodeType.Hidden, ExtraHex = "0102" };

        EpmdRegistration registration = await client.RegisterAsync(entry);
        Assert.True(registration.IsRegistered);
        Assert.Equal(entry, await client.LookupAsync("a"));
        Assert.Equal(entry, await client.LookupAsync("a", "localhost"));
        Assert.Equal([new EpmdName("a", 1234)], await client.NamesAsync());
        Assert.Contains("<a> at port 1234", await client.DumpAsync(), StringComparison.Ordinal);
        Assert.Null(await client.LookupAsync("b"));

        await registration.DisposeAsync();
        await Eventually(async () => await client.LookupAsync("a") is null, "the name leaves with its connection");
    }

    [Fact]
    public async Task A_second_node_of_the_name_is_refused_and_the_first_stays()
    {
        await using EpmdServer server = Server();
        var client = new EpmdClient(Options(server.Port));
        await using EpmdRegistration first = await client.RegisterAsync(new EpmdEntry("a", 1));
        EpmdException error = await Assert.ThrowsAsync<EpmdException>(() => client.RegisterAsync(new EpmdEntry("a", 2)));
        Assert.Equal(EpmdError.NameTaken, error.Error);
        Assert.Equal(1, (await client.LookupAsync("a"))?.Port);
    }

    [Fact]
    public async Task Each_registration_gets_another_creation_and_none_that_version_5_uses()
    {
        await using EpmdServer server = Server();
        var client = new EpmdClient(Options(server.Port));
        await using EpmdRegistration a = await client.RegisterAsync(new EpmdEntry("a", 1));
        await using EpmdRegistration b = await client.RegisterAsync(new EpmdEntry("b", 1));
        await using EpmdRegistration old = await client.RegisterAsync(new EpmdEntry("old", 1) { HighestVersion = 5 });
        Assert.NotEqual(a.Creation, b.Creation);
        Assert.True(a.Creation > 3 && b.Creation > 3);
        Assert.InRange(old.Creation, 1u, 3u);
    }

    [Theory]
    [InlineData(0u, 4u)]
    [InlineData(3u, 4u)]
    [InlineData(uint.MaxValue - 1, uint.MaxValue)]
    [InlineData(uint.MaxValue, 4u)]
    public void Creations_wrap_without_touching_0_to_3(uint last, uint next) =>
        Assert.Equal(next, new EpmdRegistry(last).Register(new EpmdEntry("a", 1), new object()));

    [Fact]
    public async Task A_registered_node_that_says_more_is_struck()
    {
        await using EpmdServer server = Server();
        using Socket socket = await Connect(server.Port);
        await socket.SendAsync(new EpmdRequest.Alive(new EpmdEntry("a", 1)).Encode());
        await socket.ReceiveAsync(new byte[6]);
        Assert.Single(server.Entries);
        await socket.SendAsync(new byte[] { 1 });
        Assert.Empty(await socket.ReadToEnd());
        await Eventually(() => server.Entries.Count == 0, "the name leaves");
    }

    [Theory]
    [InlineData("0000")]
    [InlineData("ffff")]
    [InlineData("0500")]
    [InlineData("000101")]
    [InlineData("000d7812344d000006000500000000")]
    [InlineData("474554202f20485454502f312e310d0a")]
    public async Task What_is_no_request_is_closed_without_an_answer(string hex)
    {
        await using EpmdServer server = Server();
        using Socket socket = await Connect(server.Port);
        await socket.SendAsync(Convert.FromHexString(hex));
        Assert.Empty(await socket.ReadToEnd());
    }

    [Fact]
    public async Task A_request_may_come_byte_by_byte()
    {
        await using EpmdServer server = Server();
        using Socket socket = await Connect(server.Port);
        foreach (byte b in new EpmdRequest.PortPlease("a").Encode())
        {
            await socket.SendAsync(new[] { b });
        }

        Assert.Equal([119, 1], await socket.ReadToEnd());
    }

    [Fact]
    public async Task Kill_says_NO_while_nodes_are_registered_unless_relaxed()
    {
        await using EpmdServer strict = Server(o => o with { RelaxedCommandCheck = false });
        var client = new EpmdClient(Options(strict.Port));
        EpmdRegistration registration = await client.RegisterAsync(new EpmdEntry("a", 1));
        Assert.False(await client.KillAsync());
        Assert.Equal(EpmdError.Refused, (await Assert.ThrowsAsync<EpmdException>(() => client.StopAsync("a"))).Error);
        await registration.DisposeAsync();
        await Eventually(() => strict.Entries.Count == 0, "the name leaves");
        Assert.True(await client.KillAsync());
        await strict.Completion.WaitAsync(Bound);
    }

    [Fact]
    public async Task Stop_strikes_a_name_and_kill_ends_a_relaxed_server()
    {
        await using EpmdServer server = Server();
        var client = new EpmdClient(Options(server.Port) with { RetryInterval = TimeSpan.FromHours(1) });
        await using EpmdRegistration a = await client.RegisterAsync(new EpmdEntry("a", 1));
        await using EpmdRegistration b = await client.RegisterAsync(new EpmdEntry("b", 1));
        Assert.False(await client.StopAsync("c"));
        Assert.True(await client.StopAsync("a"));
        Assert.Equal([new EpmdName("b", 1)], await client.NamesAsync());
        await Eventually(() => !a.IsRegistered, "the node hears that it was struck");
        Assert.True(await client.KillAsync());
        await server.Completion.WaitAsync(Bound);
        await Eventually(() => !b.IsRegistered, "the node hears that EPMD ended");
    }

    [Fact]
    public async Task A_taken_port_is_an_error_for_Start_and_null_for_TryStart()
    {
        await using EpmdServer server = Server();
        EpmdOptions options = Options(server.Port);
        Assert.Equal(EpmdError.AddressInUse, Assert.Throws<EpmdException>(() => EpmdServer.Start(options)).Error);
        Assert.Null(EpmdServer.TryStart(options));
    }

    [Fact]
    public async Task Of_many_that_start_at_once_one_gets_the_port()
    {
        EpmdOptions options = Options(FreePort());
        EpmdServer?[] servers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => EpmdServer.TryStart(options))));
        await using EpmdServer? winner = Assert.Single(servers, s => s is not null);
    }

    [Fact]
    public void An_address_of_another_machine_is_an_error_that_names_it()
    {
        EpmdException error = Assert.Throws<EpmdException>(() => Server(o => o with { ListenAddresses = [IPAddress.Parse("192.0.2.1")] }));
        Assert.Equal(EpmdError.AddressNotAvailable, error.Error);
        Assert.Contains("192.0.2.1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_default_it_listens_on_IPv4_and_IPv6_at_one_port()
    {
        await using EpmdServer server = Server(o => o with { ListenAddresses = [] });
        Assert.All(server.EndPoints, e => Assert.Equal(server.Port, e.Port));
        Assert.Contains(server.EndPoints, e => e.AddressFamily == AddressFamily.InterNetwork);
        Assert.Equal(Socket.OSSupportsIPv6, server.EndPoints.Any(e => e.AddressFamily == AddressFamily.InterNetworkV6));
    }

    [Fact]
    public async Task Loopback_is_always_among_the_addresses()
    {
        await using EpmdServer server = Server(o => o with { ListenAddresses = [IPAddress.Parse("127.0.0.2")] });
        Assert.Contains(server.EndPoints, e => e.Address.Equals(IPAddress.Loopback));
        Assert.Contains(server.EndPoints, e => e.Address.Equals(IPAddress.Parse("127.0.0.2")));
    }
}
