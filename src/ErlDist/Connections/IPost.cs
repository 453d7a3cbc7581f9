namespace ErlDist.Embedding;

/// <summary>
/// A message that is posted: written when its bytes are needed, and told of when it cannot be delivered. A struct costs no allocation as
/// long as the connection is up and has room.
/// </summary>
public interface IPost
{
    /// <summary>Writes the message as one term without version byte. It may be asked twice, and what it throws goes to the one who posts.</summary>
    void Write(ref TermWriter writer);

    /// <summary>The node cannot be reached or was lost before the message left: the message is dropped.</summary>
    void OnUndelivered(NodeConnectionException reason);
}
