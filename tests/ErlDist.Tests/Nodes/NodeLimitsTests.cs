using System.Buffers;
using System.Net;
using System.Net.Sockets;
using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Testing;
using ErlDist.Testing.Wire;
using ErlDist.Tests.Wire;
using ErlDist.Wire;

namespace ErlDist.Tests.Nodes;

public sealed class NodeLimitsTests
{
    [Fact]
    public void Every_limit_has_a_test() =>
        LimitCoverage.Check(typeof(NodeLimits), typeof(NodeLimitsTests), nameof(NodeLimits.Terms), nameof(NodeLimits.Wire));

    [Fact]
    public async Task Terms_and_Wire_are_those_of_connections()
    {
        await using NodePair nodes = await NodePair.StartAsync(new NodeLimits
        {
            Terms = new TermLimits { MaxDepth = 3 },
            Wire = new WireLimits { MaxFrameBytes = 1000 },
        });
        await using Mailbox box = nodes.One.CreateMailbox("box");
        await nodes.Other.PingAsync(nodes.One.Name);
        await nodes.Other.SendAsync("box", nodes.One.Name, Term.Tuple(Term.Tuple(Term.Tuple(Term.Tuple(1)))));
        await nodes.Other.SendAsync("box", nodes.One.Name, 2);
        Assert.Equal((Term)2, await box.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound)); // The first cost itself alone.

