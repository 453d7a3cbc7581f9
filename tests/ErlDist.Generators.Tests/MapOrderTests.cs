using ErlDist.Mapping;

[assembly: ErlType<Dictionary<string, long>>]

namespace ErlDist.Generators.Tests;

/// <summary>A map comes back as it is, whatever map was read before it.</summary>
public sealed class MapOrderTests
{
    private static readonly string[][] s_keys =
    [
        [], ["a"], ["a", "b", "c"], ["a", "b", "c"], ["c", "b", "a"], ["a", "bb", "c"], ["a", "b"], ["a", "b", "c", "d"], ["x", "b", "c"],
        ["ä", "b"], ["ä", "b"], ["", "b"], ["", "b"], [new('k', 100), "b"], [new('k', 100), "b"], ["a", "b", "c"],
        [.. Enumerable.Range(0, 3000).Select(i => $"key{i}")], [.. Enumerable.Range(0, 3000).Select(i => $"key{i}")],
    ];

    [Fact]
    public void One_after_the_other()
    {
        // Twice: what the first left is there for the second.
        foreach (string[] keys in s_keys.Concat(s_keys))
        {
            ComesBack(keys);
        }
    }

    [Fact]
    public void On_many_threads() =>
        Parallel.For(0, 2000, i => ComesBack(s_keys[i % (s_keys.Length - 2)]));

    [Fact]
    public void A_key_twice_and_a_key_of_another_kind_are_refused()
    {
        ComesBack(["a", "b"]);

        // 131, MAP_EXT of two pairs, each <<"a">> => 1.
        byte[] twice = [131, 116, 0, 0, 0, 2, 109, 0, 0, 0, 1, (byte)'a', 97, 1, 109, 0, 0, 0, 1, (byte)'a', 97, 1];
        Assert.Contains("twice", Assert.Throws<TermFormatException>(() => ErlTypes.Decode<Dictionary<string, long>>(twice)).Message, StringComparison.Ordinal);
        Assert.Throws<TermFormatException>(() => ErlTypes.FromTerm<Dictionary<string, long>>(Term.Parse("#{a => 1}")));

        byte[] cut = [131, 116, 0, 0, 0, 1, 109, 0, 0, 0, 1];
        Assert.Throws<TermFormatException>(() => ErlTypes.Decode<Dictionary<string, long>>(cut));
    }

    private static void ComesBack(string[] keys)
    {
        ErlMap map = Term.Map([.. keys.Select((key, i) => ((Term)key, (Term)i))]);
        Dictionary<string, long> read = ErlTypes.Decode<Dictionary<string, long>>(map.Encode());
        Assert.Equal(keys.Select((key, i) => KeyValuePair.Create(key, (long)i)).OrderBy(p => p.Key, StringComparer.Ordinal), read.OrderBy(p => p.Key, StringComparer.Ordinal));
    }
}
