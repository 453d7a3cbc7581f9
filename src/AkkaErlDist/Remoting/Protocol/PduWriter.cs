using System.Buffers.Binary;
using System.Numerics;
using Google.Protobuf;

namespace AkkaErlDist.Remoting.Protocol;

/// <summary>Writes PDUs, each into an array of its own that is handed on as it is.</summary>
internal static class PduWriter
{
    private const int LengthDelimited = 2;
    private const int SequenceBytes = 1 + sizeof(ulong);

    public static byte[] Heartbeat { get; } = Instruct(new Instruction { Command = Command.Heartbeat });

    public static byte[] Associate(NodeAddress origin, int uid) =>
        Instruct(new Instruction { Command = Command.Associate, Handshake = new Handshake { Origin = origin, Uid = (ulong)uid } });

    public static byte[] Disassociate(Command command) => Instruct(new Instruction { Command = command });

    /// <summary>An acknowledgement of all up to <paramref name="highest"/>, except what is missing.</summary>
    public static byte[] Acknowledge(ulong highest, IEnumerable<ulong> missing)
    {
        var delivery = new Delivery { Acknowledgement = new Acknowledgement { Highest = highest, Missing = { missing } } };
        return new ProtocolMessage { Content = delivery.ToByteString() }.ToByteArray();
    }

    /// <summary>An envelope with a message that Akka itself has to understand. It has no number.</summary>
    public static byte[] Envelope(
        ReadOnlySpan<byte> recipient, ReadOnlySpan<byte> sender, int serializer, ReadOnlySpan<byte> manifest, IMessage? message) =>
        Envelope(recipient, sender, serializer, manifest, default, message is null ? default : message.ToByteArray());

    /// <summary>An envelope. It has no number: it is delivered all the same, and nothing is remembered of it.</summary>
    /// <param name="recipient">The recipient's path in UTF-8.</param>
    /// <param name="sender">The sender's path; empty for none.</param>
    /// <param name="serializer">One of <see cref="Serializers"/>.</param>
    /// <param name="manifest">What goes with it; often empty.</param>
    /// <param name="head">The first bytes of the message.</param>
    /// <param name="body">The rest of it.</param>
    public static byte[] Envelope(
        ReadOnlySpan<byte> recipient,
        ReadOnlySpan<byte> sender,
        int serializer,
        ReadOnlySpan<byte> manifest,
        ReadOnlySpan<byte> head,
        ReadOnlySpan<byte> body)
    {
        int messageBytes = head.Length + body.Length;
        int recipientRef = FieldSize(recipient.Length);
        int senderRef = FieldSize(sender.Length);
        int content = FieldSize(messageBytes) + 1 + VarintSize((uint)serializer) + (manifest.IsEmpty ? 0 : FieldSize(manifest.Length));
        int envelope = FieldSize(recipientRef) + FieldSize(content) + (sender.IsEmpty ? 0 : FieldSize(senderRef)) + SequenceBytes;
        int delivery = FieldSize(envelope);
        byte[] pdu = GC.AllocateUninitializedArray<byte>(FieldSize(delivery));

        Span<byte> rest = pdu;
        OpenField(ref rest, ProtocolMessage.ContentFieldNumber, delivery);
        OpenField(ref rest, Delivery.EnvelopeFieldNumber, envelope);
        OpenField(ref rest, Protocol.Envelope.RecipientFieldNumber, recipientRef);
        WriteField(ref rest, Ref.PathFieldNumber, recipient);
        OpenField(ref rest, Protocol.Envelope.MessageFieldNumber, content);
        OpenField(ref rest, Content.BytesFieldNumber, messageBytes);
        Put(ref rest, head);
        Put(ref rest, body);
        WriteVarint(ref rest, Content.SerializerFieldNumber << 3);
        WriteVarint(ref rest, (uint)serializer);
        if (!manifest.IsEmpty)
        {
            WriteField(ref rest, Content.ManifestFieldNumber, manifest);
        }

        if (!sender.IsEmpty)
        {
            OpenField(ref rest, Protocol.Envelope.SenderFieldNumber, senderRef);
            WriteField(ref rest, Ref.PathFieldNumber, sender);
        }

        rest[0] = (Protocol.Envelope.SequenceFieldNumber << 3) | 1;
        BinaryPrimitives.WriteUInt64LittleEndian(rest[1..], EnvelopeReader.Unsequenced);
        return pdu;
    }

    private static byte[] Instruct(Instruction instruction) => new ProtocolMessage { Instruction = instruction }.ToByteArray();

    /// <summary>The bytes of a field, all of whose numbers are below 16, with its key and its length.</summary>
    private static int FieldSize(int length) => 1 + VarintSize((uint)length) + length;

    private static int VarintSize(uint value) => ((31 - BitOperations.LeadingZeroCount(value | 1)) / 7) + 1;

    private static void OpenField(ref Span<byte> rest, int field, int length)
    {
        rest[0] = (byte)((field << 3) | LengthDelimited);
        rest = rest[1..];
        WriteVarint(ref rest, (uint)length);
    }

    private static void WriteField(ref Span<byte> rest, int field, ReadOnlySpan<byte> bytes)
    {
        OpenField(ref rest, field, bytes.Length);
        Put(ref rest, bytes);
    }

    private static void Put(ref Span<byte> rest, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }

    private static void WriteVarint(ref Span<byte> rest, uint value)
    {
        int i = 0;
        for (; value >= 0x80; value >>= 7)
        {
            rest[i++] = (byte)(value | 0x80);
        }

        rest[i++] = (byte)value;
        rest = rest[i..];
    }
}
