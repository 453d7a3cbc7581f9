using System.Net;
using System.Net.Sockets;
using ErlDist.Embedding;
using ErlDist.Epmd;
using Microsoft.Extensions.Time.Testing;
using static ErlDist.Tests.Epmd.EpmdTestKit;

namespace ErlDist.Tests.Epmd;

public sealed class EpmdServerLimitsTests
{
    [Fact]
    public void Every_limit_has_a_test() => LimitCoverage.Check(typeof(EpmdServerLimits), typeof(EpmdServerLimitsTests));

    [Fact]
    public async Task RequestTimeout_ends_silent_and_slow_clients_who_hold_up_nobody()
    {
        var time = new FakeTimeProvider();
        await using var server = EpmdServer.Start(
            new EpmdOptions { Port = 0, ListenAddresses = [IPAddress.Loopback] },
            time: time);
        Socket[] silent = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Connect(server.Port)));
        using Socket slow = await Connect(server.Port);
        await slow.SendAsync(new byte[] { 0 });

        var client = new EpmdClient(Options(server.Port));
        await using EpmdRegistration registration = await client.RegisterAsync(new EpmdEntry("a", 1));
        Assert.NotNull(await client.LookupAsync("a"));

        foreach (Socket socket in silent.Append(slow))
        {
            // The server may begin to measure a client's time a little after it has accepted it.
            Task<byte[]> end = socket.ReadToEnd();
            for (int i = 0; i < 200 && !end.IsCompleted; i++)
            {
                time.Advance(TimeSpan.FromSeconds(11));
                await Task.WhenAny(end, Task.Delay(TimeSpan.FromMilliseconds(50)));
            }

            Assert.Empty(await end);
            socket.Dispose();
        }

        Assert.True(registration.IsRegistered);
        Assert.NotNull(await client.LookupAsync("a"));
    }

    [Fact]
    public async Task MaxConnections_closes_what_is_beyond_at_once()
    {
        await using EpmdServer server = Server(o => o with { Limits = new EpmdServerLimits { MaxConnections = 2 } });
        using Socket first = await Connect(server.Port);
        using Socket second = await Connect(server.Port);
        using Socket third = await Connect(server.Port);
        Assert.Empty(await third.ReadToEnd());
        await first.SendAsync(new EpmdRequest.Names().Encode());
        Assert.Equal(4, (await first.ReadToEnd()).Length);
    }

    [Fact]
    public async Task MaxRemoteConnections_leaves_room_for_programs_of_this_machine()
    {
        int accepted = 0;
        await using var server = EpmdServer.Start(
            new EpmdOptions { Port = 0, ListenAddresses = [IPAddress.Loopback], Limits = new EpmdServerLimits { MaxRemoteConnections = 2 } },
            logger: null, time: null, isLocal: _ => Interlocked.Increment(ref accepted) > 3);
        using Socket first = await Connect(server.Port);
        using Socket second = await Connect(server.Port);
        using Socket third = await Connect(server.Port);
        Assert.Empty(await third.ReadToEnd());
        using Socket local = await Connect(server.Port);
        await local.SendAsync(new EpmdRequest.Names().Encode());
        Assert.Equal(4, (await local.ReadToEnd()).Length);
    }
}
