using System.IO.Compression;
using ErlDist.Embedding;
using ErlDist.Testing.Wire;
using ErlDist.Wire;
using static ErlDist.Testing.Wire.Etf;

namespace ErlDist.Interop.Tests.Hostile;

/// <summary>Terms in messages, reasons and arguments of a connected peer; a new attack is a new row.</summary>
public static class AttacksByPayload
{
    private const string End = "the bytes end within a term";
    private const string NoTerm = "a term expected, found";
    private const string Many = "more elements than the limit";
    private static readonly byte[] s_theirs = Pid(HostileFrames.Peer);
    private static readonly byte[] s_ref = Ref(HostileFrames.Peer, 7, 1, 2, 3);

    /// <summary>What costs the message alone.</summary>
    public static IReadOnlyList<Attack> Rows { get; } =
    [
        // Tags.
        Message("tag 0", NoTerm, 0),
        Message("tag 255", NoTerm, 255),
        Message("a version byte within", NoTerm, Tuple(Int(1), [131])),
        Message("a distribution header within", NoTerm, Tuple([68])),
        Message("LOCAL_EXT", NoTerm, 121, 0, 0),
        Message("an atom of a header that isn't there", "reference to atom 3", 82, 3),

        // Ends.
        Message("a tuple cut", End, 104, 3, 97, 1),
        Message("an integer cut", End, 98, 0, 0),
        Message("a float cut", End, 70, 0, 0),
        Message("a binary cut", End, 109, 0, 0, 0, 9, 1),
        Message("a char list cut", End, 107, 0, 9, 1),
        Message("an atom cut", End, 119, 9, 97),
        Message("a pid cut", End, s_theirs[..^3]),
        Message("a reference cut", End, s_ref[..^3]),
        Message("a list without its tail", End, 108, 0, 0, 0, 1, 97, 1),
        Message("a map with a key and no value", End, 116, 0, 0, 0, 1, 97, 1),

        // Counts.
        Message("a tuple of 2^32 - 1", End, 105, 255, 255, 255, 255),
        Message("a tuple of 2^31 - 1", End, 105, 127, 255, 255, 255, 97),
        Message("a list of 2^32 - 1", End, 108, 255, 255, 255, 255, 97, 1),
        Message("a map of 2^32 - 1", End, 116, 255, 255, 255, 255, 97, 1),
        Message("a binary of 4 GB", End, 109, 255, 255, 255, 255, 1),
        Message("a bitstring of 4 GB", End, 77, 255, 255, 255, 255, 1, 1),
        Message("an integer of 4 GB", End, 111, 255, 255, 255, 255, 0, 1),
        Message("an atom of 64 KiB", End, 118, 255, 255, 97),
        Message("100,001 elements", Many, [108, .. UInt32(100_001), .. Enumerable.Repeat<byte[]>([97, 1], 100_001).SelectMany(b => b), 106]),
        Message("100,001 elements in many lists", Many,
            Tuple([.. Enumerable.Repeat<byte[]>([107, 255, 0, .. Enumerable.Repeat((byte)1, 255 * 256)], 2)])),
        Message("lists of lists of nothing", Many, [108, .. UInt32(90_000), .. Enumerable.Repeat<byte[]>([104, 1, 106], 90_000).SelectMany(b => b), 106]),

        // Depth.
        Message("tuples 100,000 deep", "deeper than the limit", HostileFrames.Nested(100_000)),
        Message("lists 100,000 deep", "deeper than the limit", [.. Enumerable.Repeat<byte[]>([108, 0, 0, 0, 1], 100_000).SelectMany(b => b), 106]),
        Message("tails 100,000 deep", Many, [.. Enumerable.Repeat<byte[]>([108, 0, 0, 0, 1, 106], 120_000).SelectMany(b => b), 106]),
        Message("maps 2,000 deep", "deeper than the limit", [.. Enumerable.Repeat<byte[]>([116, 0, 0, 0, 1, 97, 1], 2_000).SelectMany(b => b), 106]),
        Message("maps as keys 2,000 deep", "deeper than the limit", [.. Enumerable.Repeat<byte[]>([116, 0, 0, 0, 1], 2_000).SelectMany(b => b), 106]),

        // Values.
        Message("an atom that is no UTF-8", "an atom that is no UTF-8", 119, 1, 0xFF),
        Message("an atom of 256 characters", "an atom that is no UTF-8 or has more than 255", [118, 1, 0, .. Enumerable.Repeat((byte)97, 256)]),
        Message("an integer of 2 KB", "an integer of 2048 bytes", [111, 0, 0, 8, 0, 0, .. Enumerable.Repeat((byte)1, 2048)]),
        Message("a float that is no number", "infinite or no number", 70, 0x7F, 0xF8, 0, 0, 0, 0, 0, 0),
        Message("an infinite float", "infinite or no number", 70, 0x7F, 0xF0, 0, 0, 0, 0, 0, 0),
        Message("a float in letters", "no float", [99, .. Enumerable.Repeat((byte)'x', 31)]),
        Message("a bitstring of no bits", "bits in the last one", 77, 0, 0, 0, 1, 0, 1),
        Message("a bitstring of nine bits a byte", "bits in the last one", 77, 0, 0, 0, 1, 9, 1),
        Message("an empty bitstring with bits", "bits in the last one", 77, 0, 0, 0, 0, 3),
        Message("a map with a key twice", "has a key twice", 116, 0, 0, 0, 2, 97, 1, 97, 2, 97, 1, 97, 3),
        Message("a pid of a node by number", "a node name expected", [88, 97, 1, .. new byte[12]]),
        Message("a reference without words", "a reference of 0 words", Ref(HostileFrames.Peer)),
        Message("a reference of six words", "a reference of 6 words", Ref(HostileFrames.Peer, 7, 1, 2, 3, 4, 5, 6)),
        Message("an export of a negative arity", "arity -1", 113, 119, 1, 97, 119, 1, 98, 98, 255, 255, 255, 255),
        Message("a fun of no size", "an atom expected", [112, .. new byte[60]]),
        Message("a fun of 4 GB", End, 112, 255, 255, 255, 255, 1),

        // Compressed: no release sends it.
        Message("a compressed term", NoTerm, [80, .. UInt32(3), .. Zip([104, 1, 106])]),
        Message("a compressed term of 4 GB", NoTerm, 80, 255, 255, 255, 255, 0x78, 0x9C),
        Message("a bomb", NoTerm, [80, .. UInt32(32 * 1024 * 1024), .. Zip(new byte[32 * 1024 * 1024])]),
        Message("a bomb within", NoTerm, Tuple([80, .. UInt32(32 * 1024 * 1024), .. Zip(new byte[32 * 1024 * 1024])])),

        // Other places than a message.
        Frames("a request to a gen_server", End, Send("server", [104, 3, .. Atom("$gen_call"), 104])),
        Frames("a request to net_kernel", End, Send("net_kernel", [104, 3, .. Atom("$gen_call"), 104])),
        Frames("a request to rex", End, Send("rex", [104, 2, 104])),
        Frames("an exit reason", NoTerm, PassThrough(Tuple(Int(26), s_theirs, Pid(HostileFrames.Local)), [255])),
        Frames("a reason inside a control message", "deeper than the limit", PassThrough(Tuple(Int(8), s_theirs, Pid(HostileFrames.Local), HostileFrames.Nested(5_000)))),
        Frames("a monitor's reason", NoTerm, PassThrough(Tuple(Int(28), Atom("x"), Pid(HostileFrames.Local), s_ref), [255])),
        Frames("arguments", NoTerm, PassThrough(Tuple(Int(29), s_ref, s_theirs, s_theirs, Tuple(Atom("erpc"), Atom("execute_call"), Int(4)), Nil), [255])),
        Frames("a message in fragments", End, DistributionFlags.Fragments,
            First(1, 2, Tuple(Int(6), s_theirs, Atom(""), Atom("box")), [104, 3, 97]), Next(1, 1, 1)),
        Frames("a cached atom beyond the header, in a message", "reference to atom 1", DistributionFlags.DistHdrAtomCache,
            [131, 68, 1, 0x08, 5, 1, 97, .. Tuple(Int(6), s_theirs, Atom(""), Atom("box")), 82, 1]),
    ];

