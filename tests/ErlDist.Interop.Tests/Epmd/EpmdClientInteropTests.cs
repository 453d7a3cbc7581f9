using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ErlDist.Epmd;
using ErlDist.Interop.Tests.Tool;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Epmd;

/// <summary>Our client with the daemon of OTP.</summary>
public sealed class EpmdClientInteropTests : IAsyncLifetime
{
    private readonly int _port = FreePort();
    private Process? _epmd;

    private EpmdOptions Options => new()
    {
        Port = _port,
        ListenAddresses = [IPAddress.Loopback],
        StartServer = false,
        RetryInterval = TimeSpan.FromMilliseconds(100),
    };

    public Task InitializeAsync() => StartEpmd();

    public async Task DisposeAsync() => await KillEpmd();

    [Fact]
    public async Task A_registration_shows_every_field_and_leaves_when_disposed()
    {
        var client = new EpmdClient(Options);
        var entry = new EpmdEntry("dotnet", 1234) { NodeType = EpmdNodeType.Hidden, ExtraHex = "0102" };
        var node = await client.RegisterAsync(entry);
        Assert.True(node.Creation > 3);
        Assert.Equal(entry, await client.LookupAsync("dotnet", "localhost"));
        Assert.Equal([new EpmdName("dotnet", 1234)], await client.NamesAsync("localhost"));
        Assert.Contains("<dotnet> at port 1234", await client.DumpAsync(), StringComparison.Ordinal);
        await node.DisposeAsync();
        await Eventually(async () => await client.LookupAsync("dotnet") is null);
        Assert.Contains("old/unused name <dotnet>", await client.DumpAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_name_an_unknown_name_stop_and_kill_are_understood()
    {
        var client = new EpmdClient(Options with { RetryInterval = TimeSpan.FromHours(1) });
        await using var node = await client.RegisterAsync(new EpmdEntry("dotnet", 1234));
        var taken = await Assert.ThrowsAsync<EpmdException>(() => client.RegisterAsync(new EpmdEntry("dotnet", 1)));
        Assert.Equal(EpmdError.NameTaken, taken.Error);
        Assert.Null(await client.LookupAsync("nobody"));
        Assert.False(await client.StopAsync("nobody"));
        Assert.True(await client.StopAsync("dotnet"));
        Assert.True(await client.KillAsync());
        await _epmd!.WaitForExitAsync().WaitAsync(Command.Bound);
    }

    [Fact]
    public async Task A_node_returns_when_EPMD_is_killed_and_started_again()
    {
        var client = new EpmdClient(Options);
        await using var node = await client.RegisterAsync(new EpmdEntry("dotnet", 1234));
        var creation = node.Creation;
        await KillEpmd();
        await Eventually(() => Task.FromResult(!node.IsRegistered));
        await StartEpmd();
        await Eventually(() => Task.FromResult(node.IsRegistered));
        Assert.Equal([new EpmdName("dotnet", 1234)], await client.NamesAsync());
        Assert.Equal(creation, node.Creation);
    }

    [Fact]
    public async Task When_EPMD_dies_a_node_that_may_starts_its_own_and_erl_uses_it()
    {
        await using var node = await new EpmdClient(Options with { StartServer = true }).RegisterAsync(new EpmdEntry("dotnet", 1234));
        Assert.Null(node.Server);
        await KillEpmd();
        await Eventually(() => Task.FromResult(node.Server is not null && node.IsRegistered));
        var names = await Command.RunAsync("epmd", ["-names"], new Dictionary<string, string> { ["ERL_EPMD_PORT"] = $"{_port}" });
        Assert.Contains("name dotnet at port 1234", names.Output, StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task StartEpmd()
    {
        var port = _port.ToString(CultureInfo.InvariantCulture);
        _epmd = Command.Start("epmd", ["-port", port, "-address", "127.0.0.1", "-relaxed_command_check"]);
        await Eventually(async () =>
        {
            try
            {
                await new EpmdClient(Options).NamesAsync();
                return true;
            }
            catch (EpmdException e) when (e.Error == EpmdError.NotRunning)
            {
                return false;
            }
        });
    }

    private async Task KillEpmd()
    {
        Command.Kill(_epmd!);
        await _epmd!.WaitForExitAsync().WaitAsync(Command.Bound);
    }

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Command.Bound);
        while (!await condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
