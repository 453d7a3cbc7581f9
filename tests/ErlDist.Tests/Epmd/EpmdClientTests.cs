using System.Net;
using System.Net.Sockets;
using ErlDist.Embedding;
using ErlDist.Epmd;
using ErlDist.Testing;
using Microsoft.Extensions.Logging;
using static ErlDist.Tests.Epmd.EpmdTestKit;

namespace ErlDist.Tests.Epmd;

public sealed class EpmdClientTests
{
    [Fact]
    public async Task No_EPMD_is_an_error_that_names_the_place()
    {
        int port = FreePort();
        var client = new EpmdClient(Options(port));
        EpmdException error = await Assert.ThrowsAsync<EpmdException>(() => client.LookupAsync("a"));
        Assert.Equal(EpmdError.NotRunning, error.Error);
        Assert.Contains($"localhost:{port}", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<EpmdException>(() => client.RegisterAsync(new EpmdEntry("a", 1)));
        Assert.Equal(EpmdError.NotRunning, error.Error);
    }

    [Fact]
    public async Task An_unknown_host_is_an_error_of_its_own()
    {
        var client = new EpmdClient(Options(FreePort()));
        EpmdException error = await Assert.ThrowsAsync<EpmdException>(() => client.NamesAsync("no-such-host.invalid"));
        Assert.Equal(EpmdError.HostNotFound, error.Error);
    }

    [Theory]
    [InlineData("", EpmdError.Refused)]
    [InlineData("HTTP/1.1 400 Bad Request", EpmdError.Malformed)]
    public async Task What_is_no_EPMD_is_an_error(string answer, EpmdError expected)
    {
        using Socket listener = Listen(out int port);
        var serving = Task.Run(async () =>
        {
            for (int i = 0; i < 2; i++)
            {
                using Socket socket = await listener.AcceptAsync();
                await socket.ReceiveAsync(new byte[100]);
                await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(answer));
            }
        });
        var client = new EpmdClient(Options(port));
        Assert.Equal(expected, (await Assert.ThrowsAsync<EpmdException>(() => client.LookupAsync("a"))).Error);
        Assert.Equal(
            expected,
            (await Assert.ThrowsAsync<EpmdException>(() => client.RegisterAsync(new EpmdEntry("a", 1)))).Error);
        await serving;
    }

    [Fact]
    public async Task Silence_ends_with_the_time_limit_and_a_cancelled_call_with_its_token()
    {
        using Socket listener = Listen(out int port);
        var hasty = new EpmdClient(Options(port) with { RequestTimeout = TimeSpan.FromMilliseconds(100) });
        Assert.Equal(EpmdError.Timeout, (await Assert.ThrowsAsync<EpmdException>(() => hasty.NamesAsync())).Error);
        using var cancelled = new CancellationTokenSource(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new EpmdClient(Options(port)).NamesAsync(cancellationToken: cancelled.Token));
    }

    [Fact]
    public async Task A_node_registers_again_when_EPMD_returns_and_keeps_its_creation()
    {
        EpmdServer server = Server();
        EpmdOptions options = Options(server.Port);
        var client = new EpmdClient(options);
        await using EpmdRegistration registration = await client.RegisterAsync(new EpmdEntry("a", 1234));
        uint creation = registration.Creation;

        await server.DisposeAsync();
        await Eventually(() => !registration.IsRegistered, "the node hears that EPMD went");

        await using var next = EpmdServer.Start(options);
        await Eventually(() => registration.IsRegistered, "the node is back");
        Assert.Equal(1234, (await client.LookupAsync("a"))?.Port);
        Assert.Equal(creation, registration.Creation);
        Assert.Null(registration.Server);
    }

    [Fact]
    public async Task Why_a_node_that_EPMD_has_again_is_not_registered_is_said_once()
    {
        EpmdServer server = Server();
        await using EpmdServer next = Server();
        using var log = new CapturedLog();
        var outcomes = new Queue<EpmdError?>([null, EpmdError.NameTaken, EpmdError.NotRunning, EpmdError.NameTaken, null]);
        await using var registration = new EpmdRegistration(
            new EpmdEntry("a", 1234),
            async (_, cancellation) => outcomes.Dequeue() is { } error
                ? throw new EpmdException(error, $"It says {error}.")
                : (await EpmdConnection.ConnectAsync(null, outcomes.Count > 0 ? server.Port : next.Port, cancellation), 1u),
            Options(server.Port),
            log,
            TimeProvider.System);
        await registration.StartAsync(default);

        await server.DisposeAsync();
        await log.WaitAsync(l => l.Has("a is registered"));
        Assert.Single(log.Lines, l => l.Level == LogLevel.Warning && l.Has("NameTaken"));
        Assert.DoesNotContain(log.Lines, l => l.Level == LogLevel.Warning && l.Has("NotRunning"));
    }

    [Fact]
    public async Task The_first_node_hosts_EPMD_and_the_next_takes_over_when_it_leaves()
    {
        EpmdOptions options = Options(FreePort()) with { StartServer = true };
        var client = new EpmdClient(options);
        EpmdRegistration first = await client.RegisterAsync(new EpmdEntry("first", 1));
        await using EpmdRegistration second = await client.RegisterAsync(new EpmdEntry("second", 2));
        await using EpmdRegistration third = await client.RegisterAsync(new EpmdEntry("third", 3));
        Assert.NotNull(first.Server);
        Assert.Null(second.Server);

        await first.DisposeAsync();
        await Eventually(
            async () => (second.Server ?? third.Server) is not null && (await client.NamesAsync()).Count == 2,
            "the others host EPMD and are registered");
        Assert.True((second.Server is null) != (third.Server is null));
    }

    [Fact]
    public async Task Many_nodes_that_start_at_once_without_EPMD_are_all_registered()
    {
        var client = new EpmdClient(Options(FreePort()) with { StartServer = true });
        EpmdRegistration[] nodes = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => Task.Run(() => client.RegisterAsync(new EpmdEntry($"n{i}", i)))));
        Assert.Equal(8, (await client.NamesAsync()).Count);
        Assert.Single(nodes, n => n.Server is not null);
        foreach (EpmdRegistration node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    private static Socket Listen(out int port)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        return listener;
    }
}
