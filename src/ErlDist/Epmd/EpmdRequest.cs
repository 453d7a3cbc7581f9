using System.Buffers.Binary;
using System.Text;
using ErlDist.Embedding;

namespace ErlDist.Epmd;

/// <summary>
/// The requests of the EPMD protocol (erl_dist_protocol, "Protocol between a node and EPMD"): a 16-bit length and a body whose
/// first byte is the kind. Pure: bytes in, records out, and back.
/// </summary>
internal abstract record EpmdRequest
{
    /// <summary>The largest body we take or make; OTP's daemon has room for 1024 bytes with the length.</summary>
    public const int MaxBodyBytes = 1021;

    private const int MaxNameLength = 255;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>ALIVE2_REQ: registers a node for as long as its connection lives.</summary>
    public sealed record Alive(EpmdEntry Entry) : EpmdRequest;

    /// <summary>PORT_PLEASE2_REQ: asks for the entry of one name.</summary>
    public sealed record PortPlease(string Name) : EpmdRequest;

    /// <summary>NAMES_REQ: asks for all names and ports.</summary>
    public sealed record Names : EpmdRequest;

    /// <summary>DUMP_REQ: asks for all that EPMD holds.</summary>
    public sealed record Dump : EpmdRequest;

    /// <summary>KILL_REQ: ends EPMD.</summary>
    public sealed record Kill : EpmdRequest;

    /// <summary>STOP_REQ: strikes one name.</summary>
    public sealed record Stop(string Name) : EpmdRequest;

    /// <summary>Reads a body, which is what follows the 16-bit length.</summary>
    /// <returns>Null for what no version of EPMD takes: unknown kinds, cut or oversized fields, NUL or bad UTF-8 in a name.</returns>
    public static EpmdRequest? Decode(ReadOnlySpan<byte> body) => body switch
    {
        [] => null,
        [EpmdTag.Alive2Request, .. var rest] => DecodeAlive(rest),
        [EpmdTag.PortPlease2Request, .. var name] => TryReadName(TrimNul(name), out string? text) ? new PortPlease(text) : null,
        [EpmdTag.NamesRequest, ..] => new Names(),
        [EpmdTag.DumpRequest, ..] => new Dump(),
        [EpmdTag.KillRequest, ..] => new Kill(),
        [EpmdTag.StopRequest, .. var name] => TryReadName(TrimNul(name), out string? text) ? new Stop(text) : null,
        _ => null,
    };

    /// <summary>The request with its 16-bit length in front.</summary>
    /// <exception cref="EpmdException">A name, port or extra that does not fit.</exception>
    public byte[] Encode()
    {
        byte[] body = this switch
        {
            Alive alive => EncodeAlive(alive.Entry),
            PortPlease ask => [EpmdTag.PortPlease2Request, .. NameBytes(ask.Name)],
            Names => [EpmdTag.NamesRequest],
            Dump => [EpmdTag.DumpRequest],
            Kill => [EpmdTag.KillRequest],
            Stop stop => (byte[])[EpmdTag.StopRequest, .. NameBytes(stop.Name)],
            _ => throw new InvalidOperationException(),
        };
        if (body.Length > MaxBodyBytes)
        {
            throw Invalid($"A request of {body.Length} bytes is too long for EPMD, which takes {MaxBodyBytes}; shorten the extra field.");
        }

        byte[] packet = new byte[2 + body.Length];
        BinaryPrimitives.WriteUInt16BigEndian(packet, (ushort)body.Length);
        body.CopyTo(packet, 2);
        return packet;
    }

    /// <summary>
    /// Whether a node may have this name. White space and control characters are refused because they would forge lines of
    /// NAMES_RESP.
    /// </summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength && !name.Any(c => c == '@' || char.IsControl(c) || char.IsWhiteSpace(c));

    /// <summary>Port, type, protocol, versions, name and extra: what ALIVE2_REQ and PORT2_RESP have in common.</summary>
    internal static byte[] EncodeEntry(EpmdEntry entry)
    {
        if (entry.Port is < 0 or > ushort.MaxValue)
        {
            throw Invalid($"{entry.Port} is no port to register; it must be from 0 to 65535.");
        }

        byte[] name = NameBytes(entry.Name);
        byte[] extra = Convert.FromHexString(entry.ExtraHex);
        byte[] bytes = new byte[12 + name.Length + extra.Length];
        Span<byte> span = bytes.AsSpan();
        BinaryPrimitives.WriteUInt16BigEndian(span, (ushort)entry.Port);
        span[2] = (byte)entry.NodeType;
        span[3] = entry.Protocol;
        BinaryPrimitives.WriteUInt16BigEndian(span[4..], (ushort)entry.HighestVersion);
        BinaryPrimitives.WriteUInt16BigEndian(span[6..], (ushort)entry.LowestVersion);
        BinaryPrimitives.WriteUInt16BigEndian(span[8..], (ushort)name.Length);
        name.CopyTo(span[10..]);
        span = span[(10 + name.Length)..];
        BinaryPrimitives.WriteUInt16BigEndian(span, (ushort)extra.Length);
        extra.CopyTo(span[2..]);
        return bytes;
    }

    /// <summary>The reverse of <see cref="EncodeEntry"/>; bytes that follow are ignored, as OTP does.</summary>
    internal static EpmdEntry? DecodeEntry(ReadOnlySpan<byte> bytes)
    {
        const int Fixed = 10;
        if (bytes.Length < Fixed + 2)
        {
            return null;
        }

        int nameLength = BinaryPrimitives.ReadUInt16BigEndian(bytes[8..]);
        ReadOnlySpan<byte> rest = bytes[Fixed..];
        if (rest.Length < nameLength + 2 || !TryReadName(rest[..nameLength], out string? name))
        {
            return null;
        }

        rest = rest[nameLength..];
        int extraLength = BinaryPrimitives.ReadUInt16BigEndian(rest);
        return rest.Length < 2 + extraLength
            ? null
            : new EpmdEntry(name, BinaryPrimitives.ReadUInt16BigEndian(bytes))
            {
                NodeType = (EpmdNodeType)bytes[2],
                Protocol = bytes[3],
                HighestVersion = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]),
                LowestVersion = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]),
                ExtraHex = Convert.ToHexStringLower(rest.Slice(2, extraLength)),
            };
    }

    private static Alive? DecodeAlive(ReadOnlySpan<byte> bytes) => DecodeEntry(bytes) is { } entry ? new Alive(entry) : null;

    private static byte[] EncodeAlive(EpmdEntry entry) => [EpmdTag.Alive2Request, .. EncodeEntry(entry)];

    private static byte[] NameBytes(string name) =>
        IsName(name)
            ? s_utf8.GetBytes(name)
            : throw Invalid(
                $"'{name}' is no name for EPMD; it must be the part before the @: 1 to {MaxNameLength} characters, no white space.");

    // Old nodes end names with a NUL.
    private static ReadOnlySpan<byte> TrimNul(ReadOnlySpan<byte> name) => name is [.. var head, 0] ? head : name;

    private static bool TryReadName(ReadOnlySpan<byte> bytes, out string name)
    {
        name = "";
        if (bytes.IsEmpty || bytes.Contains((byte)0))
        {
            return false;
        }

        try
        {
            name = s_utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }

        return true;
    }

    private static EpmdException Invalid(string message) => new(EpmdError.InvalidArgument, message);
}