    /// <summary>What stands within the control message: the connection ends.</summary>
    public static IReadOnlyList<Attack> InControl { get; } =
    [
        Frames("spawn options without an end", End, PassThrough(Tuple(Int(29), s_ref, s_theirs, s_theirs, Tuple(Atom("m"), Atom("f"), Int(0)), [108, 0, 0, 0, 9]), Nil)),
        Frames("spawn options that are no list", "where", PassThrough(Tuple(Int(29), s_ref, s_theirs, s_theirs, Tuple(Atom("m"), Atom("f"), Int(0)), Atom("link")), Nil)),
        Frames("an unlink with the number 0", "an integer that isn't from 1", PassThrough(Tuple(Int(35), Int(0), s_theirs, Pid(HostileFrames.Local)))),
        Frames("an acknowledgement with the number 0", "an integer that isn't from 1", PassThrough(Tuple(Int(36), Int(0), s_theirs, Pid(HostileFrames.Local)))),
        Frames("a trace token", "deeper than the limit", PassThrough(Tuple(Int(16), s_theirs, Atom(""), Atom("box"), HostileFrames.Nested(5_000)), Nil)),
    ];

    /// <summary>A call that is answered over the same connection.</summary>
    public static byte[] Call { get; } = Send("server", Request());

    /// <summary>The same where frames have a distribution header.</summary>
    public static byte[] CallWithHeader { get; } = Header(Tuple(Int(6), s_theirs, Atom(""), Atom("server")), Request());

    private static byte[] Request() => Tuple(Atom("$gen_call"), Tuple(s_theirs, s_ref), Int(42));

    private static Attack Message(string name, string reason, params byte[] payload) => Frames("message: " + name, reason, Send("box", payload));

    private static Attack Frames(string name, string reason, params byte[][] frames) => Frames(name, reason, DistributionFlags.None, frames);

    private static Attack Frames(string name, string reason, DistributionFlags flags, params byte[][] frames) => new(name, reason, async p =>
    {
        await p.HandshakeAsync(HostileFrames.Peer, DistributionFlagSets.HiddenWithoutHeader | flags);
        foreach (byte[] frame in frames)
        {
            await p.FrameAsync(frame);
        }
    })
    {
        WithHeader = flags.HasAny(DistributionFlagSets.Header),
    };

    private static byte[] Send(string name, byte[] payload) => PassThrough(Tuple(Int(6), s_theirs, Atom(""), Atom(name)), payload);

    private static byte[] Zip(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var zip = new ZLibStream(output, CompressionLevel.SmallestSize))
        {
            zip.Write(bytes);
        }

        return output.ToArray();
    }
}