        Task<DownReason> down = nodes.NextDown();
        await nodes.Other.SendAsync("box", nodes.One.Name, new byte[2000]);
        Assert.Contains("1000 are allowed", (await down).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HeldBytes_are_those_of_the_fragments_of_all_connections_together()
    {
        await using NodePair nodes = await NodePair.StartAsync(new NodeLimits { HeldBytes = 100_000 });
        using RawPeer first = await FragmentAsync("first@localhost");
        await Eventually.HoldsAsync(() => nodes.One.Accounts.Bytes > 0, "the first fragment has arrived");
        using RawPeer second = await FragmentAsync("second@localhost");
        Assert.Null(await second.ReceiveSignalAsync());
        first.Dispose();
        await Eventually.HoldsAsync(() => nodes.One.Accounts.Bytes == 0, "no bytes of a lost connection are left");
        using RawPeer third = await FragmentAsync("third@localhost");
        await third.SendAsync(new Signal { Kind = SignalKind.Link, From = third.Self, To = new Pid(nodes.One.NameAtom, 99, 0, nodes.One.Creation) });
        Assert.Equal(SignalKind.Exit, (await third.ReceiveSignalAsync())!.Signal!.Value.Kind);

        // A first fragment of 66 KiB, and nothing after it.
        async Task<RawPeer> FragmentAsync(string name)
        {
            RawPeer peer = await RawPeer.DialAsync(
                nodes.One.EndPoint!.Port, new HandshakeOptions { LocalName = name, Creation = 3, CookieFor = _ => new Cookie("secret") }, nodes.One.Name);
            var output = new ArrayBufferWriter<byte>();
            var signal = new Signal { Kind = SignalKind.SendToName, From = peer.Self, Name = Atom.Get("box") };
            Assert.NotNull(peer.Writer.Write(signal, new ErlBinary(new byte[150_000]).Encode().AsMemory(1), null, output));
            await peer.SendBytesAsync(output.WrittenMemory);
            return peer;
        }
    }

    [Theory]
    [InlineData("a mailbox")]
    [InlineData("a gen_server that is suspended")]
    [InlineData("functions that run")]
    [InlineData("rpc to rex")]
    [InlineData("monitors")]
    [InlineData("links")]
    [InlineData("messages by way of rex")]
    [InlineData("exits")]
    [InlineData("questions for a state that nobody reads the answers to")]
    public async Task HeldBytes_beyond_them_whoever_has_more_than_its_part_is_left_and_others_go_on(string what)
    {
        const int Limit = 400_000;
        await using NodePair nodes = await NodePair.StartAsync(new NodeLimits { HeldBytes = Limit });
        await using ErlangNode honest = await nodes.StartAsync("honest@localhost");
        await using Mailbox box = nodes.One.CreateMailbox("box");
        var slow = new Slow(nodes.One);
        nodes.One.Register("slow", slow);
        nodes.One.Export("m", "wait", 1, async (_, _) =>
        {
            await slow.Go.Task;
            return Atom.Ok;
        });
        box.TrapExit = true;
        await honest.SendAsync("box", nodes.One.Name, "kept");
        await using Mailbox evil = nodes.Other.CreateMailbox();
        await nodes.Other.PingAsync(nodes.One.Name);
        Task<DownReason> down = nodes.NextDown();
        byte[] brought = new byte[10_000];
        for (int i = 0; i < 3 * Limit / 200 && !down.IsCompleted; i++)
        {
            try
            {
                await (what switch
                {
                    "a mailbox" => evil.SendAsync(box.Pid, brought),
                    "a gen_server that is suspended" => evil.SendAsync(slow.Pid, brought),
                    "functions that run" => new ValueTask(nodes.Other.SpawnAsync(nodes.One.Name, "m", "wait", [brought])),
                    "rpc to rex" => evil.SendAsync("rex", nodes.One.Name, Term.Tuple(Atom.Get("$gen_cast"), Cast(brought))),
                    "messages by way of rex" => evil.SendAsync("rex", nodes.One.Name, Term.Tuple(evil.Pid, Term.Tuple(Atom.Get("send"), Atom.Get("box"), brought))),
                    "exits" => evil.ExitAsync(box.Pid, brought),
                    "questions for a state that nobody reads the answers to" => evil.SendAsync(
                        box.Pid, Term.Tuple(Atom.Get("system"), Term.Tuple(evil.Pid, Term.Tuple(brought)), Atom.Get("get_state"))),
                    "links" => new ValueTask(nodes.Other.CreateMailbox().LinkAsync(box.Pid).AsTask().ContinueWith(_ => { }, TaskScheduler.Default)),
                    _ => new ValueTask(evil.MonitorAsync(box.Pid).AsTask()),
                });
            }
            catch (Exception e) when (e is NodeConnectionException or ProcessExitException)
            {
                break; // That was too much.
            }
        }

        Assert.Contains("NodeLimits.HeldBytes", (await down).Detail, StringComparison.Ordinal);
        Assert.InRange(nodes.One.Accounts.Bytes, 0, Limit + (Limit / 8) + 30_000);

        // Who holds little goes on, and who is back after all that it left has been received, too.
        await honest.SendAsync("box", nodes.One.Name, "again");
        Assert.Equal(nodes.One.Name, Assert.Single(honest.ConnectedNodes));
        slow.Go.SetResult();
        for (int i = 0; nodes.One.Accounts.Bytes > 20_000; i++)
        {
            Assert.True(i < 20_000, $"{nodes.One.Accounts.Bytes} bytes are left");
            await (box.TryReceive(out _) ? Task.CompletedTask : Task.Delay(1));
        }

        await PingAgainAsync();

        // What was still on its way when the connection ended may end the next one, too.
        async Task PingAgainAsync()
        {
            for (int left = 10; ; left--)
            {
                try
                {
                    await nodes.Other.PingAsync(nodes.One.Name);
                    return;
                }
                catch (Exception e) when (left > 0 && e is (NodeConnectionException or ProcessExitException))
                {
                }
            }
        }

        static Term Cast(byte[] argument) => Term.Tuple(Atom.Get("cast"), Atom.Get("m"), Atom.Get("wait"), Term.List(argument), Atom.Get("user"));
    }

    [Fact]
    public async Task HeldBytes_are_given_back_with_the_process_that_held_them()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        Mailbox box = nodes.One.CreateMailbox("box");
        var slow = new Slow(nodes.One);
        nodes.One.Register("slow", slow);
        await using Mailbox from = nodes.Other.CreateMailbox();
        for (int i = 0; i < 10; i++)
        {
            await from.SendAsync(box.Pid, i);
            await from.SendAsync(slow.Pid, new byte[1000]);
            await from.MonitorAsync(box.Pid);
            await from.LinkAsync(slow.Pid);
        }

        from.TrapExit = true;
        await nodes.Other.PingAsync(nodes.One.Name);
        Assert.InRange(nodes.One.Accounts.Bytes, 10_000, 50_000);
        await box.DisposeAsync();
        Assert.Equal((Term)0, await box.ReceiveAsync()); // Still there.
        slow.End(Atom.Normal);
        slow.Go.SetResult();
        for (int i = 0; nodes.One.Accounts.Bytes > 0; i++)
        {
            Assert.True(i < 1000, $"{nodes.One.Accounts.Bytes} bytes are left");
            await Task.Delay(10);
        }
    }

    [Fact]
    public async Task PendingConnections_one_more_ends_the_oldest()
    {
        await using NodePair nodes = await NodePair.StartAsync(new NodeLimits { PendingConnections = 2 });
        using var first = new TcpClient();
        using var second = new TcpClient();
        using var third = new TcpClient();
        foreach (TcpClient peer in new[] { first, second, third })
        {
            await peer.ConnectAsync(IPAddress.Loopback, nodes.One.EndPoint!.Port);
        }

        Assert.Equal(0, await first.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(NodePair.Bound));
        Assert.Equal(2, nodes.One.Acceptor.Pending);
        await nodes.Other.PingAsync(nodes.One.Name);
    }

