using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using ErlDist.Embedding;

namespace ErlDist.Wire;

/// <summary>
/// The messages of the handshake, without their length in front (erl_dist_protocol, "The Handshake in Detail"). Names are Latin-1
/// except in <see cref="NamedMessage"/>; bytes behind what a message needs are ignored where the document says so.
/// </summary>
internal abstract record HandshakeMessage
{
    private const byte NewTag = (byte)'N';
    private const byte OldTag = (byte)'n';
    private const byte StatusTag = (byte)'s';
    private const byte ComplementTag = (byte)'c';
    private const byte ReplyTag = (byte)'r';
    private const byte AckTag = (byte)'a';
    private const ushort OldVersion = 5;
    private const ulong LowFlags = uint.MaxValue;

    private HandshakeMessage()
    {
    }

    /// <summary>send_name, version 6: <c>'N' Flags:64 Creation:32 Length:16 Name</c>.</summary>
    /// <param name="Flags">What the sender can do.</param>
    /// <param name="Creation">The incarnation of the sender; 0 when it asks for a name.</param>
    /// <param name="Name">The sender's name, or its host alone when it asks for a name.</param>
    public sealed record NameMessage(DistributionFlags Flags, uint Creation, string Name) : HandshakeMessage;

    /// <summary>send_name, version 5: <c>'n' 5:16 Flags:32 Name</c>.</summary>
    public sealed record OldNameMessage(DistributionFlags Flags, string Name) : HandshakeMessage;

    /// <summary>A status in either direction: <c>'s' Status</c>.</summary>
    public sealed record StatusMessage(HandshakeStatus Status) : HandshakeMessage;

    /// <summary>The status with a name for the end that asked for one: <c>'s' "named:" Length:16 Name Creation:32</c>, in UTF-8.</summary>
    public sealed record NamedMessage(string Name, uint Creation) : HandshakeMessage;

    /// <summary>send_challenge, version 6: <c>'N' Flags:64 Challenge:32 Creation:32 Length:16 Name</c>.</summary>
    public sealed record ChallengeMessage(DistributionFlags Flags, uint Challenge, uint Creation, string Name) : HandshakeMessage;

    /// <summary>send_challenge, version 5: <c>'n' 5:16 Flags:32 Challenge:32 Name</c>. Only releases before 23 send it.</summary>
    public sealed record OldChallengeMessage(DistributionFlags Flags, uint Challenge, string Name) : HandshakeMessage;

    /// <summary>send_complement, what version 5 left out: <c>'c' FlagsHigh:32 Creation:32</c>.</summary>
    /// <param name="Flags">The flags above bit 31.</param>
    /// <param name="Creation">The incarnation of the sender.</param>
    public sealed record ComplementMessage(DistributionFlags Flags, uint Creation) : HandshakeMessage;

    /// <summary>send_challenge_reply: <c>'r' Challenge:32 Digest:16/bytes</c>.</summary>
    public sealed record ReplyMessage(uint Challenge, HandshakeDigest Digest) : HandshakeMessage;

    /// <summary>send_challenge_ack: <c>'a' Digest:16/bytes</c>.</summary>
    public sealed record AckMessage(HandshakeDigest Digest) : HandshakeMessage;

    /// <summary>Reads a message from the end that dialled.</summary>
    /// <returns>Null for what is none.</returns>
    public static HandshakeMessage? DecodeFromInitiator(ReadOnlySpan<byte> body) => body switch
    {
        [NewTag, .. var rest] when rest.Length >= 14 && ReadName(rest[12..]) is { } name =>
            new NameMessage(ReadFlags(rest), BinaryPrimitives.ReadUInt32BigEndian(rest[8..]), name),
        [OldTag, .. var rest] when rest.Length >= 6 =>
            new OldNameMessage((DistributionFlags)BinaryPrimitives.ReadUInt32BigEndian(rest[2..]), Encoding.Latin1.GetString(rest[6..])),
        [StatusTag, .. var rest] => DecodeStatus(rest),
        [ComplementTag, .. var rest] when rest.Length >= 8 =>
            new ComplementMessage(
                (DistributionFlags)((ulong)BinaryPrimitives.ReadUInt32BigEndian(rest) << 32),
                BinaryPrimitives.ReadUInt32BigEndian(rest[4..])),
        [ReplyTag, .. var rest] when rest.Length == 4 + HandshakeDigest.Size =>
            new ReplyMessage(BinaryPrimitives.ReadUInt32BigEndian(rest), new HandshakeDigest(rest[4..])),
        _ => null,
    };

