namespace AkkaErlDist.Remoting.Protocol;

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
