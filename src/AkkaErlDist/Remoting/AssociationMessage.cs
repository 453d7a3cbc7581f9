using ErlDist;
using ErlDist.Embedding;

namespace AkkaErlDist.Remoting;

/// <summary>A message between two actor systems as it is sent; a large content goes out without a copy.</summary>
/// <param name="kind">What it is.</param>
/// <param name="key">The association.</param>
/// <param name="content">What does not change any more.</param>
internal readonly struct AssociationMessage(FrameKind kind, AssociationKey key, ReadOnlyMemory<byte> content) : IPost
{
    /// <inheritdoc/>
    public void Write(ref TermWriter writer)
    {
        Span<byte> head = stackalloc byte[AssociationFrame.HeadBytes];
        AssociationFrame.WriteHead(head, kind, key, content.Length);
        writer.WriteRaw(head);
        writer.WriteRawByReference(content);
    }

    /// <summary>It is lost with its association.</summary>
    public void OnUndelivered(NodeConnectionException reason)
    {
    }
}
