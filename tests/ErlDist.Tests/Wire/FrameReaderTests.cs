using System.Buffers.Binary;
using ErlDist.Wire;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ErlDist.Tests.Wire;

public class FrameReaderTests
{
    private static readonly WireLimits s_limits = new() { MaxHandshakeMessageBytes = 100, MaxFrameBytes = 100_000 };

    [Property]
    public bool Any_split_of_a_stream_gives_the_same_frames(byte[][] handshake, ushort[] sizes, int seed)
    {
        byte[][] hello = handshake.Where(message => message.Length is > 0 and <= 100).ToArray();
        byte[][] frames = sizes.Select(size => Filled(size)).ToArray();
        using var reader = new FrameReader(2, s_limits, chunkBytes: 64);
        var random = new Random(seed);
        var seen = new List<byte[]>();
        foreach (byte[] part in Split(random, [.. hello.SelectMany(Prefixed2)]))
        {
            Feed(reader, part, seen);
        }

        reader.SwitchToConnected();
        foreach (byte[] part in Split(random, [.. frames.SelectMany(Prefixed4)]))
        {
            Feed(reader, part, seen);
        }

        return seen.Select(Convert.ToHexString).SequenceEqual(hello.Concat(frames).Select(Convert.ToHexString))
            && reader.BufferedBytes == 0;
    }

    [Fact]
    public void A_tick_is_an_empty_frame()
    {
        using var reader = new FrameReader(4, s_limits);
        reader.SwitchToConnected();
        var seen = new List<byte[]>();
        Feed(reader, [0, 0, 0, 0, 0, 0, 0, 1, 7, 0, 0, 0, 0], seen);
        Assert.Equal([[], [7], []], seen);
    }

    [Fact]
    public void An_empty_buffer_can_be_given_back_and_comes_again()
    {
        using var reader = new FrameReader(4, s_limits);
        reader.SwitchToConnected();
        var seen = new List<byte[]>();
        Assert.True(reader.TryRelease());
        Feed(reader, [0, 0, 0, 1, 7, 0, 0], seen);
        Assert.False(reader.TryRelease());
        Feed(reader, [0, 1, 8], seen);
        Assert.True(reader.TryRelease());
        Feed(reader, [0, 0, 0, 1, 9], seen);
        Assert.Equal([[7], [8], [9]], seen);
    }

    [Fact]
    public void A_large_frame_is_read_to_its_end_and_no_further()
    {
        using var reader = new FrameReader(4, s_limits);
        reader.SwitchToConnected();
        byte[] frame = Prefixed4(Filled(20_000));
        Feed(reader, frame[..5000], []);
        Assert.Equal(frame.Length - 5000, reader.GetMemory().Length);
        var seen = new List<byte[]>();
        Feed(reader, frame[5000..], seen);
        Assert.Equal([Filled(20_000)], seen);
        Assert.True(reader.GetMemory().Length > frame.Length);
    }

    [Theory]
    [InlineData(2, false, "0065", WireError.FrameTooLong)]
    [InlineData(4, false, "00000065", WireError.FrameTooLong)]
    [InlineData(4, false, "ffffffff", WireError.FrameTooLong)]
    [InlineData(2, false, "0000", WireError.EmptyHandshakeMessage)]
    [InlineData(4, false, "00000000", WireError.EmptyHandshakeMessage)]
    [InlineData(4, true, "000186a1", WireError.FrameTooLong)]
    [InlineData(4, true, "80000000", WireError.FrameTooLong)]
    [InlineData(2, true, "ffffffff", WireError.FrameTooLong)]
    public void Lengths_out_of_bounds(int prefixBytes, bool connected, string hex, object error)
    {
        using var reader = new FrameReader(prefixBytes, s_limits);
        if (connected)
        {
            reader.SwitchToConnected();
        }

        WireException thrown = Assert.Throws<WireException>(() => Feed(reader, Convert.FromHexString(hex), []));
        Assert.Equal<object>(error, thrown.Error);
    }

    [Fact]
    public void What_is_announced_and_does_not_come_takes_no_memory()
    {
        using var reader = new FrameReader(4);
        reader.SwitchToConnected();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Feed(reader, [0x07, 0xFF, 0xFF, 0xFF, 1, 2, 3], []);
        reader.GetMemory();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    [Fact]
    public void The_buffer_shrinks_when_a_large_frame_is_done()
    {
        using var reader = new FrameReader(4, s_limits, chunkBytes: 128);
        reader.SwitchToConnected();
        Feed(reader, [.. Prefixed4(Filled(50_000))], []);
        Assert.InRange(reader.GetMemory().Length, 1, 1024);
    }

    [Fact]
    public void Small_frames_in_large_chunks_allocate_nothing()
    {
        using var reader = new FrameReader(4);
        reader.SwitchToConnected();
        byte[] stream = Enumerable.Range(0, 1000).SelectMany(_ => Prefixed4(Filled(50))).ToArray();
        int frames = 0;
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2000, frames);

        void Run()
        {
            for (int at = 0; at < stream.Length;)
            {
                Span<byte> space = reader.GetMemory().Span;
                int count = Math.Min(space.Length, stream.Length - at);
                stream.AsSpan(at, count).CopyTo(space);
                reader.Advance(count);
                at += count;
                while (reader.TryRead(out _))
                {
                    frames++;
                }
            }
        }
    }

    private static byte[] Filled(int size)
    {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++)
        {
            bytes[i] = (byte)(i * 31);
        }

        return bytes;
    }

    private static IEnumerable<byte> Prefixed2(byte[] body) => [(byte)(body.Length >> 8), (byte)body.Length, .. body];

    private static byte[] Prefixed4(byte[] body)
    {
        byte[] bytes = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, body.Length);
        body.CopyTo(bytes, 4);
        return bytes;
    }

    private static IEnumerable<byte[]> Split(Random random, byte[] stream)
    {
        for (int at = 0; at < stream.Length;)
        {
            int count = Math.Min(random.Next(4) == 0 ? random.Next(1, 100_000) : random.Next(1, 9), stream.Length - at);
            yield return stream[at..(at + count)];
            at += count;
        }
    }

    private static void Feed(FrameReader reader, byte[] bytes, List<byte[]> seen)
    {
        for (int at = 0; at < bytes.Length;)
        {
            Span<byte> space = reader.GetMemory().Span;
            int count = Math.Min(space.Length, bytes.Length - at);
            bytes.AsSpan(at, count).CopyTo(space);
            reader.Advance(count);
            at += count;
            while (reader.TryRead(out ReadOnlySpan<byte> frame))
            {
                seen.Add(frame.ToArray());
            }
        }
    }
}
