using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AkkaErlDist.Addresses;
using AkkaErlDist.Logging;
using AkkaErlDist.Remoting.Protocol;

namespace AkkaErlDist.Remoting;

/// <summary>The form of the messages, see <see cref="AkkaPeer"/>.</summary>
internal static partial class AssociationFrame
{
    public const byte BinaryTag = 109;
    public const int TermBytes = 1 + sizeof(uint);
    public const int HeadBytes = TermBytes + FrameBytes;
    private const int FrameBytes = 1 + sizeof(uint);

    /// <summary>Set where the association is one that the sender of the message opened.</summary>
    private const byte OpenedBySender = 0x80;

    /// <summary>Writes what comes before the content: <see cref="HeadBytes"/>.</summary>
    public static void WriteHead(Span<byte> span, FrameKind kind, AssociationKey key, int contentBytes)
    {
        span[0] = BinaryTag;
        BinaryPrimitives.WriteInt32BigEndian(span[1..], FrameBytes + contentBytes);
        span[TermBytes] = (byte)((byte)kind | (key.IsOurs ? OpenedBySender : 0));
        BinaryPrimitives.WriteUInt32BigEndian(span[(TermBytes + 1)..], key.Number);
    }

    public static (FrameKind Kind, AssociationKey Key) Read(ReadOnlySpan<byte> payload)
    {
        byte first = payload[TermBytes];
        uint number = BinaryPrimitives.ReadUInt32BigEndian(payload[(TermBytes + 1)..]);
        return ((FrameKind)(first & ~OpenedBySender), new AssociationKey(number, IsOurs: (first & OpenedBySender) == 0));
    }

    public static byte[] WriteEnds(AkkaAddress origin, AkkaAddress destination) => Encoding.UTF8.GetBytes($"{origin} {destination}");

    public static (AkkaAddress Origin, AkkaAddress Destination) ReadEnds(ReadOnlySpan<byte> content)
    {
        string[] ends = Encoding.UTF8.GetString(content).Split(' ');
        return ends.Length == 2
            ? (ReadAddress(ends[0]), ReadAddress(ends[1]))
            : throw new PduException("An association without two ends.");
    }

    /// <summary>What a refusal says, as far as a line of a log can have it.</summary>
    public static string ReadText(ReadOnlySpan<byte> content)
    {
        const int Max = 1024;
        return OneLine.Of(Encoding.UTF8.GetString(content.Length > Max ? content[..Max] : content));
    }

    private static AkkaAddress ReadAddress(string text)
    {
        Match match = Address().Match(text);
        return match.Success && int.TryParse(match.Groups[4].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            ? new AkkaAddress(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value, port)
            : throw new PduException("An end of an association that is no address.");
    }

    [GeneratedRegex(@"^([a-z][a-z.]{0,31})://([A-Za-z0-9][A-Za-z0-9-]{0,254})@([^@/\s]{1,255}):([0-9]{1,5})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
