using ErlDist.Testing.Terms;

namespace ErlDist.Fuzz.Layers;

/// <summary>Three terms that a peer chose: their order must be one, and agree with equality, hashes and what is written.</summary>
internal sealed class OrderLayer : IFuzzLayer
{
    private const int TextLength = 80;

    public string Name => "order";

    public byte[][] MakeCase(Random random)
    {
        var terms = new RandomTerms(random.Next()) { Similar = true, Records = true };
        int depth = random.Next(4);
        return [.. Enumerable.Range(0, 3).Select(_ => Encode(random, terms.Next(depth)))];
    }

    public void Run(byte[][] messages)
    {
        Term[] terms = [.. messages.Select(message => Term.Decode(message, Corpus.Limits))];
        foreach ((Term left, Term right) in terms.SelectMany(left => terms, (left, right) => (left, right)))
        {
            int exact = Term.MapKeyOrder.Compare(left, right);
            if (Math.Sign(left.CompareTo(right)) != -Math.Sign(right.CompareTo(left))
                || Math.Sign(exact) != -Math.Sign(Term.MapKeyOrder.Compare(right, left)))
            {
                throw new FuzzFindException($"{left} and {right} each stand before the other");
            }

            if (left.Equals(right) != (exact == 0) || (exact == 0 && (!left.EqualsLoosely(right) || left.GetHashCode() != right.GetHashCode())))
            {
                throw new FuzzFindException($"{left} and {right} are equal and are not");
            }
        }

        Term[] sorted = [.. terms.Order()];
        if (sorted[0] > sorted[1] || sorted[1] > sorted[2] || sorted[0] > sorted[2])
        {
            throw new FuzzFindException($"{sorted[0]}, {sorted[1]} and {sorted[2]} have no order");
        }
    }

    private static byte[] Encode(Random random, Term term) =>
        random.Next(8) == 0 ? Mutator.Mutate(random, term.Encode(), Corpus.Terms[random.Next(Corpus.Terms.Count)]) : term.Encode();

    /// <summary>What must hold for two terms that are one.</summary>
    public static void CheckTwins(Term term, Term twin)
    {
        if (term.CompareTo(twin) != 0 || Term.MapKeyOrder.Compare(term, twin) != 0 || term.GetHashCode() != twin.GetHashCode())
        {
            throw new FuzzFindException($"{term} and {twin} are equal and are not");
        }

        if (!term.Encode().AsSpan().SequenceEqual(twin.Encode()))
        {
            throw new FuzzFindException($"{term} has two encodings");
        }

        if (term.ToString(TextLength).Length > TextLength)
        {
            throw new FuzzFindException($"{term} is longer than was asked for");
        }
    }
}
