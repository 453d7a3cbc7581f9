using System.Runtime.InteropServices;
using ErlDist.Terms;

namespace ErlDist.Tests.Nodes;

/// <summary>Large messages whose memory goes back to their connection.</summary>
public sealed class OwnedMessageTests
{
    private const int Size = 300_000;
    private const int Count = 40;

    [Fact]
    public async Task What_is_given_back_serves_again_and_what_is_held_stays_as_it_is()
    {
        await using NodePair pair = await NodePair.StartAsync();
        await using Mailbox receiver = pair.One.CreateMailbox("receiver");
        var arrays = new HashSet<byte[]>();
        var held = new Queue<(OwnedMessage Message, byte Content)>();
        for (int i = 0; i < Count; i++)
        {
            await pair.Other.SendAsync("receiver", "one@localhost", Message((byte)i));
            OwnedMessage message = await receiver.ReceiveOwnedAsync().AsTask().WaitAsync(NodePair.Bound);
            arrays.Add(ArrayOf(message.Term));
            held.Enqueue((message, (byte)i));
            Assert.All(held, h => Assert.Equal(-1, BytesOf(h.Message.Term).Span.IndexOfAnyExcept(h.Content)));
            if (held.Count == 3)
            {
                held.Dequeue().Message.Dispose();
            }
        }

        // The first ones teach the connection what kind of messages come.
        Assert.InRange(arrays.Count, 3, 8);
    }

    [Fact]
    public async Task What_is_not_given_back_is_nobody_elses()
    {
        await using NodePair pair = await NodePair.StartAsync();
        await using Mailbox receiver = pair.One.CreateMailbox("receiver");
        var received = new List<Term>();
        for (int i = 0; i < Count; i++)
        {
            await pair.Other.SendAsync("receiver", "one@localhost", Message((byte)i));
            received.Add(await receiver.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound));
        }

        Assert.Equal(Enumerable.Range(0, Count).Select(i => Message((byte)i)), received);
        Assert.Equal(Count, received.Select(ArrayOf).Distinct().Count());
    }

    [Fact]
    public async Task It_is_given_back_once_and_not_seen_after_that()
    {
        await using NodePair pair = await NodePair.StartAsync();
        await using Mailbox receiver = pair.One.CreateMailbox("receiver");
        for (int i = 0; i < 5; i++)
        {
            await pair.Other.SendAsync("receiver", "one@localhost", Message(1));
            OwnedMessage message = await receiver.ReceiveOwnedAsync().AsTask().WaitAsync(NodePair.Bound);
            message.Dispose();
            message.Dispose();
            Assert.Throws<ObjectDisposedException>(() => message.Term);
        }

        await pair.Other.SendAsync("receiver", "one@localhost", Message(2));
        await pair.Other.SendAsync("receiver", "one@localhost", Message(3));
        using OwnedMessage second = await receiver.ReceiveOwnedAsync().AsTask().WaitAsync(NodePair.Bound);
        using OwnedMessage third = await receiver.ReceiveOwnedAsync().AsTask().WaitAsync(NodePair.Bound);
        Assert.NotSame(ArrayOf(second.Term), ArrayOf(third.Term));
        Assert.Equal([Message(2), Message(3)], [second.Term, third.Term]);
    }

    [Fact]
    public async Task Small_messages_and_those_of_this_node_have_nothing_to_give_back()
    {
        await using NodePair pair = await NodePair.StartAsync();
        await using Mailbox receiver = pair.One.CreateMailbox("receiver");
        await using Mailbox local = pair.One.CreateMailbox();
        Term large = Message(7);
        await local.SendAsync(receiver.Pid, large);
        (await receiver.ReceiveOwnedAsync().AsTask().WaitAsync(NodePair.Bound)).Dispose();
        await local.SendAsync(receiver.Pid, Atom.Ok);
        (await receiver.ReceiveOwnedAsync().AsTask().WaitAsync(NodePair.Bound)).Dispose();
        Assert.Equal(Message(7), large);
    }

    private static Term Message(byte content)
    {
        byte[] bytes = new byte[Size];
        Array.Fill(bytes, content);
        return Term.Tuple(Atom.Ok, new ErlBinary(bytes));
    }

    private static ReadOnlyMemory<byte> BytesOf(Term message) => ((ErlBinary)((ErlTuple)message)[1]).Bytes;

    private static byte[] ArrayOf(Term message)
    {
        Assert.True(MemoryMarshal.TryGetArray(BytesOf(message), out ArraySegment<byte> array));
        return array.Array!;
    }
}
