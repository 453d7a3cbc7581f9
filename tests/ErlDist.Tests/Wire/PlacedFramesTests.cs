using System.Buffers.Binary;
using ErlDist.Embedding;
using ErlDist.Testing.Wire;
using ErlDist.Wire;

namespace ErlDist.Tests.Wire;

/// <summary>Large frames that come in parts, the rest of which goes straight to where it stays.</summary>
public sealed class PlacedFramesTests
{
    private const DistributionFlags Flags = SignalKit.NoHeader | DistributionFlags.DistHdrAtomCache | DistributionFlags.Fragments;

    [Theory]
    [InlineData(SignalKit.NoHeader)]
    [InlineData(SignalKit.NoHeader | DistributionFlags.Fragments)]
    [InlineData(Flags)]
    public void Signals_are_the_same_however_their_bytes_come(DistributionFlags flags)
    {
        var random = new Random(7);
        for (int round = 0; round < 30; round++)
        {
            var limits = new WireLimits { FragmentBytes = random.Next(100, 70_000) };
            var writer = new SignalWriter(flags, limits);
            var sent = Enumerable.Range(0, 20).Select(n => Message(random, n)).ToList();
            byte[] stream = [.. sent.SelectMany(m => SignalKit.Write(writer, Send(), m)).SelectMany(Framed)];

            using FrameReader frames = Connected(random.Next(2) == 0 ? 256 : 64 * 1024);
            using SignalReader reader = SignalKit.Reader(flags, limits);
            Assert.Equal(sent, Receive(frames, reader, stream, most => random.Next(1, Math.Min(most, 1 << random.Next(1, 18)) + 1)));
            Assert.Equal((0, 0), (reader.PendingFragmentSeries, reader.PlacedBytes));
        }
    }

