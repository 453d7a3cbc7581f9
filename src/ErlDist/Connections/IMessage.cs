namespace ErlDist.Connections;

/// <summary>A message that writes itself, so that nothing is made of it but its bytes.</summary>
internal interface IMessage
{
    /// <summary>Writes the message as one term without version byte. It may be asked twice.</summary>
    void Write(ref TermWriter writer);

    /// <summary>The message as a term, for a receiver on this node.</summary>
    Term ToTerm();
}
