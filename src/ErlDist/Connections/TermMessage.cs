namespace ErlDist.Connections;

/// <summary>A message that is a term.</summary>
internal readonly struct TermMessage(Term term) : IMessage
{
    public void Write(ref TermWriter writer) => writer.WriteTerm(term);

    public Term ToTerm() => term;
}
