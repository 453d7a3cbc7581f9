using ErlDist.Embedding;

namespace ErlDist.Connections;

/// <summary>A message that is posted.</summary>
internal readonly struct PostedMessage<TPost>(TPost post) : IMessage
    where TPost : IPost
{
    public void Write(ref TermWriter writer) => post.Write(ref writer);

    public Term ToTerm() => MessageBytes.ToTerm(this);
}
