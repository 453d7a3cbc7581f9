namespace AkkaErlDist.Remoting.Protocol;

/// <summary>
/// A PDU taken apart, as slices of it. Either <see cref="Instruction"/> has something, or <see cref="Envelope"/> is there,
/// or it is an acknowledgement alone, which the bridge has no use for: what it sends has no numbers.
/// </summary>
internal readonly ref struct PduReader
{
    private PduReader(ReadOnlySpan<byte> instruction, ReadOnlySpan<byte> content)
    {
        Instruction = instruction;
        if (content.IsEmpty)
        {
            return;
        }

        var fields = new FieldReader(content);
        while (fields.Next())
        {
            if (fields.Field == Delivery.EnvelopeFieldNumber)
            {
                Envelope = new EnvelopeReader(fields.ReadBytes());
                HasEnvelope = true;
            }
            else
            {
                fields.Skip();
            }
        }
    }

    /// <summary>The bytes of an <see cref="Protocol.Instruction"/>, or nothing.</summary>
    public ReadOnlySpan<byte> Instruction { get; }

    /// <summary>Whether there is an envelope.</summary>
    public bool HasEnvelope { get; }

    /// <summary>The envelope.</summary>
    public EnvelopeReader Envelope { get; }

    /// <summary>Takes a PDU apart.</summary>
    /// <exception cref="PduException">It is none.</exception>
    public static PduReader Read(ReadOnlySpan<byte> pdu)
    {
        ReadOnlySpan<byte> instruction = default, content = default;
        var fields = new FieldReader(pdu);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case ProtocolMessage.ContentFieldNumber:
                    content = fields.ReadBytes();
                    break;
                case ProtocolMessage.InstructionFieldNumber:
                    instruction = fields.ReadBytes();
                    break;
                default:
                    fields.Skip();
                    break;
            }
        }

        return instruction.IsEmpty && content.IsEmpty
            ? throw new PduException("A PDU with neither a message nor an instruction.")
            : new PduReader(instruction, content);
    }

    /// <summary>Takes apart what is in a PDU, as Akka's endpoints see it.</summary>
    /// <exception cref="PduException">It is nothing of the kind.</exception>
    public static PduReader ReadContent(ReadOnlySpan<byte> content) => new([], content);
}

/// <summary>An <see cref="Envelope"/> as slices of the PDU.</summary>
internal readonly ref struct EnvelopeReader
{
    /// <summary>The number of a message that has none. An absent field is 0, the number of the first.</summary>
    public const ulong Unsequenced = ulong.MaxValue;

    internal EnvelopeReader(ReadOnlySpan<byte> envelope)
    {
        var fields = new FieldReader(envelope);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case Protocol.Envelope.RecipientFieldNumber:
                    Recipient = PathOf(fields.ReadBytes());
                    break;
                case Protocol.Envelope.MessageFieldNumber:
                    Content = new ContentReader(fields.ReadBytes());
                    break;
                case Protocol.Envelope.SenderFieldNumber:
                    Sender = PathOf(fields.ReadBytes());
                    break;
                case Protocol.Envelope.SequenceFieldNumber:
                    Sequence = fields.ReadFixed64();
                    break;
                default:
                    fields.Skip();
                    break;
            }
        }

        if (Recipient.IsEmpty)
        {
            throw new PduException("An envelope without a recipient.");
        }
    }

    /// <summary>The path of the recipient, in UTF-8.</summary>
    public ReadOnlySpan<byte> Recipient { get; }

    /// <summary>The path of the sender, in UTF-8; empty where there is none.</summary>
    public ReadOnlySpan<byte> Sender { get; }

    /// <summary>The message.</summary>
    public ContentReader Content { get; }

    /// <summary>The number for reliable delivery, or <see cref="Unsequenced"/>.</summary>
    public ulong Sequence { get; }

    private static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> reference)
    {
        ReadOnlySpan<byte> path = default;
        var fields = new FieldReader(reference);
        while (fields.Next())
        {
            if (fields.Field == Ref.PathFieldNumber)
            {
                path = fields.ReadBytes();
            }
            else
            {
                fields.Skip();
            }
        }

        return path;
    }
}

/// <summary>A <see cref="Content"/> as slices of the PDU: the bytes of a message and what is to be done with them.</summary>
internal readonly ref struct ContentReader
{
    internal ContentReader(ReadOnlySpan<byte> content)
    {
        var fields = new FieldReader(content);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case Protocol.Content.BytesFieldNumber:
                    Bytes = fields.ReadBytes();
                    break;
                case Protocol.Content.SerializerFieldNumber:
                    Serializer = unchecked((int)fields.ReadVarint());
                    break;
                case Protocol.Content.ManifestFieldNumber:
                    Manifest = fields.ReadBytes();
                    break;
                default:
                    fields.Skip();
                    break;
            }
        }
    }

    internal ContentReader(Content content)
    {
        Bytes = content.Bytes.Span;
        Serializer = content.Serializer;
        Manifest = content.Manifest.Span;
    }

    /// <summary>What the serializer wrote.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The serializer's identifier.</summary>
    public int Serializer { get; }

    /// <summary>What the serializer noted beside the bytes, in UTF-8; often empty.</summary>
    public ReadOnlySpan<byte> Manifest { get; }
}
