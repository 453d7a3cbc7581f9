using System.Net;
using ErlDist.Embedding;
using ErlDist.Epmd;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Epmd;

/// <summary>Our client with the daemon of OTP.</summary>
public sealed class EpmdClientSpec : IAsyncLifetime
{
    private readonly CapturedLog _log = new();
    private PrivateEpmd _epmd = null!;

    private EpmdOptions Options => new()
    {
        Port = _epmd.Port,
        ListenAddresses = [IPAddress.Loopback],
        StartServer = false,
        RetryInterval = TimeSpan.FromMilliseconds(100),
    };

    public async Task InitializeAsync() => _epmd = await PrivateEpmd.StartAsync();

    public async Task DisposeAsync() => await _epmd.DisposeAsync();

    [Fact]
    public async Task A_registration_shows_every_field_and_leaves_when_disposed()
    {
        var client = new EpmdClient(Options);
        var entry = new EpmdEntry("dotnet", 1234) { NodeType = EpmdNodeType.Hidden, ExtraHex = "0102" };
        EpmdRegistration node = await client.RegisterAsync(entry);
        Assert.True(node.Creation > 3);
        Assert.Equal(entry, await client.LookupAsync("dotnet", "localhost"));
        Assert.Equal([new EpmdName("dotnet", 1234)], await client.NamesAsync("localhost"));
        Assert.Contains("<dotnet> at port 1234", await client.DumpAsync(), StringComparison.Ordinal);
        await node.DisposeAsync();
        for (int asked = 0; asked < 500 && await client.LookupAsync("dotnet") is not null; asked++)
        {
            // EPMD may take the new connection before it sees the end of the other.
        }

        Assert.Null(await client.LookupAsync("dotnet"));
        Assert.Contains("old/unused name <dotnet>", await client.DumpAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_name_an_unknown_name_stop_and_kill_are_understood()
    {
        var client = new EpmdClient(Options with { RetryInterval = TimeSpan.FromHours(1) });
        await using EpmdRegistration node = await client.RegisterAsync(new EpmdEntry("dotnet", 1234));
        EpmdException taken = await Assert.ThrowsAsync<EpmdException>(() => client.RegisterAsync(new EpmdEntry("dotnet", 1)));
        Assert.Equal(EpmdError.NameTaken, taken.Error);
        Assert.Null(await client.LookupAsync("nobody"));
        Assert.False(await client.StopAsync("nobody"));
        Assert.True(await client.StopAsync("dotnet"));
        Assert.True(await client.KillAsync());
        await _epmd.ExitedAsync();
    }

    [Fact]
    public async Task A_node_returns_when_EPMD_is_killed_and_started_again()
    {
        var client = new EpmdClient(Options, _log);
        await using EpmdRegistration node = await client.RegisterAsync(new EpmdEntry("dotnet", 1234));
        uint creation = node.Creation;
        await _epmd.KillAsync();
        await _log.WaitAsync(line => line.Has("went away"));
        Assert.False(node.IsRegistered);
        await _epmd.RestartAsync();
        await _log.WaitAsync(line => line.Has("dotnet is registered"));
        Assert.True(node.IsRegistered);
        Assert.Equal([new EpmdName("dotnet", 1234)], await client.NamesAsync());
        Assert.Equal(creation, node.Creation);
    }

    [Fact]
    public async Task When_EPMD_dies_a_node_that_may_starts_its_own_and_erl_uses_it()
    {
        await using EpmdRegistration node = await new EpmdClient(Options with { StartServer = true }, _log).RegisterAsync(new EpmdEntry("dotnet", 1234));
        Assert.Null(node.Server);
        await _epmd.KillAsync();
        await _log.WaitAsync(line => line.Has("dotnet is registered"));
        Assert.NotNull(node.Server);
        Assert.True(node.IsRegistered);
        CommandResult names = await Command.RunAsync("epmd", ["-names"], new Dictionary<string, string> { ["ERL_EPMD_PORT"] = $"{_epmd.Port}" });
        Assert.Contains("name dotnet at port 1234", names.Output, StringComparison.Ordinal);
    }
}
