using System.Numerics;
using ErlDist.Testing.Terms;

namespace ErlDist.Tests.Terms;

public sealed class OrderTests
{
    /// <summary>Erlang's order of the kinds and what is peculiar within them, each less than the next; an interop test asks a real node.</summary>
    private static readonly string[] s_ascending =
    [
        "-1.0e308", "-9223372036854775809", "-9223372036854775808", "-1", "-0.5", "0", "0.5", "1", "1.5", "2",
        "9007199254740992.0", "9007199254740993", "9007199254740994.0", "9223372036854775807", "9223372036854775808.0", "9223372036854775809",
        "1.0e308", "16#" + Long,
        "''", "a", "aa", "b", "'\\x{E000}'", "'\\x{10000}'",
        "fun a:b/1", "fun a:b/2", "fun b:a/0",
        "{}", "{1}", "{a}", "{1,2}", "{1,a}", "#m:n{}", "#{}", "#{a => 1}", "#{a => 2}", "#{b => 1}", "#{1 => a,2 => a}", "#{1 => a,1.0 => a}",
        "[]", "[1|a]", "[1|{}]", "[1]", "[1,1]", "[a]", "<<>>", "<<0:1>>", "<<0>>", "<<0,0:1>>", "<<0,1:1>>", "<<\"a\">>", "<<1:1>>", "<<128,0>>",
    ];

    private static readonly string[] s_keys = ["-5", "2", "16#10000000000000000", "-1.0", "-0.0", "0.0", "1.0", "a", "{1}", "{1.0}"];

    private static string Long => "1" + new string('0', 300);

    [Fact]
    public void Each_before_the_next()
    {
        Term[] terms = [.. s_ascending.Select(Term.Parse)];
        for (int i = 0; i < terms.Length; i++)
        {
            for (int j = 0; j < terms.Length; j++)
            {
                Assert.True(Math.Sign(terms[i].CompareTo(terms[j])) == i.CompareTo(j), $"{s_ascending[i]} against {s_ascending[j]}");
                Assert.Equal(i < j, terms[i] < terms[j]);
                Assert.Equal(i <= j, terms[i] <= terms[j]);
                Assert.Equal(i > j, terms[i] > terms[j]);
                Assert.Equal(i >= j, terms[i] >= terms[j]);
                Assert.Equal(i == j, terms[i].EqualsLoosely(terms[j]));
            }
        }

        List<Term> shuffled = [.. terms.OrderBy(t => t.GetHashCode())];
        shuffled.Sort();
        Assert.Equal(terms, shuffled);
    }

    [Theory]
    [InlineData("1", "1.0", true)]
    [InlineData("0.0", "-0.0", true)]
    [InlineData("{1,[2|3.0]}", "{1.0,[2.0|3]}", true)]
    [InlineData("#{a => 1}", "#{a => 1.0}", true)]
    [InlineData("#{1 => a}", "#{1.0 => a}", false)]
    [InlineData("#{{1} => a}", "#{{1.0} => a}", false)]
    [InlineData("#{#{a => 1} => a}", "#{#{a => 1.0} => a}", false)]
    [InlineData("9007199254740993", "9007199254740992.0", false)]
    [InlineData("9223372036854775808", "9223372036854775808.0", true)]
    [InlineData("a", "\"a\"", false)]
    public void Loosely_equal_is_not_exactly_equal(string left, string right, bool loosely)
    {
        (Term a, Term b) = (Term.Parse(left), Term.Parse(right));
        Assert.Equal(loosely, a.EqualsLoosely(b));
        Assert.Equal(loosely, b.CompareTo(a) == 0);
        Assert.False(a.EqualsExactly(b));
        Assert.NotEqual(0, Term.MapKeyOrder.Compare(a, b));
    }

    [Fact]
    public void Keys_of_maps_have_an_order_of_their_own()
    {
        Term[] keys = [.. s_keys.Select(Term.Parse)];
        Assert.Equal(keys, keys.Reverse().Order(Term.MapKeyOrder));
        Assert.True(null < keys[0] && !(keys[0] < null) && (Term?)null <= null);
    }

    [Fact]
    public void The_same_map_has_the_same_bytes()
    {
        var random = new Random(1);
        foreach (int size in new[] { 2, 5, 12, 13, 40, 500 })
        {
            (Term Key, Term Value)[] pairs =
                [.. Enumerable.Range(0, size * 2).Select(i => (Key: new RandomTerms(i + size).Next(3), Value: (Term)i)).DistinctBy(p => p.Key)];
            byte[] bytes = Term.Map(pairs).Encode();
            for (int round = 0; round < 5; round++)
            {
                random.Shuffle(pairs);
                Assert.Equal(bytes, Term.Map(pairs).Encode());
            }

            Term[] keys = [.. ((ErlMap)Term.Decode(bytes)).Keys];
            Assert.Equal(keys.Order(Term.MapKeyOrder), keys);
        }
    }

    /// <summary>Integers against floats of any size, by what they are exactly.</summary>
    [Fact]
    public void Numbers_by_value()
    {
        var random = new RandomTerms(7);
        var bits = new Random(7);
        for (int i = 0; i < 5000; i++)
        {
            double value = random.Double();
            BigInteger near = new BigInteger(value) + bits.Next(-2, 3);
            int expected = new BigInteger(value).CompareTo(near);
            expected = expected != 0 ? expected : (value - Math.Truncate(value)).CompareTo(0.0);
            Assert.Equal(expected, Math.Sign(((Term)value).CompareTo(near)));
            Assert.Equal(-expected, Math.Sign(((Term)near).CompareTo(value)));
        }
    }
}
