using ErlDist.Interop.Tests.Nodes;
using ErlDist.Terms;
using ErlDist.Testing;
using Microsoft.Extensions.Logging;

namespace ErlDist.Interop.Tests.Connections;

/// <summary>Handlers that block every thread of the pool for longer than net_ticktime: ticks, reads and accepts go on.</summary>
[Collection(nameof(Hostile.Alone))]
public sealed class BlockedHandlersSpec(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private const int LeastHandlers = 200;
    private static readonly TimeSpan s_tickTime = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task Peers_stay_connected_and_new_ones_are_let_in()
    {
        var log = new CapturedLog();
        await using BeamNode beam = await fixture.StartBeamAsync("ticking@localhost", "-kernel", "net_ticktime", "4");
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { NetTickTime = s_tickTime, LoggerFactory = log });
        int downs = 0;
        node.NodeDown += (_, _) => Interlocked.Increment(ref downs);
        ThreadPool.GetMinThreads(out int threads, out _);
        int handlers = Math.Max(LeastHandlers, Math.Max(threads, ThreadPool.ThreadCount) + 100); // Earlier tests may have left many threads.
        using var go = new ManualResetEventSlim();
        for (int i = 0; i < handlers; i++)
        {
            node.Serve($"blocked{i}", (request, _) =>
            {
                go.Wait(TimeSpan.FromMinutes(1), CancellationToken.None);
                return ValueTask.FromResult(request);
            });
        }

        node.Serve("echo", (request, _) => ValueTask.FromResult(request));
        Assert.Equal("ok", await beam.EvalAsync(
            $"net_kernel:connect_node('{node.Name}'), [gen_server:cast({{list_to_atom(\"blocked\" ++ integer_to_list(I)), '{node.Name}'}}, x) || I <- lists:seq(0, {handlers - 1})], "
            + $"[{{list_to_atom(\"blocked\" ++ integer_to_list(I)), '{node.Name}'}} ! {{'$gen_call', {{self(), make_ref()}}, x}} || I <- lists:seq(0, {handlers - 1})], ok"));

        // On a thread of its own, as the pool is what this is about; longer than both ends wait.
        await Task.Factory.StartNew(() => Thread.Sleep(s_tickTime * 2), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await using BeamNode late = await fixture.StartBeamAsync("late@localhost");
        Assert.Equal("pong", await late.EvalAsync($"net_adm:ping('{node.Name}')"));
        Assert.Equal("42", await beam.EvalAsync($"gen_server:call({{echo, '{node.Name}'}}, 42)"));
        go.Set();

        Assert.Equal(0, Volatile.Read(ref downs));
        Assert.Equal("true", await beam.EvalAsync($"lists:member('{node.Name}', nodes(connected))"));
        Assert.Single(log.Lines, l => l.Level == LogLevel.Warning && l.Has("handlers block"));
    }
}
