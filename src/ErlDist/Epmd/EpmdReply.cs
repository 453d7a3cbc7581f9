using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ErlDist.Embedding;

namespace ErlDist.Epmd;

/// <summary>The answers of the EPMD protocol, both ways. Pure.</summary>
internal static class EpmdReply
{
    /// <summary>The first distribution version whose nodes get a 32-bit creation (ALIVE2_X_RESP).</summary>
    private const int FirstVersionWithWideCreation = 6;

    private const byte Ok = 0;
    private const byte Failed = 1;

    /// <summary>What OTP's daemon puts in the creation's place when it refuses; nobody reads it.</summary>
    private const byte NoCreation = 99;

    /// <summary>The answer to ALIVE2_REQ in the form that the node's highest version takes; a null creation says no.</summary>
    public static byte[] EncodeAlive(int highestVersion, uint? creation)
    {
        byte result = creation is null ? Failed : Ok;
        if (highestVersion >= FirstVersionWithWideCreation)
        {
            byte[] wide = [EpmdTag.Alive2XResponse, result, 0, 0, 0, 0];
            BinaryPrimitives.WriteUInt32BigEndian(wide.AsSpan(2), creation ?? NoCreation);
            return wide;
        }

        // Nodes of that age keep two bits of the creation, and 0 means none.
        byte[] narrow = [EpmdTag.Alive2Response, result, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(narrow.AsSpan(2), creation is { } wanted ? (ushort)((wanted % 3) + 1) : NoCreation);
        return narrow;
    }

    /// <summary>How many bytes an answer to ALIVE2_REQ has in all, by its first one; 0 for what is no such answer.</summary>
    public static int AliveLength(byte tag) => tag switch
    {
        EpmdTag.Alive2XResponse => 6,
        EpmdTag.Alive2Response => 4,
        _ => 0,
    };

    /// <summary>Reads a whole answer to ALIVE2_REQ: the creation, or null for no.</summary>
    public static uint? DecodeAlive(ReadOnlySpan<byte> reply) =>
        reply[1] != Ok ? null
        : reply[0] == EpmdTag.Alive2XResponse ? BinaryPrimitives.ReadUInt32BigEndian(reply[2..])
        : BinaryPrimitives.ReadUInt16BigEndian(reply[2..]);

    /// <summary>PORT2_RESP.</summary>
    public static byte[] EncodePort(EpmdEntry? entry) =>
        entry is null ? [EpmdTag.Port2Response, Failed] : [EpmdTag.Port2Response, Ok, .. EpmdRequest.EncodeEntry(entry)];

    /// <summary>Reads PORT2_RESP.</summary>
    /// <returns>False for what is none; true with null for a name that is not there.</returns>
    public static bool TryDecodePort(ReadOnlySpan<byte> reply, out EpmdEntry? entry)
    {
        entry = null;
        switch (reply)
        {
            case [EpmdTag.Port2Response, Ok, .. var rest]:
                entry = EpmdRequest.DecodeEntry(rest);
                return entry is not null;
            case [EpmdTag.Port2Response, ..]:
                return true;
            default:
                return false;
        }
    }

    /// <summary>NAMES_RESP: the port of EPMD, then a line a node, which OTP's erl_epmd parses word by word.</summary>
    public static byte[] EncodeNames(int epmdPort, IEnumerable<EpmdEntry> entries) =>
        EncodeText(epmdPort, entries, static entry => $"name {entry.Name} at port {entry.Port}\n");

    /// <summary>DUMP_RESP; the owner's descriptor is not ours to show, so it reads -1.</summary>
    public static byte[] EncodeDump(int epmdPort, IEnumerable<EpmdEntry> entries) =>
        EncodeText(epmdPort, entries, static entry => $"active name     <{entry.Name}> at port {entry.Port}, fd = -1\n");

    /// <summary>The text of NAMES_RESP or DUMP_RESP, which is what follows EPMD's own port.</summary>
    public static bool TryDecodeText(ReadOnlySpan<byte> reply, out string text)
    {
        // OTP's daemon sends the NUL that ends its C strings along with each line of a dump.
        text = reply.Length < 4 ? "" : Encoding.UTF8.GetString(reply[4..]).Replace("\0", "", StringComparison.Ordinal);
        return reply.Length >= 4;
    }

    /// <summary>The nodes in the text of NAMES_RESP; lines of another shape are skipped, as OTP does.</summary>
    public static List<EpmdName> ParseNames(string text)
    {
        var names = new List<EpmdName>();
        foreach (string line in text.Split('\n'))
        {
            if (line.Split(' ') is ["name", var name, "at", "port", var port]
                && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                names.Add(new EpmdName(name, number));
            }
        }

        return names;
    }

    private static byte[] EncodeText(int epmdPort, IEnumerable<EpmdEntry> entries, Func<EpmdEntry, string> line)
    {
        var text = new StringBuilder();
        foreach (EpmdEntry entry in entries)
        {
            text.Append(line(entry));
        }

        byte[] port = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(port, epmdPort);
        return [.. port, .. Encoding.UTF8.GetBytes(text.ToString())];
    }
}
