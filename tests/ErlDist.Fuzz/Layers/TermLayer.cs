using System.Buffers;

namespace ErlDist.Fuzz.Layers;

/// <summary>Encoded terms: what is read must come out of a writer and a reader as the same; skipping must take the same bytes.</summary>
internal sealed class TermLayer : IFuzzLayer
{
    public string Name => "terms";

    public byte[][] MakeCase(Random random)
    {
        byte[] seed = Corpus.Terms[random.Next(Corpus.Terms.Count)];
        return [Mutator.Mutate(random, seed, Corpus.Terms[random.Next(Corpus.Terms.Count)])];
    }

    public void Run(byte[][] messages)
    {
        var term = Term.Decode(messages[0], Corpus.Limits);
        Check(term);
        var reader = new TermReader(messages[0], limits: Corpus.Limits);
        reader.SkipVersion();
        reader.Skip();
    }

    /// <summary>What must hold for any term that was read.</summary>
    public static void Check(Term term) => FuzzFindException.IfRefused(() => CheckTaken(term));

    private static void CheckTaken(Term term)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new TermWriter(output);
        writer.WriteTerm(term);
        writer.Flush();
        var reader = new TermReader(output.WrittenSpan);
        Term again = reader.ReadTerm();
        if (!reader.AtEnd || !again.Equals(term) || again.GetHashCode() != term.GetHashCode())
        {
            throw new FuzzFindException($"{term} comes out as {again}");
        }

        OrderLayer.CheckTwins(term, again);
        _ = term.ToString();
    }
}
