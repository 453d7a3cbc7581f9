using ErlDist.Interop.Tests.Nodes;
using ErlDist.Mapping;
using ErlDist.Terms;

namespace ErlDist.Interop.Tests.Typed;

/// <summary>Functions and services of .NET that a BEAM calls, and mailboxes of declared types.</summary>
public sealed class ServedSpec(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    [Fact]
    public async Task A_typed_function_answers_and_a_request_that_is_none_costs_itself_only()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        await using ServedProcess served = node.Serve<Sum, int>("adder", (sum, _) => ValueTask.FromResult(checked(sum.A + sum.B)));
        Pid? first = served.Pid;
        Assert.Equal("5", await CallAsync(node, "adder", "{sum,2,3}"));
        Assert.Equal("{not_convertible,<<\"Sum.B: an integer expected, found x.\">>}", await CallAsync(node, "adder", "{sum,2,x}"));
        Assert.Equal("5", await CallAsync(node, "adder", "{sum,2,3}"));
        Assert.Equal(first, served.Pid);
        Assert.Equal(7, await node.CallAsync<Sum, int>("adder", node.Name, new Sum(3, 4)));

        // What the function throws is that caller's to know, too.
        Assert.StartsWith("{'OverflowException',", await CallAsync(node, "adder", "{sum,2147483647,1}"), StringComparison.Ordinal);
        Assert.Equal("5", await CallAsync(node, "adder", "{sum,2,3}"));
        Assert.Equal(first, served.Pid);
    }

    [Fact]
    public async Task What_ends_often_is_delayed_and_does_not_end_for_good()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        var options = new ServeOptions { MaxRestarts = 2, RestartPeriod = TimeSpan.FromSeconds(6) };
        await using ServedProcess served = node.Serve(
            "fragile", (request, _) => request is ErlInteger ? ValueTask.FromResult(request) : throw new ProcessExitException(request, Atom.Get("boom")), options);
        for (int i = 0; i < 3; i++)
        {
            await fixture.Beam.EventuallyAsync($"boom =:= (try gen_server:call({{fragile, '{node.Name}'}}, bad) catch exit:{{R, _}} -> R end)");
        }

        Assert.Equal("noproc", await CallAsync(node, "fragile", "1"));
        await fixture.Beam.EventuallyAsync($"1 =:= (catch gen_server:call({{fragile, '{node.Name}'}}, 1))");
    }

    [Fact]
    public async Task Without_restart_it_ends_and_says_so()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        ServedProcess served = node.Serve("once", (request, _) => throw new ProcessExitException(request, Atom.Get("boom")), new ServeOptions { Restart = false });
        await CallAsync(node, "once", "1");
        await Assert.ThrowsAsync<ProcessExitException>(() => served.Completion.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal("noproc", await CallAsync(node, "once", "1"));
    }

    [Fact]
    public async Task Several_at_once_and_no_more_than_may_wait()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int running = 0;
        var options = new ServeOptions { Concurrency = 2, QueueLimit = 3 };
        await using ServedProcess served = node.Serve(
            "busy",
            async (request, _) =>
            {
                if (Interlocked.Increment(ref running) == 2)
                {
                    both.SetResult();
                }

                await go.Task;
                return request;
            },
            options);

        // Two run, one is taken and waits for a place, three wait in the queue: the seventh is refused.
        await fixture.Beam.EvalAsync($"[spawn(fun() -> catch register(list_to_atom(\"c\" ++ integer_to_list(I)), self()), put(r, catch gen_server:call({{busy, '{node.Name}'}}, I)), receive stop -> ok end end) || I <- lists:seq(1, 6)]");
        await both.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await fixture.Beam.EventuallyAsync($"element(1, element(2, catch gen_server:call({{busy, '{node.Name}'}}, 7, 300))) =:= {{overloaded,3}}");
        go.SetResult();
        await fixture.Beam.EventuallyAsync($"8 =:= (catch gen_server:call({{busy, '{node.Name}'}}, 8))");
    }

    [Fact]
    public async Task A_mailbox_reads_and_sends_declared_types()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        await using Mailbox box = node.CreateMailbox("box");
        await fixture.Beam.EvalAsync($"[{{box, '{node.Name}'}} ! M || M <- [{{sum,1,2}}, nonsense, {{sum,3,4}}]]");
        var others = new List<string>();
        var sums = new List<Sum>();
        await foreach (Sum sum in box.ReadAllAsync<Sum>((_, e) => others.Add(e.Reason)))
        {
            sums.Add(sum);
            if (sums.Count == 2)
            {
                break;
            }
        }

        Assert.Equal([new Sum(1, 2), new Sum(3, 4)], sums);
        Assert.Single(others);
        await fixture.Beam.EvalAsync("register(typed, spawn(fun() -> receive {From, {sum, A, B}} -> From ! {sum, B, A} end end))");
        await box.SendAsync("typed", fixture.Beam.Name, Term.Tuple(box.Pid, ErlTypes.ToTerm(new Sum(5, 6))));
        Assert.Equal(new Sum(6, 5), await box.ReceiveAsync<Sum>());
    }

    [Fact]
    public async Task A_class_exports_its_methods()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        node.Export(new MathModule());
        Assert.Equal("5", await fixture.Beam.EvalAsync($"erpc:call('{node.Name}', dotnet_math, add, [2, 3])"));
        Assert.Equal("1.5", await fixture.Beam.EvalAsync($"rpc:call('{node.Name}', dotnet_math, half, [3])"));
        Assert.Contains("an integer expected, found x", await fixture.Beam.EvalAsync($"rpc:call('{node.Name}', dotnet_math, add, [2, x])"), StringComparison.Ordinal);
    }

    private Task<string> CallAsync(ErlangNode node, string name, string request) => fixture.Beam.EvalAsync(
        $"try gen_server:call({{{name}, '{node.Name}'}}, {request}) catch exit:{{R, _}} -> R end");
}
