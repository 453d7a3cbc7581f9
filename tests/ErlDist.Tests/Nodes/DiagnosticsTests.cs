using System.Diagnostics;
using ErlDist.Embedding;
using ErlDist.Processes;
using ErlDist.Terms;

namespace ErlDist.Tests.Nodes;

/// <summary>Each instrument measures what it says, with the tags that docs/observability.md has.</summary>
public sealed class DiagnosticsTests
{
    private const string Receive = "network.io.direction=receive";
    private const string Transmit = "network.io.direction=transmit";
    private static readonly Atom s_inbox = Atom.Get("inbox");

    [Fact]
    public async Task Bytes_messages_and_fragments_are_counted_both_ways_and_no_sum_falls_when_a_connection_ends()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await using ErlangNode node = await nodes.StartAsync("traffic@localhost");
        using var seen = new Measurements(node.Name);
        Mailbox inbox = node.CreateMailbox("inbox");
        Mailbox sender = nodes.Other.CreateMailbox();
        for (int i = 0; i < 10; i++)
        {
            await sender.SendAsync(s_inbox.Name, node.Name, i);
        }

        await sender.SendAsync(s_inbox.Name, node.Name, new byte[200 * 1024]);
        await sender.MonitorAsync(inbox.Pid);
        for (int i = 0; i < 11; i++)
        {
            await inbox.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound);
        }

        await inbox.SendAsync(sender.Pid, "answer");
        await sender.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound);
        await seen.WaitAsync(s => s.Value("erldist.message.count", "erldist.message.kind=monitor," + Receive) == 1);
        Check();

        await node.DisconnectAsync(nodes.Other.Name);
        Assert.Equal(0, seen.Value("erldist.connection.count", "erldist.connection.state=up"));
        Check();

        void Check()
        {
            string peer = $"erldist.peer={nodes.Other.Name},";
            Assert.Equal(11, seen.Value("erldist.message.count", "erldist.message.kind=send_to_name," + Receive));
            Assert.Equal(1, seen.Value("erldist.message.count", "erldist.message.kind=send," + Transmit));
            Assert.True(seen.Value("erldist.network.io", peer + Receive) > 200 * 1024);
            Assert.InRange(seen.Value("erldist.network.io", peer + Transmit) ?? 0, 1, 10_000);
            Assert.Equal(4, seen.Value("erldist.fragment.count", Receive));
            Assert.Equal(0, seen.Value("erldist.fragment.count", Transmit));
        }
    }

    [Fact]
    public async Task Fragments_that_are_sent_are_counted()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await using ErlangNode node = await nodes.StartAsync("fragments@localhost");
        using var seen = new Measurements(node.Name);
        Mailbox inbox = nodes.Other.CreateMailbox("inbox");
        await node.CreateMailbox().SendAsync(s_inbox.Name, nodes.Other.Name, new byte[200 * 1024]);
        await inbox.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound);
        Assert.Equal(4, seen.Value("erldist.fragment.count", Transmit));
    }

    [Fact]
    public async Task Connections_are_counted_by_state_and_set_ups_by_outcome_and_cause()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await using ErlangNode node = await nodes.StartAsync("setups@localhost");
        await using ErlangNode stranger = await nodes.StartAsync("stranger@localhost", o => o with { Cookie = new("another") });
        using var seen = new Measurements(node.Name);
        await node.ConnectAsync(nodes.Other.Name);
        await nodes.One.ConnectAsync(node.Name);
        await seen.WaitAsync(s => s.Value("erldist.connection.count", "erldist.connection.state=up") == 2);
        Assert.Equal(0, seen.Value("erldist.connection.count", "erldist.connection.state=dialling"));
        Assert.Equal(0, seen.Value("erldist.connection.count", "erldist.connection.state=arriving"));
        Assert.Equal(1, seen.Count("erldist.handshake.duration", "erldist.direction=outbound"));

        await Assert.ThrowsAsync<NodeConnectionException>(() => node.ConnectAsync("nobody@localhost"));
        await Assert.ThrowsAsync<NodeConnectionException>(() => stranger.ConnectAsync(node.Name));
        await seen.WaitAsync(s => s.Value("erldist.connection.refused", "error.type=wrong_cookie") == 1);
        Assert.Equal(1, seen.Count("erldist.handshake.duration", "erldist.direction=outbound,error.type=no_such_node"));
        await seen.WaitAsync(s => s.Count("erldist.handshake.duration", "erldist.direction=inbound,error.type=wrong_cookie") == 1);
        await seen.WaitAsync(s => s.Count("erldist.handshake.duration", "erldist.direction=inbound") == 1);
    }

    [Fact]
    public async Task What_is_dialled_and_what_waits_for_it_is_measured()
    {
        var found = new TaskCompletionSource<NodeAddress?>();
        await using NodePair nodes = await NodePair.StartAsync();
        await using ErlangNode node = await nodes.StartAsync(
            "outbox@localhost", o => o with { Discovery = NodeDiscovery.From(async (_, cancellation) => await found.Task.WaitAsync(cancellation)) });
        using var seen = new Measurements(node.Name);
        node.Post(Signals.SendToName(node.CreateMailbox().Pid, s_inbox), Atom.Get("slow@localhost"), new Binary(1000), out _);
        await seen.WaitAsync(s => s.Value("erldist.connection.count", "erldist.connection.state=dialling") == 1);
        Assert.InRange(seen.Value("erldist.outbox.size") ?? 0, 1000, 2000);
        found.SetResult(null);
        await seen.WaitAsync(s => s.Value("erldist.message.dropped", "error.type=unreachable") == 1);
        Assert.Equal(0, seen.Value("erldist.outbox.size"));
    }

    [Fact]
    public async Task Messages_that_reach_nobody_are_counted_by_cause()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await using ErlangNode node = await nodes.StartAsync(
            "drops@localhost", o => o with { Limits = new NodeLimits { Terms = new TermLimits { MaxDepth = 10 } } });
        using var seen = new Measurements(node.Name);
        var busy = new TaskCompletionSource();
        await using ServedProcess served = node.Serve(
            "served", async (_, cancellation) => { await busy.Task.WaitAsync(cancellation); return Atom.Ok; }, new ServeOptions { QueueLimit = 1 });
        Mailbox sender = nodes.Other.CreateMailbox();
        node.CreateMailbox("inbox");
        Term deep = 1;
        for (int i = 0; i < 20; i++)
        {
            deep = Term.List(deep);
        }

        await sender.SendAsync("nobody", node.Name, 1);
        await sender.SendAsync(s_inbox.Name, node.Name, deep);
        Task<Term>[] calls = [.. Enumerable.Range(0, 4).Select(i => nodes.Other.CallAsync("served", node.Name, i))];
        await seen.WaitAsync(s => s.Value("erldist.message.dropped", "error.type=overloaded") >= 2);
        await seen.WaitAsync(s => s.Value("erldist.message.dropped", "error.type=unreadable") == 1);
        Assert.Equal(1, seen.Value("erldist.message.dropped", "error.type=noproc"));
        busy.SetResult();
        await Task.WhenAll(calls).ContinueWith(static _ => { }, TaskScheduler.Default).WaitAsync(NodePair.Bound);
    }

    [Fact]
    public async Task Calls_are_measured_on_both_sides_with_the_cause_of_a_failure()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await using ErlangNode node = await nodes.StartAsync("caller@localhost");
        await using ErlangNode server = await nodes.StartAsync("server@localhost");
        using var made = new Measurements(node.Name);
        using var handled = new Measurements(server.Name);
        await using ServedProcess calc = server.Serve("calc", (request, _) => request is ErlInteger
            ? ValueTask.FromResult(request) : throw new ArgumentException("no number"));
        server.Export("dotnet", "one", 0, (_, _) => ValueTask.FromResult<Term>(1));
        await node.CallAsync("calc", server.Name, 1);
        await Assert.ThrowsAsync<ProcessExitException>(() => node.CallAsync("calc", server.Name, Atom.Get("no")));
        await Assert.ThrowsAsync<ProcessExitException>(() => node.CallAsync("nobody", server.Name, 1));
        await Assert.ThrowsAsync<TimeoutException>(() => node.CallAsync(node.CreateMailbox("deaf").Pid, 1, TimeSpan.FromMilliseconds(1)));
        await node.RpcAsync(server.Name, "dotnet", "one", []);
        await Assert.ThrowsAsync<RpcException>(() => node.RpcAsync(server.Name, "dotnet", "two", []));
        await node.SpawnAsync(server.Name, "dotnet", "one", []);
        await Assert.ThrowsAsync<RpcException>(() => node.SpawnAsync(server.Name, "dotnet", "two", []));

        const string Client = "erldist.client.call.duration";
        const string Server = "erldist.server.call.duration";
        Assert.Equal(1, made.Count(Client, "erldist.call=gen_server:call"));
        Assert.Equal(1, made.Count(Client, "erldist.call=gen_server:call,error.type=exit"));
        Assert.Equal(1, made.Count(Client, "erldist.call=gen_server:call,error.type=noproc"));
        Assert.Equal(1, made.Count(Client, "erldist.call=gen_server:call,error.type=timeout"));
        Assert.Equal(1, made.Count(Client, "erldist.call=erpc:call"));
        Assert.Equal(1, made.Count(Client, "erldist.call=erpc:call,error.type=undef"));
        Assert.Equal(1, made.Count(Client, "erldist.call=spawn"));
        Assert.Equal(1, made.Count(Client, "erldist.call=spawn,error.type=notsup"));
        Assert.Equal(1, handled.Count(Server, "erldist.call=gen_server:call"));
        Assert.Equal(1, handled.Count(Server, "erldist.call=gen_server:call,error.type=exit"));
        Assert.Equal(1, handled.Count(Server, "erldist.call=erpc:call"));
        Assert.Equal(1, handled.Count(Server, "erldist.call=erpc:call,error.type=undef"));
        await handled.WaitAsync(s => s.Count(Server, "erldist.call=spawn") == 1);
    }

    [Fact]
    public async Task Processes_and_what_waits_for_them_are_measured()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await using ErlangNode node = await nodes.StartAsync("boxes@localhost");
        using var seen = new Measurements(node.Name);
        double before = seen.Value("erldist.process.count") ?? 0;
        Mailbox one = node.CreateMailbox();
        Mailbox other = node.CreateMailbox();
        for (int i = 0; i < 3; i++)
        {
            await one.SendAsync(other.Pid, i);
        }

        await other.SendAsync(one.Pid, 1);
        Assert.Equal(before + 2, seen.Value("erldist.process.count"));
        Assert.Equal(4, seen.Value("erldist.mailbox.size"));
        Assert.Equal(3, seen.Value("erldist.mailbox.longest"));
        Assert.Equal(1, seen.Value("erldist.discovery.registered"));
        Assert.Equal(0, seen.Value("erldist.logger.failures"));
        await node.ConnectAsync(nodes.Other.Name);
        Assert.Equal(0, seen.Value("erldist.queue.size", "erldist.peer=" + nodes.Other.Name));
    }

    [Fact]
    public async Task Peers_with_dynamic_names_are_one()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await using ErlangNode node = await nodes.StartAsync("host@localhost");
        using var seen = new Measurements(node.Name);
        await using ErlangNode visitor = await nodes.StartAsync("none", o => o with { Name = null });
        await visitor.PingAsync(node.Name);
        Assert.True(seen.Value("erldist.network.io", "erldist.peer=(dynamic)," + Receive) > 0);
    }

    [Fact]
    public async Task Spans_of_both_sides_name_the_other_and_say_how_it_ended()
    {
        var spans = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == ErlangNode.InstrumentationName,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using NodePair nodes = await NodePair.StartAsync();
        await using ErlangNode node = await nodes.StartAsync("spans@localhost");
        await using ServedProcess served = node.Serve("traced", (request, _) => request is ErlInteger
            ? ValueTask.FromResult(request) : throw new ArgumentException("no number"));
        node.Export("traced", "f", 0, (_, _) => throw new InvalidOperationException("broken"));
        await nodes.Other.CallAsync("traced", node.Name, 1);
        await Assert.ThrowsAsync<ProcessExitException>(() => nodes.Other.CallAsync("traced", node.Name, Atom.Ok));
        await Assert.ThrowsAsync<RpcException>(() => nodes.Other.RpcAsync(node.Name, "traced", "f", []));
        string[] ours = [.. spans.Where(s => (string?)s.GetTagItem("erldist.target") is "traced" or "traced:f/0")
            .Select(s => $"{s.Kind} {s.OperationName} {s.GetTagItem("erldist.peer")} {s.Status} {s.GetTagItem("error.type")}").Order()];
        Assert.Equal(
            [
                "Client erpc:call spans@localhost Error error",
                "Client gen_server:call spans@localhost Error exit",
                "Client gen_server:call spans@localhost Unset ",
                "Server erpc:call other@localhost Error error",
                "Server gen_server:call other@localhost Error exit",
                "Server gen_server:call other@localhost Unset ",
            ],
            ours);
    }

    private readonly struct Binary(int size) : IPost
    {
        public void Write(ref TermWriter writer) => writer.WriteBinary(new byte[size]);

        public void OnUndelivered(NodeConnectionException reason)
        {
        }
    }
}
