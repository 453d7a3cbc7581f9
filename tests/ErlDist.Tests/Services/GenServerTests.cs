using System.Diagnostics;
using ErlDist.Embedding;
using ErlDist.Testing.Wire;
using ErlDist.Tests.Nodes;
using ErlDist.Wire;

namespace ErlDist.Tests.Services;

/// <summary>The life of a gen_server, and who is told what when something in it is not as it should be.</summary>
public sealed class GenServerTests
{
    private static readonly Atom s_stop = Atom.Get("stop");

    [Fact]
    public async Task A_handler_may_dispose_of_its_own_process()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        Suicidal server = nodes.One.Register("suicidal", new Suicidal(nodes.One));
        Assert.Equal(Atom.Ok, await nodes.Other.CallAsync("suicidal", nodes.One.Name, s_stop));
        await server.DisposeAsync().AsTask().WaitAsync(NodePair.Bound);
        Assert.True(server.HasEnded);
        ProcessExitException gone = await Assert.ThrowsAsync<ProcessExitException>(() => nodes.Other.CallAsync("suicidal", nodes.One.Name, s_stop));
        Assert.Equal(Atom.Noproc, gone.Reason);
    }

    [Fact]
    public async Task One_that_never_had_a_message_is_disposed_of_at_once()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await new Suicidal(nodes.One).DisposeAsync().AsTask().WaitAsync(NodePair.Bound);
    }

    [Fact]
    public async Task Nothing_begins_on_a_node_that_has_stopped()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await nodes.One.DisposeAsync();
        Assert.Contains("has stopped", Assert.Throws<InvalidOperationException>(() => nodes.One.CreateMailbox("late")).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => nodes.One.Serve("late", (r, _) => ValueTask.FromResult(r)));
        Assert.Throws<InvalidOperationException>(() => new Suicidal(nodes.One));
        Assert.Throws<InvalidOperationException>(() => nodes.One.NewPid());
        await Assert.ThrowsAnyAsync<Exception>(() => nodes.One.CallAsync("x", nodes.Other.Name, s_stop)).WaitAsync(NodePair.Bound);
    }

    [Fact]
    public async Task A_function_that_returns_what_cannot_be_sent_is_an_error_to_its_caller_and_keeps_no_place()
    {
        await using NodePair nodes = await NodePair.StartAsync(new NodeLimits { SpawnedProcesses = 1 });
        nodes.One.Export("bad", "nothing", 0, (_, _) => ValueTask.FromResult<Term>(null!));
        nodes.One.Export("bad", "deep", 0, (_, _) => ValueTask.FromResult(Deep(1_000_000)));
        nodes.One.Export("bad", "raise", 0, (_, _) => throw new RpcException(RpcErrorClass.Throw, Deep(TermLimits.Default.MaxDepth + 1)));
        nodes.One.ExportProcess("bad", "process", 0, (_, _) => null!);
        for (int i = 0; i < 3; i++)
        {
            foreach (string function in new[] { "nothing", "deep", "raise" })
            {
                RpcException e = await Assert.ThrowsAsync<RpcException>(
                    () => nodes.Other.RpcAsync(nodes.One.Name, "bad", function, ErlList.Empty, NodePair.Bound));
                Assert.True(e.Reason is ErlTuple and [Atom { Name: "bad_return_value" }, ErlBinary], e.Reason.ToString());
            }

            await nodes.Other.SpawnAsync(nodes.One.Name, "bad", "process", ErlList.Empty).WaitAsync(NodePair.Bound);
        }
    }

    [Fact]
    public async Task Spans_of_failed_calls_say_so_and_the_nodes_own_calls_have_none()
    {
        using var listener = new ActivityListener { ShouldListenTo = s => s.Name == ErlangNode.InstrumentationName, Sample = (ref _) => ActivitySamplingResult.AllData };
        var spans = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        listener.ActivityStopped = spans.Enqueue;
        ActivitySource.AddActivityListener(listener);
        await using NodePair nodes = await NodePair.StartAsync();
        await using Suicidal server = nodes.One.Register("server", new Suicidal(nodes.One));
        await using Mailbox box = nodes.Other.CreateMailbox();
        await box.SendAsync(server.Pid, Term.Tuple(Atom.Get("system"), Term.Tuple(box.Pid, Atom.Get("tag")), Atom.Get("get_state")));
        Assert.Equal(Term.Tuple(Atom.Get("tag"), Atom.Undefined), await box.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound));
        await Assert.ThrowsAsync<ProcessExitException>(() => nodes.Other.CallAsync("nobody", nodes.One.Name, s_stop));
        await Assert.ThrowsAsync<RpcException>(() => nodes.Other.RpcAsync(nodes.One.Name, "no", "such", ErlList.Empty));
        Activity[] ours = [.. spans.Where(s => (string?)s.GetTagItem("erldist.peer") == nodes.One.Name && (string?)s.GetTagItem("erldist.target") is "nobody" or "no:such/0")];
        Assert.Equal(["noproc", "undef"], ours.Select(s => s.GetTagItem("error.type")));
        Assert.All(ours, s => Assert.Equal(ActivityStatusCode.Error, s.Status));
        Assert.DoesNotContain(spans, s => s.Kind == ActivityKind.Client && ((string?)s.GetTagItem("erldist.target"))!.Contains("system_info", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reply_to_a_node_that_has_left_dials_nobody_and_holds_nobody_up()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int connections = 0;
        nodes.One.NodeUp += (_, _) => Interlocked.Increment(ref connections);
        await using ServedProcess server = nodes.One.Serve("slow", async (request, _) =>
        {
            if (request.Equals(s_stop))
            {
                called.TrySetResult();
                await go.Task;
            }

            return request;
        });
        Task<Term> late = nodes.Other.CallAsync("slow", nodes.One.Name, s_stop);
        await called.Task.WaitAsync(NodePair.Bound);
        await nodes.Other.DisconnectAsync(nodes.One.Name);
        await Assert.ThrowsAsync<ProcessExitException>(() => late);
        go.SetResult();
        Assert.Equal((Term)1, await nodes.One.CallAsync("slow", nodes.One.Name, 1)); // It is past the reply that nobody waits for.
        Assert.Equal(1, connections);
        Assert.Empty(nodes.One.ConnectedNodes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_peer_that_does_not_read_its_replies_holds_up_nobody_else(int concurrency)
    {
        await using NodePair nodes = await NodePair.StartAsync(new NodeLimits { OutboundBytes = 64 * 1024 });
        await using ServedProcess server = nodes.One.Serve("echo", (_, _) => ValueTask.FromResult<Term>(new byte[256 * 1024]), new ServeOptions { Concurrency = concurrency });
        using RawPeer peer = await RawPeer.DialAsync(
            nodes.One.EndPoint!.Port,
            new HandshakeOptions { LocalName = "raw@localhost", Creation = 1, Flags = DistributionFlagSets.Mandatory25 | DistributionFlags.Fragments, CookieFor = _ => new Cookie("secret") },
            nodes.One.Name);
        for (int i = 0; i < 60; i++)
        {
            await peer.SendAsync(
                Signals.SendToName(peer.Self, Atom.Get("echo")),
                Term.Tuple(Atom.Get("$gen_call"), Term.Tuple(peer.Self, Atom.Get("tag")), i));
        }

        Assert.True(await nodes.Other.CallAsync("echo", nodes.One.Name, 1) is ErlBinary);
        for (int i = 0; i < 60; i++)
        {
            Assert.NotNull((await peer.ReceiveSignalAsync())?.Payload); // All of them come, once they are read.
        }
    }

    private static Term Deep(int levels)
    {
        Term deep = ErlList.Empty;
        for (int i = 0; i < levels; i++)
        {
            deep = Term.List(deep);
        }

        return deep;
    }

    private sealed class Suicidal(ErlangNode node) : GenServer(node)
    {
        protected override async ValueTask<Term?> HandleCallAsync(Term request, GenServerFrom from, CancellationToken cancellationToken)
        {
            await DisposeAsync();
            return Atom.Ok;
        }
    }
}
