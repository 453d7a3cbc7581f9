namespace AkkaErlDist.Remoting.Protocol;

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
