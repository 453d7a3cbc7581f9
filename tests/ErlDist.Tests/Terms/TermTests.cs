using System.Numerics;

namespace ErlDist.Tests.Terms;

public sealed class TermTests
{
    [Fact]
    public void Conversions()
    {
        Assert.Equal(new ErlInteger(5), (Term)5);
        Assert.Equal(new ErlInteger(long.MinValue), (Term)long.MinValue);
        Assert.Equal(new ErlInteger(long.MaxValue), (Term)(BigInteger)long.MaxValue);
        Assert.IsType<ErlBigInteger>((Term)((BigInteger)long.MaxValue + 1));
        Assert.Equal(new ErlFloat(5), (Term)5.0);
        Assert.Same(Atom.True, (Term)true);
        Assert.Equal(new ErlBinary("text"), (Term)"text");
        Assert.Equal(new ErlBinary("text"), (Term)"text"u8.ToArray());
    }

    [Fact]
    public void Patterns()
    {
        Term call = Term.Tuple(Atom.Get("add"), 2, 3);
        Assert.True(call is ErlTuple and [Atom { Name: "add" }, ErlInteger { Value: 2 }, ErlInteger]);
        Term list = Term.List(1, 2, 3);
        Assert.True(list is ErlList and [ErlInteger { Value: 1 }, .. ErlList rest] && rest == Term.List(2, 3));
        ErlList fromExpression = [1, "two", Atom.Ok];
        Assert.Equal(3, fromExpression.Count);
        ErlTuple tuple = [1, .. fromExpression];
        Assert.Equal(Term.Tuple(1, 1, "two", Atom.Ok), tuple);
    }

    /// <summary>Equality is =:=, whose operands here are written as Erlang text.</summary>
    [Theory]
    [InlineData("1", "1.0", false)]
    [InlineData("0.0", "-0.0", false)]
    [InlineData("a", "\"a\"", false)]
    [InlineData("\"a\"", "[97]", true)]
    [InlineData("\"\"", "[]", true)]
    [InlineData("<<\"a\">>", "<<97>>", true)]
    [InlineData("<<1:1>>", "<<1>>", false)]
    [InlineData("<<2:2>>", "<<1:1,0:1>>", true)]
    [InlineData("<<1:1>>", "<<2:2>>", false)]
    [InlineData("[1,2|[3]]", "[1,2,3]", true)]
    [InlineData("[1|2]", "[1,2]", false)]
    [InlineData("[1|2]", "[1|3]", false)]
    [InlineData("{1,2}", "[1,2]", false)]
    [InlineData("{}", "[]", false)]
    [InlineData("#{a => 1, b => 2}", "#{b => 2, a => 1}", true)]
    [InlineData("#{a => 1, b => 2}", "#{b => 1, a => 2}", false)]
    [InlineData("#{1 => a}", "#{1.0 => a}", false)]
    [InlineData("fun a:b/1", "fun a:b/2", false)]
    [InlineData("99999999999999999999", "99999999999999999999", true)]
    public void Equality(string left, string right, bool equal)
    {
        (Term a, Term b) = (Term.Parse(left), Term.Parse(right));
        Assert.Equal(equal, a == b);
        Assert.Equal(equal, b.Equals((object)a));
        Assert.Equal(!equal, a != b);
        Assert.Equal(equal, new HashSet<Term> { a }.Contains(b));
    }

    [Fact]
    public void Atoms_of_one_name_are_equal_and_mostly_the_same()
    {
        Assert.Equal(new Atom("x"), Atom.Get("x"));
        Assert.True(new Atom("x") == Atom.Get("x"));
        Assert.Same(Atom.Get("shared"), Atom.Get("shared"));
        Assert.Same(Atom.Get("shared"), Term.Decode(Atom.Get("shared").Encode()));
        Assert.Equal("été"u8.ToArray(), Atom.Get("été").Utf8.ToArray());
    }

    [Fact]
    public void Maps_small_and_large()
    {
        foreach (int size in new[] { 0, 1, 8, 9, 1000 })
        {
            var map = new ErlMap([.. Enumerable.Range(0, size).Select(i => KeyValuePair.Create((Term)i, (Term)(i * 2)))]);
            Assert.Equal(size, map.Count);
            Assert.All(Enumerable.Range(0, size), i => Assert.Equal((Term)(i * 2), map[i]));
            Assert.False(map.ContainsKey(-1));
            Assert.Throws<KeyNotFoundException>(() => map[-1]);
            var reversed = new ErlMap([.. map.Reverse()]);
            Assert.Equal<Term>(map, reversed);
            Assert.Equal(map.GetHashCode(), reversed.GetHashCode());
            Assert.Equal(Enumerable.Range(0, size).Select(i => (Term)i), map.Keys);
            Assert.Throws<ArgumentException>(() => new ErlMap([.. map, KeyValuePair.Create((Term)1, (Term)1), KeyValuePair.Create((Term)1, (Term)2)]));
        }

        Assert.Throws<ArgumentException>(() => Term.Map((1, 1), (1, 2)));
        Assert.Equal(Term.Map((Atom.Ok, 1)), Term.Parse("#{ok => 1}"));
    }

    [Fact]
    public void Lists_and_their_tails()
    {
        Assert.Equal(Term.List(1, 2), Term.ImproperList([1], Term.List(2)));
        Assert.Equal(Term.ImproperList([1, 2], 3), Term.ImproperList([1], Term.ImproperList([2], 3)));
        Assert.Equal((Term)3, Term.ImproperList([], 3));
        Assert.True(Term.CharList("né😀").TryGetString(out string? text));
        Assert.Equal("né😀", text);
        Assert.True(ErlList.Empty.TryGetString(out text) && text.Length == 0);
        Assert.False(Term.List(1, -1).TryGetString(out _));
        Assert.False(Term.List(0xD800).TryGetString(out _));
        Assert.True(new ErlBinary("né").TryGetString(out text) && text == "né");
        Assert.False(new ErlBinary(new byte[] { 255 }).TryGetString(out _));
    }

    [Fact]
    public void Bits_that_do_not_count_are_no_part_of_a_bitstring()
    {
        Assert.Equal(new ErlBitstring([0xFF], 3), new ErlBitstring([0xE0], 3));
        Assert.NotEqual(new ErlBitstring([0xE0], 3), new ErlBitstring([0xE0], 4));
    }

    /// <summary>Maps of maps as keys, each comparison of which would cost the square of its size without hashes kept.</summary>
    [Fact]
    public async Task Terms_in_terms_as_keys_cost_no_more_than_their_size()
    {
        Term Key(int depth, int leaf) => depth == 0
            ? leaf
            : new ErlMap([.. Enumerable.Range(0, 4).Select(i => KeyValuePair.Create(Key(depth - 1, (leaf * 4) + i), (Term)0))]);
        byte[] bytes = Key(8, 0).Encode();
        Assert.Equal(bytes, await Task.Run(() => Term.Decode(bytes).Encode()).WaitAsync(TimeSpan.FromSeconds(10)));
    }
}
