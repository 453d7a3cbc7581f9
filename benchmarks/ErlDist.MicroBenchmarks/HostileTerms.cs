using System.Numerics;
using BenchmarkDotNet.Attributes;

namespace ErlDist.MicroBenchmarks;

/// <summary>Terms that somebody chose for what they cost, beside random ones of the same size: at most three times as much.</summary>
public class HostileTerms
{
    private const int Keys = 10_000;
    private byte[] _encoded = [];
    private Term _term = Atom.Get("none");

    [Params("integers", "floats", "references", "tuples", "bignums", "depth")]
    public string Shape { get; set; } = "";

    [Params("random", "chosen")]
    public string Values { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        long[] numbers = Values == "chosen" ? [.. Colliding().Take(Keys)] : [.. Random()];
        _term = Shape switch
        {
            "integers" => Map(numbers, n => n),
            "floats" => Map(numbers, n => BitConverter.Int64BitsToDouble(n & ~(1L << 62))),
            "references" => Map(numbers, n => new Reference(Atom.Get("a@h"), 1, 2, (uint)n, (uint)(n >> 32))),
            "tuples" => Map(numbers, n => Term.Tuple((int)n, (int)(n >> 32))),
            "bignums" => Term.List([.. Enumerable.Range(0, 100).Select(i => (Term)(Values == "chosen" ? Large(i) : -Large(i) * 3))]),
            _ => Values == "chosen" ? Deep() : Term.List([.. Enumerable.Range(0, Keys).Select(_ => (Term)Term.List(ErlList.Empty))]),
        };
        _encoded = _term.Encode();
    }

    [Benchmark(Description = "decode hostile terms")]
    public Term Decode() => Term.Decode(_encoded);

    [Benchmark(Description = "text for a log of hostile terms")]
    public string Text() => _term.ToString(250);

    [Benchmark(Description = "compare hostile terms")]
    public bool Compare() => Term.Decode(_encoded).Equals(_term);

    private static BigInteger Large(int number) => (BigInteger.One << 80_000) + number;

    private static Term Deep() => Enumerable.Range(0, Keys).Aggregate((Term)ErlList.Empty, (inner, _) => Term.List(inner));

    private static ErlMap Map(long[] numbers, Func<long, Term> key) =>
        new([.. numbers.Select(n => KeyValuePair.Create(key(n), (Term)1)).DistinctBy(pair => pair.Key)]);

    private static IEnumerable<long> Random()
    {
        var random = new Random(1);
        return Enumerable.Range(0, Keys).Select(_ => random.NextInt64(long.MinValue, long.MaxValue));
    }

    /// <summary>Halves that HashCode.Combine makes one value of, whatever its secret (see HashTests).</summary>
    private static IEnumerable<long> Colliding()
    {
        const uint P3 = 3266489917;
        const uint P4 = 668265263;
        uint inverse = P3;
        for (int i = 0; i < 5; i++)
        {
            inverse *= 2 - (P3 * inverse);
        }

        for (uint i = 0; ; i++)
        {
            yield return (long)(((ulong)((0 - (i * P4)) * inverse) << 32) | ((i << 15) * inverse));
        }
    }
}
