using System.Buffers;

namespace ErlDist.Connections;

/// <summary>Messages as bytes of their own, where they cannot be written straight into what is sent.</summary>
internal static class MessageBytes
{
    /// <summary>Without version byte.</summary>
    public static byte[] Of<TMessage>(in TMessage message)
        where TMessage : IMessage
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new TermWriter(buffer);
        message.Write(ref writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static Term ToTerm<TMessage>(in TMessage message)
        where TMessage : IMessage
    {
        var reader = new TermReader(Of(message));
        return reader.ReadTerm();
    }
}
