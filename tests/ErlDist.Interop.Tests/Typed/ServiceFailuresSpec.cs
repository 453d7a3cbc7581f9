using ErlDist.Interop.Tests.Nodes;
using ErlDist.Terms;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Typed;

/// <summary>What a proxy and a served interface do when the other side goes away or takes too long.</summary>
public sealed class ServiceFailuresSpec(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    /// <summary>Never answers a quote; a stream gives one item and then nothing.</summary>
    private const string Slow = """
        register(slow, spawn(fun() -> (fun L() -> receive
            {'$gen_call', From, {prices, _}} ->
                gen_server:reply(From, {stream, spawn(fun() -> receive {pull, To, _} -> To ! {self(), item, 1}, receive {stop, To} -> ok end end end)}), L();
            {'$gen_call', _, _} -> L()
        end end)() end)), ok
        """;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_lost_node_ends_calls_and_streams_and_is_told_to_the_next_call()
    {
        BeamNode mortal = await fixture.StartBeamAsync("mortal@localhost");
        await mortal.EvalAsync(Slow);
        await using ErlangNode node = await fixture.StartNodeAsync();
        IPricing slow = node.Service<IPricing>("slow", mortal.Name, Timeout.InfiniteTimeSpan);
        Task<Quote> call = slow.QuoteAsync("tea").AsTask();
        await using IAsyncEnumerator<decimal> stream = slow.PricesAsync(10).GetAsyncEnumerator();
        Assert.True(await stream.MoveNextAsync());
        Assert.Equal(1, stream.Current);
        Task<bool> next = stream.MoveNextAsync().AsTask();
        await mortal.KillAsync();
        Assert.Equal(Atom.Noconnection, (await Assert.ThrowsAsync<ProcessExitException>(() => call.WaitAsync(s_limit))).Reason);
        Assert.Equal(Atom.Noconnection, (await Assert.ThrowsAsync<ProcessExitException>(() => next.WaitAsync(s_limit))).Reason);
        await Assert.ThrowsAsync<NodeConnectionException>(() => slow.QuoteAsync("tea").AsTask().WaitAsync(s_limit));
    }

    [Fact]
    public async Task A_call_that_was_given_up_leaves_nothing_behind()
    {
        await fixture.Beam.EvalAsync(Slow);
        await using ErlangNode node = await fixture.StartNodeAsync();
        IPricing slow = node.Service<IPricing>("slow", fixture.Beam.Name);
        using var cancellation = new CancellationTokenSource();
        Task<Quote> call = slow.QuoteAsync("tea", 1, cancellation.Token).AsTask();
        await fixture.Beam.EventuallyAsync("length(element(2, process_info(whereis(slow), monitored_by))) =:= 1");
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(s_limit));
        await fixture.Beam.EventuallyAsync("process_info(whereis(slow), monitored_by) =:= {monitored_by, []}");
        await Assert.ThrowsAsync<TimeoutException>(() => node.Service<IPricing>("slow", fixture.Beam.Name, TimeSpan.FromMilliseconds(200)).QuoteAsync("tea").AsTask());
        await fixture.Beam.EventuallyAsync("process_info(whereis(slow), monitored_by) =:= {monitored_by, []}");
        await fixture.Beam.EvalAsync("exit(whereis(slow), kill), ok");
    }

    [Fact]
    public async Task A_receiver_that_has_enough_or_goes_away_ends_the_stream()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        var pricing = new Pricing();
        await using ServedProcess served = node.Serve<IPricing>("shop", pricing);
        await fixture.Beam.EvalAsync($"spawn(fun() -> {{stream, S}} = gen_server:call({{shop, '{node.Name}'}}, {{prices, 1000000}}), S ! {{pull, self(), 1}}, receive {{S, item, _}} -> exit(enough) end end), ok");
        await pricing.Cancelled.Task.WaitAsync(s_limit);

        // Nobody but the node of the caller may ask for items, and never for more than there may be.
        Assert.Equal("timeout", await fixture.Beam.EvalAsync(
            $"{{stream, S}} = gen_server:call({{shop, '{node.Name}'}}, {{prices, 10}}), S ! {{pull, self(), -1}}, S ! {{pull, self(), 1 bsl 70}}, S ! nonsense, receive {{S, item, _}} -> item after 300 -> timeout end"));
    }

    [Fact]
    public async Task A_service_whose_node_stops_is_told_to_its_callers()
    {
        ErlangNode node = await fixture.StartNodeAsync();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Serve("stuck", async (_, cancellation) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            return Atom.Ok;
        });
        Task<string> call = fixture.Beam.EvalAsync($"try gen_server:call({{stuck, '{node.Name}'}}, x, infinity) catch exit:{{R, _}} -> R end");
        await asked.Task.WaitAsync(s_limit);
        await node.DisposeAsync();
        Assert.Contains(await call.WaitAsync(s_limit), new[] { "normal", "shutdown", $"{{nodedown,{node.Name}}}", $"{{nodedown,'{node.Name}'}}", "noconnection" });
    }
}