    [Fact]
    public async Task SpawnedProcesses_one_more_gets_system_limit_until_one_has_ended()
    {
        await using NodePair nodes = await NodePair.StartAsync(new NodeLimits { SpawnedProcesses = 1 });
        var go = new TaskCompletionSource<Term>(TaskCreationOptions.RunContinuationsAsynchronously);
        nodes.One.Export("m", "wait", 0, async (_, _) => await go.Task);
        await using Mailbox watcher = nodes.Other.CreateMailbox();
        Pid running = await nodes.Other.SpawnAsync(nodes.One.Name, "m", "wait", ErlList.Empty);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(
            () => nodes.Other.SpawnAsync(nodes.One.Name, "m", "wait", ErlList.Empty));
        Assert.Contains("system_limit", refused.Message, StringComparison.Ordinal);
        await watcher.MonitorAsync(running);
        go.SetResult(Atom.Ok);
        await watcher.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound);
        await nodes.Other.SpawnAsync(nodes.One.Name, "m", "wait", ErlList.Empty);
    }

    [Fact]
    public async Task SpawnedProcesses_of_one_peer_leave_room_for_others()
    {
        await using NodePair nodes = await NodePair.StartAsync(new NodeLimits { SpawnedProcesses = 10 });
        await using ErlangNode honest = await nodes.StartAsync("honest@localhost");
        var go = new TaskCompletionSource<Term>(TaskCreationOptions.RunContinuationsAsynchronously);
        nodes.One.Export("m", "wait", 0, async (_, _) => await go.Task);
        nodes.One.Export("m", "now", 0, (_, _) => ValueTask.FromResult<Term>(Atom.Ok));
        for (int i = 0; i < 10; i++)
        {
            await nodes.Other.SpawnAsync(nodes.One.Name, "m", "wait", ErlList.Empty);
        }

        await Assert.ThrowsAsync<RpcException>(() => nodes.Other.SpawnAsync(nodes.One.Name, "m", "wait", ErlList.Empty));
        Assert.Equal(Atom.Ok, await honest.RpcAsync(nodes.One.Name, "m", "now", []));
        go.SetResult(Atom.Ok);
    }

    [Fact]
    public async Task NamesPerPeer_further_ones_are_dropped()
    {
        await using NodePair nodes = await NodePair.StartAsync(new NodeLimits { NamesPerPeer = 2 });
        await using ErlangNode other = await nodes.StartAsync("third@localhost", o => o with { Hidden = false });
        PgScope scope = nodes.One.Pg;
        await using Mailbox watcher = nodes.One.CreateMailbox();
        await using Mailbox member = other.CreateMailbox();
        scope.Monitor(watcher, null, out _);
        other.Pg.Join("first", member.Pid, member.Pid, member.Pid);
        await other.PingAsync(nodes.One.Name);
        await watcher.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound);
        Assert.Equal(2, scope.GetMembers("first").Count);
        Assert.True(other.Pg.Leave("first", member.Pid, member.Pid, member.Pid));
        other.Pg.Join("second", member.Pid);
        await watcher.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound);
        await watcher.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound);
        Assert.Empty(scope.GetMembers("first"));
        Assert.Single(scope.GetMembers("second"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RelationsPerProcess_one_more_ends_the_connection(bool links)
    {
        await using NodePair nodes = await NodePair.StartAsync(new NodeLimits { RelationsPerProcess = 3 });
        await using Mailbox box = nodes.One.CreateMailbox("box");
        box.TrapExit = true;
        await nodes.Other.PingAsync(nodes.One.Name);
        Task<DownReason> down = nodes.NextDown();
        var boxes = Enumerable.Range(0, 4).Select(_ => nodes.Other.CreateMailbox()).ToList();
        foreach (Mailbox mailbox in boxes)
        {
            mailbox.TrapExit = true;
            Assert.False(down.IsCompleted);
            if (links)
            {
                await mailbox.LinkAsync(box.Pid);
            }
            else
            {
                await mailbox.MonitorAsync(box.Pid);
            }
        }

        Assert.Contains("NodeLimits.RelationsPerProcess", (await down).Detail, StringComparison.Ordinal);
        Assert.False(box.HasEnded);

        // Those of a lost connection are forgotten, and what a process monitors itself does not count.
        for (int i = 0; i < 5; i++)
        {
            await box.MonitorAsync(boxes[0].Pid);
        }

        await boxes[0].MonitorAsync(box.Pid);
        await nodes.Other.PingAsync(nodes.One.Name); // What was sent before has been handled.
        Assert.Single(nodes.One.ConnectedNodes);
    }

    [Fact]
    public async Task OutboundBytes_beyond_them_senders_wait()
    {
        await using var carrier = new StuckCarrier();
        OutboundQueue queue = Queue(carrier, new NodeLimits { OutboundBytes = 1000 }, _ => { });
        byte[] message = Encode(new byte[100]);
        int queued = 0;
        Task room;
        while (queue.TryEnqueue(Signals.Send(SignalKit.Ours, SignalKit.Theirs), new(message), null, out room) == EnqueueResult.Queued)
        {
            queued++;
        }

        Assert.InRange(queue.WaitingBytes, 1000, 1200);
        Assert.InRange(queued, 1000 / 150, 2 * 1000 / 100);
        Assert.False(room.IsCompleted);
        carrier.Let(1);
        await room.WaitAsync(NodePair.Bound);
        Assert.Equal(EnqueueResult.Queued, queue.TryEnqueue(Signals.Send(SignalKit.Ours, SignalKit.Theirs), new(message), null, out _));
        carrier.Let(10);
        queue.Close();
    }

    [Fact]
    public async Task OutboundControlBytes_beyond_them_the_connection_is_given_up()
    {
        await using var carrier = new StuckCarrier();
        var failed = new TaskCompletionSource<DownReason>(TaskCreationOptions.RunContinuationsAsynchronously);
        OutboundQueue queue = Queue(carrier, new NodeLimits { OutboundBytes = 1000, OutboundControlBytes = 1000 }, r => failed.TrySetResult(r));
        int queued = 0;
        while (queue.TryEnqueueControl(Signals.Link(SignalKit.Ours, SignalKit.Theirs), default, null))
        {
            queued++;
        }

        Assert.Contains("NodeLimits.OutboundControlBytes", (await failed.Task.WaitAsync(NodePair.Bound)).Detail, StringComparison.Ordinal);
        Assert.InRange(queued, 2000 / 100, 3000 / 30);
        carrier.Let(10);
        queue.Close();
    }

    [Fact]
    public async Task OutboxBytes_beyond_them_nothing_is_taken_until_there_is_room()
    {
        await using NodePair nodes = await NodePair.StartAsync(new NodeLimits { OutboxBytes = 10_000 });
        Mailbox from = nodes.One.CreateMailbox();
        var nowhere = Atom.Get("nowhere@localhost");
        int posted = 0;
        Task room;
        while (nodes.One.Post(Signals.SendToName(from.Pid, Atom.Get("x")), nowhere, new OutboxTests.Number(1), out room) == PostResult.Posted)
        {
            posted++;
        }

        Assert.InRange(posted, 10_000 / 200, 10_000 / 100);
        await room.WaitAsync(NodePair.Bound);
    }

    [Fact]
    public async Task OutboxesBytes_beyond_them_no_node_that_is_not_connected_gets_more_and_one_that_is_does()
    {
        await using NodePair nodes = await NodePair.StartAsync(new NodeLimits { OutboxBytes = 10_000, OutboxesBytes = 35_000 });
        await using Mailbox from = nodes.One.CreateMailbox();
        await using Mailbox sink = nodes.Other.CreateMailbox("sink");
        await nodes.One.ConnectAsync(nodes.Other.Name);
        var dials = new List<Task>();
        int full = 0, posted = 0;
        for (int node = 0; node < 10; node++)
        {
            var nowhere = Atom.Get($"nowhere{node}@localhost");
            Task room;
            while (nodes.One.Post(Signals.SendToName(from.Pid, Atom.Get("x")), nowhere, new OutboxTests.Number(1), out room) == PostResult.Posted)
            {
                posted++;
            }

            full++;
            dials.Add(room);
        }

        // All ten are at their end, though ten times what one may have is far more than they have together.
        Assert.Equal(10, full);
        Assert.InRange(posted, 10_000 / 200, (35_000 + 10_000) / 100);
        Assert.Equal(PostResult.Posted, nodes.One.Post(Signals.SendToName(from.Pid, Atom.Get("sink")), nodes.Other.NameAtom, new OutboxTests.Number(7), out _));
        Assert.Equal((Term)7, await sink.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound));
        await Task.WhenAll(dials).WaitAsync(NodePair.Bound);
    }

    /// <summary>Handles nothing until it is told to.</summary>
    private sealed class Slow(ErlangNode node) : GenServer(node)
    {
        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override ValueTask<Term?> HandleCallAsync(Term request, GenServerFrom from, CancellationToken cancellationToken) => ValueTask.FromResult<Term?>(request);

        protected override async ValueTask HandleInfoAsync(Term message, CancellationToken cancellationToken) => await Go.Task;
    }

    private static OutboundQueue Queue(StuckCarrier carrier, NodeLimits limits, Action<DownReason> failed) =>
        new(carrier, DistributionFlagSets.HiddenWithoutHeader, limits, failed);

    private static byte[] Encode(Term term) => term.Encode()[1..];
}
