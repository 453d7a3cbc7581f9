using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ErlDist.Carriers;

namespace ErlDist.Tests.Carriers;

/// <summary>A name server that is silent holds up those who ask it, and nobody else.</summary>
public sealed class HostLookupTests
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("127.0.0.9", "127.0.0.9")]
    [InlineData("::1", "::1")]
    [InlineData("LocalHost", "127.0.0.1")]
    public async Task Addresses_and_localhost_are_not_looked_up(string host, string expected)
    {
        var lookup = new HostLookup((_, _) => throw new InvalidOperationException());
        Assert.Equal([IPAddress.Parse(expected)], await lookup.ResolveAsync(host, AddressFamily.InterNetwork, default));
    }

    [Fact]
    public async Task Who_wants_the_same_name_shares_one_look_up_and_a_handful_of_threads_does_all()
    {
        using var go = new ManualResetEventSlim();
        using var started = new SemaphoreSlim(0);
        var asked = new ConcurrentQueue<string>();
        var threads = new ConcurrentDictionary<int, bool>();
        var lookup = new HostLookup((host, _) =>
        {
            Assert.False(Thread.CurrentThread.IsThreadPoolThread);
            threads[Environment.CurrentManagedThreadId] = true;
            asked.Enqueue(host);
            started.Release();
            go.Wait(s_bound);
            return [IPAddress.Loopback];
        });
        Task<IPAddress[]>[] tasks = [.. Enumerable.Range(0, 200).Select(i => lookup.ResolveAsync($"h{i % 100}.example", AddressFamily.InterNetwork, default))];
        for (int i = 0; i < 8; i++)
        {
            Assert.True(await started.WaitAsync(s_bound));
        }

        Assert.Equal(8, asked.Count);
        go.Set();
        await Task.WhenAll(tasks).WaitAsync(s_bound);
        Assert.Equal(100, asked.Count);
        Assert.Equal(8, threads.Count);
    }

    [Fact]
    public async Task The_newest_goes_first_and_whom_nobody_waits_for_is_left_out()
    {
        using var go = new ManualResetEventSlim();
        using var started = new SemaphoreSlim(0);
        var asked = new ConcurrentQueue<string>();
        var lookup = new HostLookup((host, _) =>
        {
            asked.Enqueue(host);
            started.Release();
            go.Wait(s_bound);
            return [IPAddress.Loopback];
        });
        Task[] blocked = [.. Enumerable.Range(0, 8).Select(i => lookup.ResolveAsync($"blocked{i}", AddressFamily.InterNetwork, default))];
        for (int i = 0; i < 8; i++)
        {
            Assert.True(await started.WaitAsync(s_bound));
        }

        using var impatient = new CancellationTokenSource();
        Task older = lookup.ResolveAsync("older", AddressFamily.InterNetwork, default);
        Task given = lookup.ResolveAsync("given-up", AddressFamily.InterNetwork, impatient.Token);
        Task newer = lookup.ResolveAsync("newer", AddressFamily.InterNetwork, default);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        go.Set();
        await Task.WhenAll([.. blocked, older, newer]).WaitAsync(s_bound);
        Assert.DoesNotContain("given-up", asked);
        Assert.Equal(10, asked.Count);
    }

    [Fact]
    public async Task What_is_unknown_says_so_to_all()
    {
        var lookup = new HostLookup((_, _) => throw new SocketException((int)SocketError.HostNotFound));
        for (int i = 0; i < 2; i++)
        {
            SocketException failure = await Assert.ThrowsAsync<SocketException>(() => lookup.ResolveAsync("nobody.example", AddressFamily.InterNetwork, default));
            Assert.Equal(SocketError.HostNotFound, failure.SocketErrorCode);
        }
    }
}
