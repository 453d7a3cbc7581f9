using ErlDist.Embedding;
using ErlDist.Wire;
using static ErlDist.Testing.Wire.Etf;

namespace ErlDist.Testing.Wire;

/// <summary>Frames of which the last must end the connection.</summary>
public sealed record HostileFrame
{
    internal HostileFrame(string name, DistributionFlags flags, WireError error, params byte[][] frames)
    {
        Name = name;
        Flags = flags;
        Error = error;
        Frames = frames;
    }

    /// <summary>What is wrong with it.</summary>
    public string Name { get; }

    /// <summary>What was negotiated, besides what all connections have.</summary>
    public DistributionFlags Flags { get; }

    /// <summary>The frames, without their lengths; all but the last are right.</summary>
    public byte[][] Frames { get; }

    /// <summary>Why the connection ends.</summary>
    internal WireError Error { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>
/// What a hostile or broken peer may send once it is connected; a new attack is a new row. The peer is <see cref="Peer"/>, the
/// attacked node <see cref="Local"/>.
/// </summary>
public static class HostileFrames
{
    /// <summary>The name of the node that sends.</summary>
    public const string Peer = "gold@localhost";

    /// <summary>The name of the node that receives.</summary>
    public const string Local = "raw@localhost";

    private const string Third = "third@localhost";
    private const DistributionFlags None = DistributionFlags.None;
    private const DistributionFlags Cache = DistributionFlags.DistHdrAtomCache;
    private const DistributionFlags Fragments = DistributionFlags.Fragments;

    private static readonly byte[] s_theirs = Pid(Peer);
    private static readonly byte[] s_ours = Pid(Local);
    private static readonly byte[] s_thirds = Pid(Third);
    private static readonly byte[] s_ref = Ref(Peer, 7, 1, 2, 3);
    private static readonly byte[] s_send = Tuple(Int(22), s_theirs, s_ours);

    /// <summary>The rows.</summary>
    public static IReadOnlyList<HostileFrame> Rows { get; } =
    [
        // Frames.
        new("one byte 112", None, WireError.WrongFrameType, [112]),
        new("one byte 131", Cache, WireError.WrongFrameType, [131]),
        new("unknown first byte", None, WireError.WrongFrameType, [1, 2, 3]),
        new("pass-through without version", None, WireError.WrongFrameType, [112, .. s_send]),
        new("pass-through where headers were negotiated", Cache, WireError.WrongFrameType, PassThrough(s_send, Nil)),
        new("pass-through where fragments were negotiated", Fragments, WireError.WrongFrameType, PassThrough(s_send, Nil)),
        new("header that was not negotiated", None, WireError.WrongFrameType, Header(s_send, Nil)),
        new("first fragment that was not negotiated", Cache, WireError.WrongFrameType, First(1, 1, s_send, Nil)),
        new("next fragment that was not negotiated", Cache, WireError.WrongFrameType, Next(1, 1, 106)),
        new("unknown header", Cache, WireError.WrongFrameType, [131, 71, 0, .. s_send, 106]),
        new("compressed control message", Cache, WireError.WrongFrameType, [131, 80, 0, 0, 0, 9, 1, 2, 3]),
        new("no control message, pass-through", None, WireError.Truncated, [112, 131]),
        new("no control message, header", Cache, WireError.Truncated, [131, 68, 0]),
        new("HTTP", None, WireError.WrongFrameType, "GET / HTTP/1.1"u8.ToArray()),

        // Distribution headers.
        new("header ends before its number of atoms", Cache, WireError.Truncated, [131, 68]),
        new("header ends in its flags", Cache, WireError.Truncated, [131, 68, 9, 1, 2]),
        new("header ends before an atom's place", Cache, WireError.Truncated, [131, 68, 1, 0x08]),
        new("header ends before an atom's length", Cache, WireError.Truncated, [131, 68, 1, 0x08, 5]),
        new("header ends in an atom's long length", Cache, WireError.Truncated, [131, 68, 1, 0x18, 5, 0]),
        new("header ends in an atom's text", Cache, WireError.Truncated, [131, 68, 1, 0x08, 5, 3, 97, 98]),
        new("long text beyond the frame", Cache, WireError.Truncated, [131, 68, 1, 0x18, 5, 0xFF, 0xFF, 97]),
        new("atom that was never sent", Cache, WireError.UnknownAtomRef, [131, 68, 1, 0x00, 5]),
        new("atom of another segment", Cache, WireError.UnknownAtomRef, [131, 68, 2, 0x18, 0x00, 5, 1, 97, 5]),
        new("atom that is no UTF-8", Cache, WireError.BadAtom, [131, 68, 1, 0x08, 5, 1, 0xFF]),
        new("atom with a surrogate", Cache, WireError.BadAtom, [131, 68, 1, 0x08, 5, 3, 0xED, 0xA0, 0x80]),
        new("atom in overlong UTF-8", Cache, WireError.BadAtom, [131, 68, 1, 0x08, 5, 2, 0xC0, 0x80]),
        new("atom of 256 characters", Cache, WireError.BadAtom, [131, 68, 1, 0x18, 5, 1, 0, .. Enumerable.Repeat((byte)97, 256)]),
        new("atom of 64 KiB", Cache, WireError.BadAtom, [131, 68, 1, 0x18, 5, 0xFF, 0xFF, .. Enumerable.Repeat((byte)97, 65535)]),
        new("255 atoms announced, none there", Cache, WireError.Truncated, [131, 68, 255, .. new byte[128]]),
        new("atoms without a cache", Fragments, WireError.AtomCacheNotNegotiated, [131, 68, 1, 0x08, 5, 1, 97, .. s_send, 106]),
        new("reference beyond the header's atoms", Cache, WireError.BadTerm, Header(Tuple(Int(6), s_theirs, Nil, AtomRef(0)), Nil)),
        new("reference without a header", None, WireError.BadTerm, PassThrough(Tuple(Int(6), s_theirs, Nil, AtomRef(0)), Nil)),

        // Fragments.
        new("fragment ends in its ids", Fragments, WireError.Truncated, [131, 69, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]),
        new("next fragment ends in its ids", Fragments, WireError.Truncated, [131, 70]),
        new("first fragment without control message", Fragments, WireError.Truncated, First(1, 2)),
        new("first fragment with half a control message", Fragments, WireError.BadTerm, First(1, 2, s_send[..^2])),
        new("first fragment without payload", Fragments, WireError.MissingPayload, First(1, 2, s_send)),
        new("fragment 0 first", Fragments, WireError.FragmentOutOfOrder, First(1, 0, s_send, Nil)),
        new("fragment 0 next", Fragments, WireError.FragmentOutOfOrder, First(1, 2, s_send, Nil), Next(1, 0)),
        new("continuation without start", Fragments, WireError.UnknownFragmentSeries, Next(1, 1, 106)),
        new("continuation of another series", Fragments, WireError.UnknownFragmentSeries, First(1, 2, s_send, Nil), Next(2, 1, 106)),
        new("continuation after the end", Fragments, WireError.UnknownFragmentSeries, First(1, 2, s_send, Nil), Next(1, 1), Next(1, 1)),
        new("series begins twice", Fragments, WireError.RepeatedFragmentSeries, First(1, 3, s_send, Nil), First(1, 3, s_send, Nil)),
        new("fragment left out", Fragments, WireError.FragmentOutOfOrder, First(1, 3, s_send, Nil), Next(1, 1)),
        new("fragment twice", Fragments, WireError.FragmentOutOfOrder, First(1, 3, s_send, Nil), Next(1, 2), Next(1, 2)),
        new("fragments upwards", Fragments, WireError.FragmentOutOfOrder, First(1, 3, s_send, Nil), Next(1, 4)),
        new("fragment beyond 64 bits of its kind", Fragments, WireError.FragmentOutOfOrder, First(1, ulong.MaxValue, s_send, Nil), Next(1, ulong.MaxValue)),

        // Control messages.
        new("control message is an atom", None, WireError.UnknownOperation, PassThrough(Atom("x"))),
        new("control message is a list", None, WireError.UnknownOperation, PassThrough(List(Int(1)))),
        new("control message is no term", None, WireError.BadTerm, PassThrough([200])),
        new("empty tuple", None, WireError.UnknownOperation, PassThrough(Tuple())),
        new("operation is an atom", None, WireError.UnknownOperation, PassThrough(Tuple(Atom("send"), s_theirs, s_ours))),
        new("operation 0", None, WireError.UnknownOperation, PassThrough(Tuple(Int(0), s_theirs, s_ours))),
        new("operation 5, NODE_LINK", None, WireError.UnknownOperation, PassThrough(Tuple(Int(5)))),
        new("operation 38", None, WireError.UnknownOperation, PassThrough(Tuple(Int(38), s_theirs, s_ours))),
        new("operation -1", None, WireError.UnknownOperation, PassThrough(Tuple(Int(-1), s_theirs, s_ours))),
        new("operation 2^40", None, WireError.UnknownOperation, PassThrough(Tuple(Int(1L << 40), s_theirs, s_ours))),
        new("operation 2^80", None, WireError.BadTerm, PassThrough(Tuple(Int(System.Numerics.BigInteger.Pow(2, 80)), s_theirs, s_ours))),
        new("tuple of 2^31 elements", None, WireError.BadTerm, PassThrough([105, 0x80, 0, 0, 0, 97, 1])),
        new("tuple longer than the frame", None, WireError.BadTerm, PassThrough([104, 3, 97, 1, .. s_theirs])),
        new("LINK with two elements", None, WireError.WrongArity, PassThrough(Tuple(Int(1), s_theirs))),
        new("LINK with four elements", None, WireError.WrongArity, PassThrough(Tuple(Int(1), s_theirs, s_ours, Nil))),
        new("LINK from a name", None, WireError.WrongElement, PassThrough(Tuple(Int(1), Atom("x"), s_ours))),
        new("LINK from a third node", None, WireError.ForeignSender, PassThrough(Tuple(Int(1), s_thirds, s_ours))),
        new("LINK from ourselves", None, WireError.ForeignSender, PassThrough(Tuple(Int(1), s_ours, s_ours))),
        new("LINK to a third node", None, WireError.ForeignRecipient, PassThrough(Tuple(Int(1), s_theirs, s_thirds))),
        new("LINK to itself", None, WireError.ForeignRecipient, PassThrough(Tuple(Int(1), s_theirs, s_theirs))),
        new("UNLINK from a third node", None, WireError.ForeignSender, PassThrough(Tuple(Int(4), s_thirds, s_ours))),
        new("UNLINK_ID 0", None, WireError.WrongElement, PassThrough(Tuple(Int(35), Int(0), s_theirs, s_ours))),
        new("UNLINK_ID -1", None, WireError.WrongElement, PassThrough(Tuple(Int(35), Int(-1), s_theirs, s_ours))),
        new("UNLINK_ID 2^64", None, WireError.WrongElement, PassThrough(Tuple(Int(35), Int(System.Numerics.BigInteger.Pow(2, 64)), s_theirs, s_ours))),
        new("UNLINK_ID as an atom", None, WireError.WrongElement, PassThrough(Tuple(Int(35), Atom("x"), s_theirs, s_ours))),
        new("UNLINK_ID_ACK from a third node", None, WireError.ForeignSender, PassThrough(Tuple(Int(36), Int(1), s_thirds, s_ours))),
        new("SEND to a name", None, WireError.WrongElement, PassThrough(Tuple(Int(2), Atom(""), Atom("x")), Nil)),
        new("SEND without message", None, WireError.MissingPayload, PassThrough(Tuple(Int(2), Atom(""), s_ours))),
        new("SEND with a message without version", None, WireError.MissingPayload, [112, 131, .. Tuple(Int(2), Atom(""), s_ours), 106]),
        new("SEND with a version and no message", None, WireError.MissingPayload, [112, 131, .. Tuple(Int(2), Atom(""), s_ours), 131]),
        new("SEND_SENDER without message, header", Cache, WireError.MissingPayload, Header(s_send)),
        new("SEND_SENDER from a name", None, WireError.WrongElement, PassThrough(Tuple(Int(22), Atom("x"), s_ours), Nil)),
        new("SEND_TT without token", None, WireError.WrongArity, PassThrough(Tuple(Int(12), Atom(""), s_ours), Nil)),
        new("REG_SEND to a pid", None, WireError.WrongElement, PassThrough(Tuple(Int(6), s_theirs, Atom(""), s_ours), Nil)),
        new("REG_SEND to an integer", None, WireError.WrongElement, PassThrough(Tuple(Int(6), s_theirs, Atom(""), Int(3)), Nil)),
        new("ALIAS_SEND to a pid", None, WireError.WrongElement, PassThrough(Tuple(Int(33), s_theirs, s_ours), Nil)),
        new("EXIT without reason", None, WireError.WrongArity, PassThrough(Tuple(Int(3), s_theirs, s_ours))),
        new("EXIT from a third node", None, WireError.ForeignSender, PassThrough(Tuple(Int(3), s_thirds, s_ours, Atom("kill")))),
        new("EXIT_TT without token", None, WireError.WrongArity, PassThrough(Tuple(Int(13), s_theirs, s_ours, Atom("kill")))),
        new("EXIT2 from a third node", None, WireError.ForeignSender, PassThrough(Tuple(Int(8), s_thirds, s_ours, Atom("kill")))),
        new("PAYLOAD_EXIT from a third node", None, WireError.ForeignSender, PassThrough(Tuple(Int(24), s_thirds, s_ours), Nil)),
        new("PAYLOAD_EXIT without reason", None, WireError.MissingPayload, PassThrough(Tuple(Int(24), s_theirs, s_ours))),
        new("PAYLOAD_EXIT2 from a third node", None, WireError.ForeignSender, PassThrough(Tuple(Int(26), s_thirds, s_ours), Nil)),
        new("PAYLOAD_EXIT2 to a third node", None, WireError.ForeignRecipient, PassThrough(Tuple(Int(26), s_theirs, s_thirds), Nil)),
        new("MONITOR_P from a third node", None, WireError.ForeignSender, PassThrough(Tuple(Int(19), s_thirds, s_ours, s_ref))),
        new("MONITOR_P of an integer", None, WireError.WrongElement, PassThrough(Tuple(Int(19), s_theirs, Int(1), s_ref))),
        new("MONITOR_P of a third node's process", None, WireError.ForeignRecipient, PassThrough(Tuple(Int(19), s_theirs, s_thirds, s_ref))),
        new("MONITOR_P with a pid as reference", None, WireError.WrongElement, PassThrough(Tuple(Int(19), s_theirs, s_ours, s_theirs))),
        new("DEMONITOR_P without reference", None, WireError.WrongArity, PassThrough(Tuple(Int(20), s_theirs, s_ours))),
        new("MONITOR_P_EXIT of a third node's process", None, WireError.ForeignSender, PassThrough(Tuple(Int(21), s_thirds, s_ours, s_ref, Nil))),
        new("PAYLOAD_MONITOR_P_EXIT without reason", None, WireError.MissingPayload, PassThrough(Tuple(Int(28), s_theirs, s_ours, s_ref))),
        new("PAYLOAD_MONITOR_P_EXIT to a third node", None, WireError.ForeignRecipient, PassThrough(Tuple(Int(28), s_theirs, s_thirds, s_ref), Nil)),
        new("GROUP_LEADER that is a name", None, WireError.WrongElement, PassThrough(Tuple(Int(7), Atom("user"), s_ours))),
        new("SPAWN_REQUEST from a third node", None, WireError.ForeignSender, Spawn(s_thirds, Function(), Nil)),
        new("SPAWN_REQUEST with a reference as leader", None, WireError.WrongElement, Spawn(s_theirs, Function(), Nil, leader: s_ref)),
        new("SPAWN_REQUEST of no function", None, WireError.WrongElement, Spawn(s_theirs, Atom("x"), Nil)),
        new("SPAWN_REQUEST of half a function", None, WireError.WrongElement, Spawn(s_theirs, Tuple(Atom("m"), Atom("f")), Nil)),
        new("SPAWN_REQUEST of a function by binary", None, WireError.WrongElement, Spawn(s_theirs, Tuple(Binary(109), Atom("f"), Int(0)), Nil)),
        new("SPAWN_REQUEST with arity -1", None, WireError.WrongElement, Spawn(s_theirs, Tuple(Atom("m"), Atom("f"), Int(-1)), Nil)),
        new("SPAWN_REQUEST with arity 2^40", None, WireError.WrongElement, Spawn(s_theirs, Tuple(Atom("m"), Atom("f"), Int(1L << 40)), Nil)),
        new("SPAWN_REQUEST with an atom as options", None, WireError.WrongElement, Spawn(s_theirs, Function(), Atom("link"))),
        new("SPAWN_REQUEST without arguments", None, WireError.MissingPayload, Spawn(s_theirs, Function(), Nil)[..^2]),
        new("SPAWN_REPLY with flags -1", None, WireError.WrongElement, PassThrough(Tuple(Int(31), s_ref, s_ours, Int(-1), s_theirs))),
        new("SPAWN_REPLY with flags 2^27", None, WireError.WrongElement, PassThrough(Tuple(Int(31), s_ref, s_ours, Int(1 << 27), s_theirs))),
        new("SPAWN_REPLY with a binary as result", None, WireError.WrongElement, PassThrough(Tuple(Int(31), s_ref, s_ours, Int(0), Binary()))),
        new("SPAWN_REPLY with a third node's process", None, WireError.ForeignSender, PassThrough(Tuple(Int(31), s_ref, s_ours, Int(0), s_thirds))),
        new("SPAWN_REPLY to a third node", None, WireError.ForeignRecipient, PassThrough(Tuple(Int(31), s_ref, s_thirds, Int(0), s_theirs))),
        new("ALTACT_SIG_SEND with three elements", None, WireError.WrongArity, PassThrough(Tuple(Int(37), Int(0), s_theirs), Nil)),
        new("ALTACT_SIG_SEND with flags -1", None, WireError.WrongElement, PassThrough(Tuple(Int(37), Int(-1), s_theirs, s_ours), Nil)),
        new("ALTACT_SIG_SEND with an atom as flags", None, WireError.WrongElement, PassThrough(Tuple(Int(37), Atom("x"), s_theirs, s_ours), Nil)),
        new("ALTACT_SIG_SEND to alias and name", None, WireError.WrongElement, PassThrough(Tuple(Int(37), Int(12), s_theirs, s_ours), Nil)),
        new("ALTACT_SIG_SEND to a pid as alias", None, WireError.WrongElement, PassThrough(Tuple(Int(37), Int(4), s_theirs, s_ours), Nil)),
        new("ALTACT_SIG_SEND to a pid as name", None, WireError.WrongElement, PassThrough(Tuple(Int(37), Int(8), s_theirs, s_ours), Nil)),
        new("ALTACT_SIG_SEND with a token that isn't there", None, WireError.WrongArity, PassThrough(Tuple(Int(37), Int(2), s_theirs, s_ours), Nil)),
        new("ALTACT_SIG_SEND, an exit from a third node", None, WireError.ForeignSender, PassThrough(Tuple(Int(37), Int(16), s_thirds, s_ours), Nil)),

        // Terms inside control messages.
        new("pid cut", None, WireError.BadTerm, PassThrough(Tuple(Int(1), s_theirs, s_ours)[..^1])),
        new("pid with a node that is no atom", None, WireError.BadTerm, PassThrough(Tuple(Int(1), [88, 97, 1, .. new byte[12]], s_ours))),
        new("reference with 6 words", None, WireError.BadTerm, PassThrough(Tuple(Int(33), s_theirs, Ref(Peer, 7, 1, 2, 3, 4, 5, 6)), Nil)),
        new("reference without words", None, WireError.BadTerm, PassThrough(Tuple(Int(33), s_theirs, Ref(Peer)), Nil)),
        new("token nested deeper than allowed", None, WireError.BadTerm, PassThrough(Tuple(Int(23), s_theirs, s_ours, Nested(150_000)), Nil)),
        new("options announced with 2^32 - 1 elements", None, WireError.BadTerm, Spawn(s_theirs, Function(), [108, 255, 255, 255, 255])),
        new("reason of an unknown tag", None, WireError.BadTerm, PassThrough(Tuple(Int(3), s_theirs, s_ours, [255]))),
        new("binary longer than the frame as reason", None, WireError.BadTerm, PassThrough(Tuple(Int(3), s_theirs, s_ours, [109, 127, 255, 255, 255]))),
    ];

    /// <summary>Tuples of one element in one another.</summary>
    public static byte[] Nested(int depth) => [.. Enumerable.Repeat<byte[]>([104, 1], depth).SelectMany(b => b), 106];

    private static byte[] Function() => Tuple(Atom("m"), Atom("f"), Int(0));

    private static byte[] Spawn(byte[] from, byte[] function, byte[] options, byte[]? leader = null) =>
        PassThrough(Tuple(Int(29), s_ref, from, leader ?? s_theirs, function, options), Nil);
}
