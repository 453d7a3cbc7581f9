using System.Runtime.InteropServices;
using ErlDist.Embedding;
using ErlDist.Processes;
using ErlDist.Terms;
using ErlDist.Testing;
using ErlDist.Testing.Wire;
using ErlDist.Wire;
using static ErlDist.Testing.Wire.Etf;

namespace ErlDist.Tests.Wire;

public class SignalReaderTests
{
    private const DistributionFlags Cache = DistributionFlags.DistHdrAtomCache;
    private const DistributionFlags Fragments = DistributionFlags.Fragments;
    private static readonly byte[] s_theirs = Etf.Pid(HostileFrames.Peer);
    private static readonly byte[] s_ours = Etf.Pid(HostileFrames.Local);
    private static readonly byte[] s_send = Tuple(Int(22), s_theirs, s_ours);

    public static TheoryData<HostileFrame> Hostile => [.. HostileFrames.Rows];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_frames_end_the_connection_with_a_reason(HostileFrame row)
    {
        using SignalReader reader = SignalKit.Reader(SignalKit.NoHeader | row.Flags);
        foreach (byte[] frame in row.Frames[..^1])
        {
            reader.TryRead(frame, TimeSpan.Zero, out _);
        }

        WireException thrown = Assert.Throws<WireException>(() => reader.TryRead(row.Frames[^1], TimeSpan.Zero, out _));
        Assert.Equal(row.Error, thrown.Error);
        Assert.InRange(thrown.Offset, 0, row.Frames[^1].Length);
        Assert.NotEmpty(thrown.Place);
    }

    [Fact]
    public void The_table_has_no_name_twice() => Assert.Distinct(HostileFrames.Rows.Select(row => row.Name));

    /// <summary>What is odd and harms nobody; OTP takes it, too.</summary>
    public static TheoryData<string, DistributionFlags, byte[], SignalKind> Tolerated => new()
    {
        { "bytes behind a control message without payload", 0, PassThrough(Tuple(Int(1), s_theirs, s_ours), Nil), SignalKind.Link },
        { "bytes behind a payload", 0, [.. PassThrough(s_send, Nil), 1, 2, 3], SignalKind.Send },
        { "a header without atoms", Cache, Header(s_send, Nil), SignalKind.Send },
        { "a single fragment", Fragments, First(1, 1, s_send, Nil), SignalKind.Send },
        { "a control message as LARGE_TUPLE_EXT", 0, PassThrough([105, 0, 0, 0, 3, .. s_send[2..]], Nil), SignalKind.Send },
        { "an operation as INTEGER_EXT", 0, PassThrough([104, 3, 98, 0, 0, 0, 22, .. s_theirs, .. s_ours], Nil), SignalKind.Send },
        { "an operation as SMALL_BIG_EXT", 0, PassThrough([104, 3, 110, 1, 0, 22, .. s_theirs, .. s_ours], Nil), SignalKind.Send },
        { "a message from a third node's process", 0, PassThrough(Tuple(Int(22), Etf.Pid("c@d"), s_ours), Nil), SignalKind.Send },
        { "a message to a third node's process", 0, PassThrough(Tuple(Int(22), s_theirs, Etf.Pid("c@d")), Nil), SignalKind.Send },
        { "a pid of another incarnation of ours", 0, PassThrough(Tuple(Int(1), s_theirs, Etf.Pid(HostileFrames.Local, creation: 3))), SignalKind.Link },
        { "a cookie in the unused slot", 0, PassThrough(Tuple(Int(2), Tuple(Int(1)), s_ours), Nil), SignalKind.Send },
        { "the largest id", 0, PassThrough(Tuple(Int(35), Int(ulong.MaxValue), s_theirs, s_ours)), SignalKind.Unlink },
        { "ALTACT_SIG_SEND with unknown flags", 0, PassThrough(Tuple(Int(37), Int(0xE0), s_theirs, s_ours), Nil), SignalKind.Send },
        { "ALTACT_SIG_SEND with flags of 80 bits", 0, PassThrough(Tuple(Int(37), Int(System.Numerics.BigInteger.Pow(2, 80) + 16), s_theirs, s_ours), Nil), SignalKind.Exit2 },
        { "ALTACT_SIG_SEND with further elements", 0, PassThrough(Tuple(Int(37), Int(0), s_theirs, s_ours, Nil, Nil), Nil), SignalKind.Send },
        { "a group leader of a third node", 0, PassThrough(Tuple(Int(7), Etf.Pid("c@d"), s_ours)), SignalKind.GroupLeader },
        { "atoms of old releases", 0, PassThrough([104, 4, 97, 6, .. s_theirs, 100, 0, 0, 100, 0, 1, 0xE4], Nil), SignalKind.SendToName },
        { "a pid of old releases", 0, PassThrough([104, 3, 97, 1, 103, .. Etf.Atom(HostileFrames.Peer), .. new byte[9], .. s_ours]), SignalKind.Link },
    };

    [Theory]
    [MemberData(nameof(Tolerated))]
    public void Odd_frames_are_taken(string name, DistributionFlags flags, byte[] frame, SignalKind kind)
    {
        using SignalReader reader = SignalKit.Reader(SignalKit.NoHeader | flags);
        Assert.True(reader.TryRead(frame, TimeSpan.Zero, out IncomingSignal incoming), name);
        Assert.Equal(kind, incoming.Signal.Kind);
        Assert.Equal(incoming.Signal.HasPayload, !incoming.Payload.IsEmpty);
    }

