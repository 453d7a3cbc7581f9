namespace ErlDist.Services;

/// <summary>A call in terms.</summary>
internal readonly struct TermCall(Term request) : IGenCall<Term>
{
    public void Write(ref TermWriter writer) => writer.WriteTerm(request);

    public Term Read(ref TermReader reader, out Exception? error)
    {
        error = null;
        return reader.ReadTerm();
    }
}
