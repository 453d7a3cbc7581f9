using System.Buffers;
using ErlDist;
using ErlDist.Mapping;

namespace AkkaErlDist.Serialization;

/// <summary>.NET messages as Erlang's external term format and back.</summary>
internal sealed class EtfCodec(IActorTerms actors, BinaryAs binaryAs)
{
    /// <summary>A buffer that has grown beyond this is not kept for the next message.</summary>
    private const int KeptBufferSize = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_buffer;

    private readonly NaturalValues _natural = new(actors, binaryAs);

    /// <summary>A message as a term, with the leading version byte.</summary>
    /// <exception cref="UndeclaredTypeException">Nothing says what the message is in Erlang.</exception>
    public byte[] Encode(object message)
    {
        ArrayBufferWriter<byte> buffer = s_buffer ?? new ArrayBufferWriter<byte>(512);
        s_buffer = null; // In use: a message's own code may encode another one meanwhile.
        var writer = new TermWriter(buffer);
        writer.WriteVersion();
        using (ActorRefCodec.Use(actors))
        {
            _natural.Write(ref writer, message);
        }

        writer.Flush();
        byte[] encoded = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity <= KeptBufferSize)
        {
            buffer.ResetWrittenCount();
            s_buffer = buffer;
        }

        return encoded;
    }

    /// <summary>Writes a message as a term, without the version byte, where a writer is at work already.</summary>
    /// <exception cref="UndeclaredTypeException">Nothing says what the message is in Erlang.</exception>
    public void Write(ref TermWriter writer, object? message)
    {
        using (ActorRefCodec.Use(actors))
        {
            _natural.Write(ref writer, message);
        }
    }

    /// <summary>Reads the message that the next term is.</summary>
    /// <exception cref="TermFormatException">It is no term, or not of the shape that its tag is declared with.</exception>
    public object Read(ref TermReader reader)
    {
        using (ActorRefCodec.Use(actors))
        {
            return _natural.Read(ref reader);
        }
    }

    /// <summary>The message that a term with its leading version byte is.</summary>
    /// <exception cref="TermFormatException">The bytes are no term, or more than one.</exception>
    public object Decode(ReadOnlySpan<byte> encoded)
    {
        var reader = new TermReader(encoded);
        reader.SkipVersion();
        using (ActorRefCodec.Use(actors))
        {
            object message = _natural.Read(ref reader);
            return Whole(reader, message);
        }
    }

    /// <summary>The message of a declared type, where it is known which.</summary>
    /// <exception cref="TermFormatException">The bytes are not of that type.</exception>
    public object Decode(ReadOnlySpan<byte> encoded, Type type)
    {
        var reader = new TermReader(encoded);
        reader.SkipVersion();
        using (ActorRefCodec.Use(actors))
        {
            return ErlTypes.TryRead(ref reader, type, out object? message)
                ? Whole(reader, message)
                : throw new UndeclaredTypeException(type, "It is declared where the message was sent.");
        }
    }

    private static object Whole(TermReader reader, object message) =>
        reader.AtEnd ? message : throw new TermFormatException("more bytes follow the term", reader.Consumed);
}