    [Fact]
    public void A_tick_is_no_signal()
    {
        using SignalReader reader = SignalKit.Reader(SignalKit.NoHeader);
        Assert.False(reader.TryRead([], TimeSpan.Zero, out _));
    }

    [Fact]
    public void A_series_that_ends_leaves_nothing_behind()
    {
        using SignalReader reader = SignalKit.Reader(SignalKit.NoHeader | Fragments);
        reader.TryRead(First(1, 2, s_send, Int(5)), TimeSpan.Zero, out _);
        Assert.Equal((1, 2L), (reader.PendingFragmentSeries, reader.PendingFragmentBytes));
        Assert.True(reader.TryRead(Next(1, 1), TimeSpan.Zero, out IncomingSignal incoming));
        Assert.Equal(new ErlInteger(5), SignalKit.Decode(incoming));
        Assert.Equal((0, 0L), (reader.PendingFragmentSeries, reader.PendingFragmentBytes));
    }

    [Fact]
    public void Large_binaries_in_a_row_hold_no_more_than_a_fragment_beyond_their_size()
    {
        const int Size = 1 << 20;
        using SignalReader reader = SignalKit.Reader(SignalKit.NoHeader | Fragments);
        var writer = new SignalWriter(SignalKit.NoHeader | Fragments);
        var binaries = new List<ErlBinary>();
        for (int i = 0; i < 3; i++)
        {
            foreach (byte[] frame in SignalKit.Write(writer, Signals.Send(SignalKit.Theirs, SignalKit.Ours), new ErlBinary(new byte[Size])))
            {
                if (reader.TryRead(frame, TimeSpan.Zero, out IncomingSignal incoming))
                {
                    binaries.Add((ErlBinary)new TermReader(incoming.Payload, incoming.AtomRefs, TermLimits.Default, null, incoming.Takeable).ReadTerm());
                }
            }
        }

        Assert.All(binaries.Skip(1), b =>
        {
            Assert.True(MemoryMarshal.TryGetArray(b.Bytes, out ArraySegment<byte> array));
            Assert.InRange(array.Array!.Length, Size, Size + WireLimits.Default.FragmentBytes);
        });
    }

    [Fact]
    public void Fragments_keep_the_atoms_of_their_own_header()
    {
        using SignalReader reader = SignalKit.Reader(SignalKit.NoHeader | Cache | Fragments);
        byte[] first = [131, 69, .. UInt64(9), .. UInt64(2), 1, 0x08, 5, 1, (byte)'a', .. s_send, 104, 1];
        reader.TryRead(first, TimeSpan.Zero, out _);
        byte[] other = [131, 68, 1, 0x08, 5, 1, (byte)'b', .. s_send, .. AtomRef(0)];
        Assert.True(reader.TryRead(other, TimeSpan.Zero, out IncomingSignal between));
        Assert.Equal(ErlDist.Atom.Get("b"), SignalKit.Decode(between));
        Assert.True(reader.TryRead(Next(9, 1, 82, 0), TimeSpan.Zero, out IncomingSignal whole));
        Assert.Equal(Term.Tuple(ErlDist.Atom.Get("a")), SignalKit.Decode(whole));
    }

    [Fact]
    public void An_atom_stays_until_another_takes_its_place()
    {
        using SignalReader reader = SignalKit.Reader(SignalKit.NoHeader | Cache);
        Assert.Equal("a", Cached(reader, [1, 0x0F, 5, 1, (byte)'a']));
        Assert.Equal("a", Cached(reader, [1, 0x07, 5]));
        Assert.Equal("b", Cached(reader, [1, 0x0F, 5, 1, (byte)'b']));
        Assert.Equal("b", Cached(reader, [1, 0x07, 5]));
        Assert.Equal("ä", Cached(reader, [1, 0x1F, 5, 0, 2, 0xC3, 0xA4]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reading_SEND_SENDER_and_REG_SEND_allocates_nothing(bool cache)
    {
        using SignalReader reader = SignalKit.Reader(cache ? DistributionFlagSets.Hidden : SignalKit.NoHeader);
        var writer = new SignalWriter(cache ? DistributionFlagSets.Hidden : SignalKit.NoHeader);
        List<byte[]> warm = Frames();
        List<byte[]> frames = Frames();
        Run(warm);
        Run(frames);
        Assert.Equal(0, Allocation.Least(() => Run(frames)));

        List<byte[]> Frames() =>
        [
            .. SignalKit.Write(writer, new Signal { Kind = SignalKind.Send, From = SignalKit.Theirs, To = SignalKit.Ours }, ErlDist.Atom.Ok),
            .. SignalKit.Write(writer, new Signal { Kind = SignalKind.SendToName, From = SignalKit.Theirs, Name = ErlDist.Atom.Get("echo") }, ErlDist.Atom.Ok),
        ];

        void Run(List<byte[]> some)
        {
            for (int i = 0; i < 1000; i++)
            {
                foreach (byte[] frame in some)
                {
                    reader.TryRead(frame, TimeSpan.Zero, out _);
                }
            }
        }
    }

    private static string Cached(SignalReader reader, byte[] atoms)
    {
        Assert.True(reader.TryRead([131, 68, .. atoms, .. s_send, .. AtomRef(0)], TimeSpan.Zero, out IncomingSignal incoming));
        return Assert.IsType<ErlDist.Atom>(SignalKit.Decode(incoming)).Name;
    }

    private static void CheckThrows(SignalReader reader, byte[] frame, WireError error) =>
        Assert.Equal(error, Assert.Throws<WireException>(() => reader.TryRead(frame, TimeSpan.Zero, out _)).Error);
}
