using System.Numerics;

namespace ErlDist.Tests.Terms;

/// <summary>Keys chosen by somebody who knows how .NET hashes cost no more than any others.</summary>
public sealed class HashTests
{
    private const int Count = 20_000;

    /// <summary>Pairs of 32-bit halves that <c>HashCode.Combine(low, high)</c> maps to one value whatever its secret, by xxHash's steps run backwards.</summary>
    private static readonly long[] s_colliding = [.. Colliding().Take(Count)];

    private static readonly Dictionary<string, Func<long, Term>> s_kinds = new()
    {
        ["integer"] = n => n,
        ["float"] = n => new ErlFloat(double.IsFinite(BitConverter.Int64BitsToDouble(n)) ? BitConverter.Int64BitsToDouble(n) : n),
        ["bignum"] = n => (BigInteger.One << 100) + n,
        ["reference"] = n => new Reference(Atom.Ok, 1, 7, (uint)n, (uint)(n >> 32)),
        ["reference of five words"] = n => new Reference(Atom.Ok, 1, 7, 8, 9, (uint)n, (uint)(n >> 32)),
        ["pid"] = n => new Pid(Atom.Ok, (uint)n, (uint)(n >> 32), 1),
        ["port"] = n => new Port(Atom.Ok, (ulong)n, 1),
        ["binary"] = n => new ErlBinary(BitConverter.GetBytes(n)),
        ["bitstring"] = n => new ErlBitstring([.. BitConverter.GetBytes(n), 1], 7),
        ["char list"] = n => Term.List([.. BitConverter.GetBytes(n).Select(b => (Term)(int)b)]),
        ["tuple"] = n => Term.Tuple((int)n, (int)(n >> 32)),
        ["tuple in tuple"] = n => Term.Tuple(Term.Tuple((int)n), Term.List(Term.Tuple((int)(n >> 32)))),
        ["improper list"] = n => Term.ImproperList([(int)n], (int)(n >> 32)),
        ["map"] = n => Term.Map(((int)n, (int)(n >> 32)), (Atom.Ok, 1)),
        ["map with values changed about"] = n => Term.Map([.. Enumerable.Range(0, 33).Select(i => ((Term)i, (Term)(int)((n >> i) & 1)))]),
        ["record"] = n => new ErlNativeRecord(Atom.Ok, Atom.Ok, [new(Atom.Nil, (int)n), new(Atom.Error, (int)(n >> 32))]),
        ["export"] = n => new ErlExport(new Atom($"m{n}"), Atom.Ok, 1),
    };

    public static TheoryData<string> Kinds => [.. s_kinds.Keys];

    [Fact]
    public void The_keys_do_collide_where_they_can()
    {
        Assert.Equal(Count, s_colliding.Distinct().Count());
        Assert.InRange(s_colliding.Select(n => HashCode.Combine((int)n, (int)(n >> 32))).Distinct().Count(), 1, 2);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Chosen_keys_collide_no_more_than_random_ones(string kind)
    {
        var random = new Random(1);
        int chosen = Collisions(s_colliding.Select(s_kinds[kind]));
        int byChance = Collisions(Enumerable.Range(0, Count).Select(_ => s_kinds[kind](random.NextInt64(long.MinValue, long.MaxValue))));
        Assert.InRange(chosen, 0, (3 * byChance) + 100);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Keys_in_a_row_spread(string kind) =>
        Assert.InRange(Collisions(Enumerable.Range(0, Count).Select(i => s_kinds[kind](i))), 0, Count / 10);

    [Fact]
    public void Maps_with_the_same_keys_spread_whatever_the_secret()
    {
        // Each set of keys is as good as another secret, and one in ten of them shows a sum that is not hashed.
        int most = Enumerable.Range(0, 100).Max(set => Collisions(Enumerable.Range(0, 1024).Select(n =>
            (Term)Term.Map([.. Enumerable.Range(0, 10).Select(i => ((Term)((set * 10) + i), (Term)((n >> i) & 1)))]))));
        Assert.InRange(most, 0, 1024 / 7);
    }

    [Fact]
    public void Equal_terms_have_equal_hashes_however_they_came()
    {
        Assert.Equal(Term.List(1, 2).GetHashCode(), Term.ImproperList([1], Term.List(2)).GetHashCode());
        Assert.Equal(new ErlInteger(5).GetHashCode(), ErlInteger.Of(5).GetHashCode());
        Assert.Equal(Term.Map((1, 2), (3, 4)).GetHashCode(), Term.Map((3, 4), (1, 2)).GetHashCode());
        Assert.NotEqual(Term.Map((1, 2), (3, 4)).GetHashCode(), Term.Map((1, 4), (3, 2)).GetHashCode());
        Assert.Equal(new Atom("hash").GetHashCode(), new Atom("hash").GetHashCode());
    }

    /// <summary>How many of the keys find another one in their bucket, of sixteen times as many buckets as there are keys.</summary>
    private static int Collisions(IEnumerable<Term> keys)
    {
        Term[] distinct = [.. keys.Distinct()];
        return distinct.Length - distinct.Select(key => (uint)key.GetHashCode() % (16 * (uint)distinct.Length)).Distinct().Count();
    }

    private static IEnumerable<long> Colliding()
    {
        // HashCode.Combine(a, b) is h = rotl(secret + a * P3, 17) * P4, then rotl(h + b * P3, 17) * P4 and a mix. What is added to the
        // upper 17 bits of the first sum is added to the lower 17 of what is rotated, unless it runs over: so many times P4 in h, which
        // b takes back.
        const uint P3 = 3266489917;
        const uint P4 = 668265263;
        uint inverse = P3;
        for (int i = 0; i < 5; i++)
        {
            inverse *= 2 - (P3 * inverse);
        }

        for (uint i = 0; ; i++)
        {
            uint low = (i << 15) * inverse;
            uint high = (0 - (i * P4)) * inverse;
            yield return (long)(((ulong)high << 32) | low);
        }
    }
}
