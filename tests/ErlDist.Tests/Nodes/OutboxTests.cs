using System.Collections.Concurrent;
using ErlDist.Embedding;
using ErlDist.Processes;
using ErlDist.Terms;

namespace ErlDist.Tests.Nodes;

/// <summary>Messages that are posted: while a node is dialled, behind what waits, and when it cannot be had.</summary>
public sealed class OutboxTests
{
    private static readonly Atom s_inbox = Atom.Get("inbox");

    [Fact]
    public async Task What_is_posted_while_a_node_is_dialled_arrives_in_order_and_what_is_sent_meanwhile_behind_it()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        Mailbox from = nodes.One.CreateMailbox();
        Mailbox inbox = nodes.Other.CreateMailbox("inbox");
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(PostResult.Posted, nodes.One.Post(Signals.SendToName(from.Pid, s_inbox), nodes.Other.NameAtom, new Number(i), out _));
        }

        await from.SendAsync(s_inbox.Name, nodes.Other.Name, 1000);
        for (int i = 0; i <= 1000; i++)
        {
            Assert.Equal((Term)i, await inbox.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound));
        }
    }

    [Fact]
    public async Task Large_and_small_messages_that_wait_arrive_whole_and_in_order()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        Mailbox from = nodes.One.CreateMailbox();
        Mailbox inbox = nodes.Other.CreateMailbox("inbox");
        int[] sizes = [.. Enumerable.Range(0, 60).Select(i => (i % 4) switch { 0 => 10, 1 => 5_000, 2 => 70_000, _ => 300_000 })];
        for (int i = 0; i < sizes.Length; i++)
        {
            Assert.Equal(PostResult.Posted, nodes.One.Post(Signals.SendToName(from.Pid, s_inbox), nodes.Other.NameAtom, new Numbered(i, Bytes(i, sizes[i])), out _));
        }

        for (int i = 0; i < sizes.Length; i++)
        {
            Assert.Equal(Term.Tuple(i, Bytes(i, sizes[i])), await inbox.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound));
        }

        static byte[] Bytes(int i, int size)
        {
            byte[] bytes = new byte[size];
            new Random(i).NextBytes(bytes);
            return bytes;
        }
    }

    [Fact]
    public async Task Many_small_messages_of_many_sizes_that_wait_keep_their_content()
    {
        const int Many = 20_000;
        await using NodePair nodes = await NodePair.StartAsync();
        Mailbox from = nodes.One.CreateMailbox();
        Mailbox inbox = nodes.Other.CreateMailbox("inbox");
        for (int i = 0; i < Many; i++)
        {
            byte[] bytes = new byte[i * 37 % 4000];
            bytes.AsSpan().Fill((byte)i);
            Assert.Equal(PostResult.Posted, nodes.One.Post(Signals.SendToName(from.Pid, s_inbox), nodes.Other.NameAtom, new Numbered(i, bytes), out _));
        }

        for (int i = 0; i < Many; i++)
        {
            var message = (ErlTuple)await inbox.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound);
            Assert.Equal((Term)i, message[0]);
            ReadOnlyMemory<byte> bytes = ((ErlBinary)message[1]).Bytes;
            Assert.Equal((i * 37 % 4000, -1), (bytes.Length, bytes.Span.IndexOfAnyExcept((byte)i)));
        }
    }

    [Fact]
    public async Task What_cannot_be_delivered_is_told_and_the_node_is_dialled_again_when_more_is_posted()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        Mailbox from = nodes.One.CreateMailbox();
        var late = Atom.Get("late@localhost");
        var undelivered = new ConcurrentQueue<NodeConnectionException>();
        var told = new SemaphoreSlim(0);
        var lost = new Number(1, failure =>
        {
            undelivered.Enqueue(failure);
            told.Release();
        });
        nodes.One.Post(Signals.SendToName(from.Pid, s_inbox), late, lost, out _);
        Assert.True(await told.WaitAsync(NodePair.Bound));
        Assert.Equal("late@localhost", undelivered.Single().Node);

        await using ErlangNode node = await nodes.StartAsync("late@localhost");
        Mailbox inbox = node.CreateMailbox("inbox");
        nodes.One.Post(Signals.SendToName(from.Pid, s_inbox), late, new Number(2), out _);
        Assert.Equal((Term)2, await inbox.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound));
    }

    [Fact]
    public async Task A_monitor_without_waiting_dials_and_one_of_a_node_that_is_not_there_gives_noconnection()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        Mailbox watcher = nodes.One.CreateMailbox();
        Mailbox watched = nodes.Other.CreateMailbox("watched");
        Reference there = nodes.One.NewReference();
        watcher.Monitor(MonitorTarget.Of(Atom.Get("watched"), nodes.Other.NameAtom), there);
        Reference nowhere = nodes.One.NewReference();
        watcher.Monitor(MonitorTarget.Of(Atom.Get("x"), Atom.Get("nowhere@localhost")), nowhere);
        Assert.Equal(
            Term.Tuple(Atom.Get("DOWN"), nowhere, Atom.Get("process"), Term.Parse("{x,nowhere@localhost}"), Atom.Noconnection),
            await watcher.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound));
        await nodes.Other.PingAsync(nodes.One.Name);
        await watched.DisposeAsync();
        var down = (ErlTuple)await watcher.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound);
        Assert.Equal((there, Atom.Normal), (down[1], down[4]));
    }

    private readonly struct Numbered(int number, byte[] content) : IPost
    {
        public void Write(ref TermWriter writer)
        {
            writer.WriteTupleHeader(2);
            writer.WriteInt64(number);
            writer.WriteBinaryByReference(content);
        }

        public void OnUndelivered(NodeConnectionException reason)
        {
        }
    }

    internal readonly struct Number(int value, Action<NodeConnectionException>? undelivered = null) : IPost
    {
        public void Write(ref TermWriter writer) => writer.WriteInt64(value);

        public void OnUndelivered(NodeConnectionException reason) => undelivered?.Invoke(reason);
    }
}
