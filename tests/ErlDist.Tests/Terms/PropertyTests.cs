using ErlDist.Terms;
using ErlDist.Testing.Terms;
using FsCheck.Xunit;

namespace ErlDist.Tests.Terms;

public sealed class PropertyTests
{
    [Property(MaxTest = 2000)]
    public void Decoding_gives_the_term_that_was_encoded(int seed)
    {
        Term term = new RandomTerms(seed) { Records = true }.Next();
        byte[] bytes = term.Encode();
        var again = Term.Decode(bytes);
        Assert.Equal(term, again);
        Assert.Equal(term.GetHashCode(), again.GetHashCode());
        Assert.Equal(bytes, again.Encode());
    }

    [Property(MaxTest = 1000)]
    public void Parsing_gives_the_term_that_was_printed(int seed)
    {
        Term term = new RandomTerms(seed) { Identifiers = false, Records = true }.Next();
        Assert.Equal(term, Term.Parse(term.ToString()));
        Assert.Equal([term, term], Term.ParseAll($"{term}.\n%% comment\n{term} . "));
    }

    [Property(MaxTest = 1000)]
    public void Atom_references_change_nothing_but_the_bytes(int seed)
    {
        Term term = new RandomTerms(seed) { Records = true }.Next();
        var atoms = new AtomRefTable();
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        for (int i = 0; i < 2; i++)
        {
            buffer.Clear();
            atoms.Clear();
            var writer = new TermWriter(buffer, atoms);
            writer.WriteTerm(term);
            writer.Flush();
            var reader = new TermReader(buffer.WrittenSpan, atoms.Atoms, pids: new PidCache());
            Assert.Equal(term, reader.ReadTerm());
            Assert.True(reader.AtEnd);
        }

        var skipper = new TermReader(buffer.WrittenSpan, atoms.Atoms);
        Assert.Equal(buffer.WrittenCount, skipper.ReadEncoded().Length);
    }

    [Property(MaxTest = 2000)]
    public void Order_is_total_and_agrees_with_equality(int seed)
    {
        var random = new RandomTerms(seed) { Records = true, Similar = true };
        Term[] terms = [random.Next(2), random.Next(2), random.Next(2)];
        foreach (Comparison<Term> compare in new Comparison<Term>[] { (x, y) => x.CompareTo(y), Term.MapKeyOrder.Compare })
        {
            Term[] sorted = [.. terms.Order(Comparer<Term>.Create(compare))];
            Assert.True(compare(sorted[0], sorted[1]) <= 0 && compare(sorted[1], sorted[2]) <= 0 && compare(sorted[0], sorted[2]) <= 0);
            Assert.Equal(Math.Sign(compare(terms[0], terms[1])), -Math.Sign(compare(terms[1], terms[0])));
        }

        Assert.Equal(terms[0].Equals(terms[1]), Term.MapKeyOrder.Compare(terms[0], terms[1]) == 0);
        Assert.True(!terms[0].Equals(terms[1]) || (terms[0].CompareTo(terms[1]) == 0 && terms[0].GetHashCode() == terms[1].GetHashCode()));
    }

    [Property(MaxTest = 3000)]
    public void Damaged_bytes_are_a_term_or_a_TermFormatException(int seed)
    {
        var random = new Random(seed);
        byte[] bytes = new RandomTerms(seed).Next().Encode();
        for (int i = 0; i < 20; i++)
        {
            byte[] damaged = (byte[])bytes.Clone();
            damaged[1 + random.Next(damaged.Length - 1)] = (byte)random.Next(256);
            Survives(damaged);
        }
    }

    [Property(MaxTest = 3000)]
    public void Random_bytes_are_a_term_or_a_TermFormatException(int seed)
    {
        var random = new Random(seed);
        byte[] bytes = new byte[1 + random.Next(60)];
        random.NextBytes(bytes);
        bytes[0] = 131;
        if (bytes.Length > 1)
        {
            bytes[1] = (byte)random.Next(67, 122);
        }

        Survives(bytes);
    }

    [Property(MaxTest = 3000)]
    public void Random_text_is_a_term_or_a_TermTextException(int seed)
    {
        var random = new Random(seed);
        const string Alphabet = "{}[]()<>|,.:/=#$%'\"\\ abfunexs01289_-+\n~é\uD800😀";
        string text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
        _ = Term.TryParse(text, out _);
    }

    private static void Survives(byte[] bytes)
    {
        try
        {
            var term = Term.Decode(bytes);
            Assert.Equal(term, Term.Decode(term.Encode()));
        }
        catch (TermFormatException)
        {
        }
    }
}
