using System.Buffers;
using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Terms;
using ErlDist.Testing.Wire;
using ErlDist.Wire;

namespace ErlDist.Tests.Nodes;

/// <summary>Whoever waits for a message goes on at once, and whatever it does then holds up nobody else.</summary>
public sealed class WokenReceiversTests
{
    private const int Rounds = 100;
    private static readonly Atom s_go = Atom.Get("go");
    private static readonly byte[] s_lengthBeyondLimits = [0xff, 0xff, 0xff, 0xff];

    [Fact]
    public async Task A_loop_that_waits_lends_its_thread_to_the_last_that_was_woken()
    {
        var woken = new WokenReceivers();
        var order = new List<string>();
        woken.BeginDelivery();
        Wake(() => order.Add("receiver"));
        WokenReceivers.EndDelivery();
        order.Add("waits");
        var read = new TaskCompletionSource<int>();
        var readsOn = new TaskCompletionSource();
        woken.During(new ValueTask<int>(read.Task)).UnsafeOnCompleted(readsOn.SetResult);
        Assert.Equal(["waits", "receiver"], order);
        read.SetResult(1);
        await readsOn.Task.WaitAsync(NodePair.Bound);
    }

    [Fact]
    public async Task A_loop_that_goes_on_lends_nobody_its_thread()
    {
        var threads = new List<Task<int>>();
        int loop = 0;
        var thread = new Thread(() =>
        {
            loop = Environment.CurrentManagedThreadId;
            var woken = new WokenReceivers();
            woken.BeginDelivery();
            threads.Add(ThreadOfNext());
            threads.Add(ThreadOfNext());
            WokenReceivers.EndDelivery();
            Assert.True(woken.During(new ValueTask<int>(1)).IsCompleted);
        });
        thread.Start();
        thread.Join();
        Assert.DoesNotContain(loop, await Task.WhenAll(threads).WaitAsync(NodePair.Bound));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_receiver_that_blocks_holds_up_no_other_of_its_connection(bool last)
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await using Mailbox blocking = nodes.One.CreateMailbox();
        await using Mailbox other = nodes.One.CreateMailbox();
        await using Mailbox sender = nodes.Other.CreateMailbox();
        for (int i = 0; i < Rounds; i++)
        {
            using var otherHasIt = new ManualResetEventSlim();
            Task<bool> blocked = Task.Run(async () =>
            {
                await blocking.ReceiveAsync().ConfigureAwait(false);
                return otherHasIt.Wait(NodePair.Bound);
            });
            var received = Task.Run(async () =>
            {
                await other.ReceiveAsync().ConfigureAwait(false);
                otherHasIt.Set();
            });
            await sender.SendAsync(last ? other.Pid : blocking.Pid, s_go);
            await sender.SendAsync(last ? blocking.Pid : other.Pid, s_go);
            Assert.True(await blocked);
            await received;
        }
    }

    [Fact]
    public async Task A_message_arrives_whose_sender_breaks_the_protocol_after_it()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await using Mailbox box = nodes.One.CreateMailbox("box");
        ValueTask<Term> message = box.ReceiveAsync();
        using RawPeer peer = await RawPeer.DialAsync(
            nodes.One.EndPoint!.Port,
            new HandshakeOptions { LocalName = "raw@localhost", Creation = 1, CookieFor = _ => new Cookie("secret"), Flags = DistributionFlagSets.Mandatory25 },
            nodes.One.Name);
        var bytes = new ArrayBufferWriter<byte>();
        peer.Writer.Write(Signals.SendToName(peer.Self, Atom.Get("box")), new byte[] { (byte)TermTag.Nil }, null, bytes);
        bytes.Write(s_lengthBeyondLimits);
        await peer.SendBytesAsync(bytes.WrittenMemory);
        Assert.Equal(ErlList.Empty, await message.AsTask().WaitAsync(NodePair.Bound));
        Assert.Null(await peer.ReceiveSignalAsync());
    }

    private static void Wake(Action receiver) => WokenReceivers.LeaveLoop.UnsafeOnCompleted(receiver);

    private static Task<int> ThreadOfNext()
    {
        var thread = new TaskCompletionSource<int>();
        Wake(() => thread.SetResult(Environment.CurrentManagedThreadId));
        return thread.Task;
    }
}
