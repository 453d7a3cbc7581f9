using System.Buffers;
using ErlDist.Embedding;
using ErlDist.Terms;

namespace ErlDist.Nodes;

/// <summary>A message that writes itself, so that nothing is made of it but its bytes.</summary>
internal interface IMessage
{
    /// <summary>Writes the message as one term without version byte. It may be asked twice.</summary>
    void Write(ref TermWriter writer);

    /// <summary>The message as a term, for a receiver on this node.</summary>
    Term ToTerm();
}

/// <summary>A message that is a term.</summary>
internal readonly struct TermMessage(Term term) : IMessage
{
    public void Write(ref TermWriter writer) => writer.WriteTerm(term);

    public Term ToTerm() => term;
}

/// <summary>A message that is posted.</summary>
internal readonly struct PostedMessage<TPost>(TPost post) : IMessage
    where TPost : IPost
{
    public void Write(ref TermWriter writer) => post.Write(ref writer);

    public Term ToTerm() => MessageBytes.ToTerm(this);
}

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
