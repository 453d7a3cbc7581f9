using System.Globalization;
using System.Numerics;
using ErlDist.Mapping;

[assembly: ErlType<HashSet<int>>]
[assembly: ErlType<ErlResult<ErlDist.Generators.Tests.Price>>]

namespace ErlDist.Generators.Tests;

/// <summary>elixir.golden: values as Elixir itself makes and encodes them. elixir_golden.exs writes it.</summary>
public sealed class ElixirGoldenTests
{
    private static readonly Dictionary<string, byte[]> s_golden = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "elixir.golden"))
        .Select(line => line.Split(' ')).ToDictionary(parts => parts[0], parts => Convert.FromBase64String(parts[1]));

    [Fact]
    public void Times()
    {
        Both("utc", Moment("2024-02-29T12:34:56.123456Z"));
        Both("utc_seconds", Moment("2024-02-29T12:34:56Z"));
        Both("before_1970", Moment("1815-12-10T00:00:00.000001Z"));
        Both("naive", new DateTime(2024, 2, 29, 12, 34, 56, 500));
        Both("date", new DateOnly(2024, 2, 29));
        Both("time", new TimeOnly(23, 59, 59, 999));

        // We write all six digits where there are any, and UTC.
        Read("utc_milliseconds", Moment("2024-02-29T12:34:56.123Z"));
        Read("zoned", Moment("2024-07-01T14:30:00+02:00"));
        Read("utc", Moment("2024-02-29T12:34:56.123456Z").UtcDateTime);
    }

    [Fact]
    public void Numbers_and_texts()
    {
        Both("decimal", -1.20m);
        Both("large_decimal", decimal.MaxValue);
        Both("text", "grüße, 世界");
        Read("charlist", "grüße");
        Both("atom", Color.DarkBlue);
        Both<BigInteger>("big", BigInteger.Pow(2, 100));
        Both<Int128>("big", Int128.One << 100);
        Both("negative", long.MinValue);
    }

    [Fact]
    public void Collections_and_ranges()
    {
        Assert.Equal([1, 2, 3], ErlTypes.Decode<HashSet<int>>(s_golden["set"]).Order());
        Assert.Empty(ErlTypes.Decode<HashSet<int>>(s_golden["empty_set"]));
        Assert.Equal(ErlTypes.ToTerm<HashSet<int>>([3, 2, 1]), Term.Decode(s_golden["set"]));
        Both("range", new ErlRange(1, 10, 3));
        Both("down", new ErlRange(10, 1, -1));
    }

    [Fact]
    public void Declared_types()
    {
        Both("keywords", new Options("a", true, 3));
        Both("struct", new Box(1, 2.5));
        Read<Figure>("struct", new Box(1, 2.5));
        Both<ErlResult<Price>>("ok", new Price("tea", 4));
        Assert.Equal(Atom.Get("unknown_sku"), ErlTypes.Decode<ErlResult<Price>>(s_golden["error"]).Reason);
        Json json = ErlTypes.Decode<Json>(s_golden["string_keys"]);
        Assert.Equal(("Ann", 1.5), (json.FirstName, json.Score));
        Assert.Equal(Term.Decode(s_golden["string_keys"]), ErlTypes.ToTerm(json));
        Parcel parcel = ErlTypes.Decode<Parcel>(s_golden["nested"]);
        Assert.Equal(new Parcel(new Box(1, 2), null, parcel.Weights, new DateOnly(2024, 3, 1)), parcel);
        Assert.Equal([0.5, 1.5], parcel.Weights);
        Assert.Equal(Term.Decode(s_golden["nested"]), ErlTypes.ToTerm(parcel));
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static void Read<T>(string name, T value) => Assert.Equal(value, ErlTypes.Decode<T>(s_golden[name]));

    private static void Both<T>(string name, T value)
    {
        Read(name, value);
        Assert.Equal(Term.Decode(s_golden[name]), ErlTypes.ToTerm(value));
    }
}