    [Fact]
    public void A_large_binary_keeps_the_array_that_it_came_in_and_no_more()
    {
        var writer = new SignalWriter(Flags, new WireLimits { FragmentBytes = 64 * 1024 });
        using FrameReader frames = Connected(64 * 1024);
        using SignalReader reader = SignalKit.Reader(Flags);
        foreach (int bytes in (int[])[60_000, 65_536, 100_000, 1_000_000])
        {
            ErlTuple message = Term.Tuple(Atom.Ok, new ErlBinary(new byte[bytes]));
            byte[] stream = [.. Enumerable.Range(0, 3).SelectMany(_ => SignalKit.Write(writer, Send(), message)).SelectMany(Framed)];
            List<Term> received = Receive(frames, reader, stream, most => Math.Min(most, 16 * 1024));
            ErlBinary last = Assert.IsType<ErlBinary>(((ErlTuple)received[^1])[1]);
            Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(last.Bytes, out ArraySegment<byte> array));
            Assert.NotEqual(0, array.Offset);
            Assert.InRange(array.Array!.Length, bytes, bytes + 600);
        }
    }

    [Fact]
    public void A_whole_frame_has_room_where_two_fragments_of_its_size_in_all_were_shorter()
    {
        using FrameReader frames = Connected(64 * 1024);
        using SignalReader reader = SignalKit.Reader(Flags);
        var inParts = new SignalWriter(Flags, new WireLimits { FragmentBytes = 64 * 1024 });
        var inOne = new SignalWriter(Flags, new WireLimits { FragmentBytes = 1_000_000 });
        var message = new ErlBinary(new byte[66_000]);
        byte[] stream = [.. Enumerable.Range(0, 3).SelectMany(_ => SignalKit.Write(inParts, Send(), message)).SelectMany(Framed)];
        Assert.Equal([message, message, message], Receive(frames, reader, stream, most => most));

        // A frame as long as a first fragment of two announces them both to be, and those about it.
        int first = SignalKit.Write(inParts, Send(), message)[0].Length;
        SignalKit.Write(inOne, Send(), message); // The next one has its atoms as numbers.
        int around = SignalKit.Write(inOne, Send(), message)[0].Length - 66_000;
        for (int length = (2 * first) - 16; length <= (2 * first) + 16; length++)
        {
            var whole = new ErlBinary(new byte[length - around]);
            Assert.Equal([message, whole], Receive(frames, reader, [.. SignalKit.Write(inParts, Send(), message).Concat(SignalKit.Write(inOne, Send(), whole)).SelectMany(Framed)], most => most));
        }
    }

    [Fact]
    public void A_small_part_of_a_large_message_does_not_keep_the_rest()
    {
        var writer = new SignalWriter(Flags);
        using FrameReader frames = Connected(64 * 1024);
        using SignalReader reader = SignalKit.Reader(Flags);
        ErlTuple message = Term.Tuple(new ErlBinary(new byte[40_000]), new ErlBinary(new byte[40_000]));
        byte[] stream = [.. Enumerable.Range(0, 3).SelectMany(_ => SignalKit.Write(writer, Send(), message)).SelectMany(Framed)];
        var last = (ErlTuple)Receive(frames, reader, stream, most => most)[^1];
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(((ErlBinary)last[0]).Bytes, out ArraySegment<byte> array));
        Assert.Equal(40_000, array.Array!.Length);
    }

    [Fact]
    public void A_large_message_that_its_receiver_copies_leaves_its_array_to_the_next()
    {
        const int bytes = 2_000_000;
        var writer = new SignalWriter(Flags);
        using FrameReader frames = Connected(64 * 1024);
        using SignalReader reader = SignalKit.Reader(Flags);
        byte[] Next() => [.. SignalKit.Write(writer, Send(), new ErlBinary(new byte[bytes])).SelectMany(Framed)];
        byte[] first = [.. Next(), .. Next()], next = Next();
        static Term LengthOf(TermReader terms) => terms.ReadBinary().Length;
        Assert.Equal([bytes, bytes], Receive(frames, reader, first, most => most, LengthOf));

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal([bytes], Receive(frames, reader, next, most => most, LengthOf));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, bytes / 2);
    }

    [Fact]
    public void What_is_announced_counts_while_it_comes_and_no_longer()
    {
        using FrameReader frames = Connected(64 * 1024);
        SignalReader reader = SignalKit.Reader(Flags);
        var writer = new SignalWriter(Flags, new WireLimits { FragmentBytes = 1_000_000 });
        byte[] stream = [.. SignalKit.Write(writer, Send(), new ErlBinary(new byte[500_000])).SelectMany(Framed)];
        Assert.Empty(Receive(frames, reader, stream.AsSpan(0, 100_000).ToArray(), most => most));
        Assert.InRange(reader.PlacedBytes, 500_000, 501_000);
        Assert.False(frames.TryRelease());
        reader.Dispose();
        Assert.Equal(0, reader.PlacedBytes);
    }

    private static Signal Send() => new() { Kind = SignalKind.Send, From = SignalKit.Theirs, To = SignalKit.Ours };

    private static Term Message(Random random, int n)
    {
        byte[] bytes = new byte[random.Next(0, 1 << random.Next(4, 19))];
        random.NextBytes(bytes);
        return random.Next(3) switch
        {
            0 => new ErlBinary(bytes),
            1 => Term.Tuple(n, Atom.Get($"atom{n % 5}"), new ErlBinary(bytes)),
            _ => Term.Tuple(new ErlBinary(bytes), new ErlBinary(bytes.AsMemory(bytes.Length / 2)), n),
        };
    }

    private static FrameReader Connected(int chunkBytes)
    {
        var frames = new FrameReader(4, chunkBytes: chunkBytes);
        frames.SwitchToConnected();
        return frames;
    }

    private static byte[] Framed(byte[] frame)
    {
        byte[] framed = new byte[4 + frame.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed, frame.Length);
        frame.CopyTo(framed, 4);
        return framed;
    }

    /// <summary>Decoded as a process would, with what a binary may take.</summary>
    private static List<Term> Receive(FrameReader frames, SignalReader reader, byte[] stream, Func<int, int> piece) =>
        Receive(frames, reader, stream, piece, terms => terms.ReadTerm());

    private static List<Term> Receive(FrameReader frames, SignalReader reader, byte[] stream, Func<int, int> piece, Func<TermReader, Term> decode)
    {
        var received = new List<Term>();
        for (int at = 0; at < stream.Length;)
        {
            Span<byte> space = frames.GetMemory().Span;
            int count = piece(Math.Min(space.Length, stream.Length - at));
            stream.AsSpan(at, count).CopyTo(space);
            frames.Advance(count);
            at += count;
            while (reader.TryRead(frames, TimeSpan.Zero, out bool isWhole, out IncomingSignal incoming))
            {
                if (isWhole)
                {
                    var terms = new TermReader(incoming.Payload, incoming.AtomRefs, TermLimits.Default, reader.Pids, incoming.Takeable);
                    received.Add(decode(terms));
                }
            }
        }

        return received;
    }
}
