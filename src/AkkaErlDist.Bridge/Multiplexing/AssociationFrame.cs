using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AkkaErlDist.Bridge.Addresses;
using AkkaErlDist.Bridge.Protocol;

namespace AkkaErlDist.Bridge.Multiplexing;

/// <summary>What a message between two actor systems is.</summary>
internal enum FrameKind : byte
{
    /// <summary>An association begins. The content is the address of the system that opens it, in UTF-8.</summary>
    Open = 1,

    /// <summary>A PDU.</summary>
    Data = 2,

    /// <summary>An association is over. The content is a byte, <see cref="Peers.DisassociationReason"/>.</summary>
    Close = 3,
}

/// <param name="Number">The number.</param>
/// <param name="IsOurs">Whether this side gave it.</param>
internal readonly record struct AssociationKey(uint Number, bool IsOurs);

/// <summary>The form of the messages, see <see cref="AkkaPeer"/>.</summary>
internal static partial class AssociationFrame
{
    public const byte BinaryTag = 109;
    public const int TermBytes = 1 + sizeof(uint);
    public const int HeadBytes = TermBytes + FrameBytes;
    private const int FrameBytes = 1 + sizeof(uint);

    /// <summary>Set where the association is one that the sender of the message opened.</summary>
    private const byte OpenedBySender = 0x80;

    public static void Write(IBufferWriter<byte> output, FrameKind kind, AssociationKey key, ReadOnlySpan<byte> content)
    {
        Span<byte> span = output.GetSpan(HeadBytes + content.Length);
        span[0] = BinaryTag;
        BinaryPrimitives.WriteInt32BigEndian(span[1..], FrameBytes + content.Length);
        span[TermBytes] = (byte)((byte)kind | (key.IsOurs ? OpenedBySender : 0));
        BinaryPrimitives.WriteUInt32BigEndian(span[(TermBytes + 1)..], key.Number);
        content.CopyTo(span[HeadBytes..]);
        output.Advance(HeadBytes + content.Length);
    }

    public static (FrameKind Kind, AssociationKey Key) Read(ReadOnlySpan<byte> payload)
    {
        byte first = payload[TermBytes];
        uint number = BinaryPrimitives.ReadUInt32BigEndian(payload[(TermBytes + 1)..]);
        return ((FrameKind)(first & ~OpenedBySender), new AssociationKey(number, IsOurs: (first & OpenedBySender) == 0));
    }

    public static AkkaAddress ReadOrigin(ReadOnlySpan<byte> content)
    {
        Match match = Address().Match(Encoding.UTF8.GetString(content));
        return match.Success && int.TryParse(match.Groups[4].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            ? new AkkaAddress(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value, port)
            : throw new PduException("An association that is opened by nobody: its origin is no address.");
    }

    [GeneratedRegex(@"^([a-z][a-z.]{0,31})://([A-Za-z0-9][A-Za-z0-9-]{0,254})@([^@/\s]{1,255}):([0-9]{1,5})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
