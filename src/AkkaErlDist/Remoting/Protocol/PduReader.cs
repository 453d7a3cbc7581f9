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
