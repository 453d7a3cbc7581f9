using System.Text;

namespace AkkaErlDist.Tests.AkkaPeers;

/// <summary>The messages to <c>akka_remote</c> by which an actor system would send "gotcha" to /user/victim: see AkkaPeer.</summary>
internal static class AttackFrames
{
    private const byte OpenedBySender = 0x80;

    /// <summary>Opens an association, then ASSOCIATE and the message; binaries without head.</summary>
    /// <param name="origin">The address that the sender says it has.</param>
    /// <param name="destination">The victim's.</param>
    public static IReadOnlyList<byte[]> Of(string origin, string destination)
    {
        byte[] address = [.. Field(1, "sys"u8), .. Field(2, "localhost"u8), 24, 1, .. Field(4, "erl"u8)];
        byte[] associate = Field(2, [8, 1, .. Field(2, [.. Field(1, address), 17, 7, 0, 0, 0, 0, 0, 0, 0])]);
        byte[] recipient = Field(1, Field(1, Encoding.UTF8.GetBytes(destination + "/user/victim")));
        byte[] message = Field(2, [.. Field(1, "gotcha"u8), 16, 17, .. Field(3, "S"u8)]);
        byte[] envelope = [.. recipient, .. message, 41, 255, 255, 255, 255, 255, 255, 255, 255];
        return
        [
            Frame(1, Encoding.UTF8.GetBytes($"{origin} {destination}")),
            Frame(2, associate),
            Frame(2, Field(1, Field(2, envelope))),
        ];
    }

    /// <summary>The proof of an insider, see PeerProof.</summary>
    public static byte[] Proof(ReadOnlySpan<byte> mac) => [OpenedBySender | 6, 0, 0, 0, 0, .. mac];

    private static byte[] Frame(byte kind, byte[] content) => [(byte)(OpenedBySender | kind), 0, 0, 0, 1, .. content];

    private static byte[] Field(int number, ReadOnlySpan<byte> bytes)
    {
        byte head = (byte)((number << 3) | 2);
        return bytes.Length < 128
            ? [head, (byte)bytes.Length, .. bytes]
            : [head, (byte)(0x80 | (bytes.Length & 0x7F)), (byte)(bytes.Length >> 7), .. bytes];
    }
}