    /// <summary>Reads a message from the end that accepted.</summary>
    /// <returns>Null for what is none.</returns>
    public static HandshakeMessage? DecodeFromAcceptor(ReadOnlySpan<byte> body) => body switch
    {
        [NewTag, .. var rest] when rest.Length >= 18 && ReadName(rest[16..]) is { } name =>
            new ChallengeMessage(
                ReadFlags(rest),
                BinaryPrimitives.ReadUInt32BigEndian(rest[8..]),
                BinaryPrimitives.ReadUInt32BigEndian(rest[12..]),
                name),
        [OldTag, .. var rest] when rest.Length >= 10 =>
            new OldChallengeMessage(
                (DistributionFlags)BinaryPrimitives.ReadUInt32BigEndian(rest[2..]),
                BinaryPrimitives.ReadUInt32BigEndian(rest[6..]),
                Encoding.Latin1.GetString(rest[10..])),
        [StatusTag, .. var rest] => DecodeStatus(rest),
        [AckTag, .. var rest] when rest.Length == HandshakeDigest.Size => new AckMessage(new HandshakeDigest(rest)),
        _ => null,
    };

    /// <summary>Writes the message with its length in front.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="prefixBytes">2 on plain TCP, 4 on TLS.</param>
    public void Encode(IBufferWriter<byte> output, int prefixBytes)
    {
        ArgumentNullException.ThrowIfNull(output);
        byte[] body = EncodeBody();
        Span<byte> span = output.GetSpan(prefixBytes + body.Length);
        if (prefixBytes == 2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(span, (ushort)body.Length);
        }
        else
        {
            BinaryPrimitives.WriteInt32BigEndian(span, body.Length);
        }

        body.CopyTo(span[prefixBytes..]);
        output.Advance(prefixBytes + body.Length);
    }

    /// <summary>The message without a length.</summary>
    public byte[] EncodeBody() => this switch
    {
        NameMessage m => [NewTag, .. Flags64(m.Flags), .. UInt32(m.Creation), .. Counted(Encoding.Latin1.GetBytes(m.Name))],
        OldNameMessage m => [OldTag, .. UInt16(OldVersion), .. Flags32(m.Flags), .. Encoding.Latin1.GetBytes(m.Name)],
        StatusMessage m => [StatusTag, .. Encoding.Latin1.GetBytes(m.Status.ToText())],
        NamedMessage m =>
        [
            StatusTag, .. Encoding.Latin1.GetBytes(HandshakeStatus.Named.ToText()), .. Counted(Encoding.UTF8.GetBytes(m.Name)),
            .. UInt32(m.Creation),
        ],
        ChallengeMessage m =>
        [
            NewTag, .. Flags64(m.Flags), .. UInt32(m.Challenge), .. UInt32(m.Creation), .. Counted(Encoding.Latin1.GetBytes(m.Name)),
        ],
        OldChallengeMessage m =>
            [OldTag, .. UInt16(OldVersion), .. Flags32(m.Flags), .. UInt32(m.Challenge), .. Encoding.Latin1.GetBytes(m.Name)],
        ComplementMessage m => [ComplementTag, .. UInt32((uint)((ulong)m.Flags >> 32)), .. UInt32(m.Creation)],
        ReplyMessage m => [ReplyTag, .. UInt32(m.Challenge), .. DigestBytes(m.Digest)],
        AckMessage m => [AckTag, .. DigestBytes(m.Digest)],
        _ => throw new InvalidOperationException(),
    };

    private static HandshakeMessage? DecodeStatus(ReadOnlySpan<byte> rest)
    {
        ReadOnlySpan<byte> named = "named:"u8;
        if (!rest.StartsWith(named))
        {
            return HandshakeStatusText.Parse(Encoding.Latin1.GetString(rest)) is { } status ? new StatusMessage(status) : null;
        }

        rest = rest[named.Length..];
        if (rest.Length < 2)
        {
            return null;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(rest);
        return rest.Length < 2 + length + 4
            ? null
            : new NamedMessage(Encoding.UTF8.GetString(rest.Slice(2, length)), BinaryPrimitives.ReadUInt32BigEndian(rest[(2 + length)..]));
    }

    private static string? ReadName(ReadOnlySpan<byte> counted)
    {
        int length = BinaryPrimitives.ReadUInt16BigEndian(counted);
        return counted.Length < 2 + length ? null : Encoding.Latin1.GetString(counted.Slice(2, length));
    }

    private static DistributionFlags ReadFlags(ReadOnlySpan<byte> bytes) => (DistributionFlags)BinaryPrimitives.ReadUInt64BigEndian(bytes);

    private static byte[] Flags64(DistributionFlags flags)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)flags);
        return bytes;
    }

    private static byte[] Flags32(DistributionFlags flags) => UInt32((uint)((ulong)flags & LowFlags));

    private static byte[] UInt32(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] UInt16(ushort value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Counted(byte[] text) => [.. UInt16((ushort)text.Length), .. text];

    private static byte[] DigestBytes(HandshakeDigest digest)
    {
        byte[] bytes = new byte[HandshakeDigest.Size];
        digest.CopyTo(bytes);
        return bytes;
    }
}
