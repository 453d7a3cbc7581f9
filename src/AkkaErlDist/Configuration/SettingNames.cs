using ErlDist;

namespace AkkaErlDist.Configuration;

/// <summary>The ways to spell a key, and what someone who misspelt one may have meant.</summary>
internal static class SettingNames
{
    // Words of erl's that are two to .NET.
    private static readonly Dictionary<string, string> s_words = new()
    {
        ["keepalive"] = "KeepAlive",
        ["optfile"] = "OptFile",
        ["tickintensity"] = "TickIntensity",
        ["ticktime"] = "TickTime",
    };

    /// <summary><c>net-ticktime</c> → <c>NetTickTime</c>.</summary>
    public static string Pascal(string name) => string.Concat(name.Split('-', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => s_words.GetValueOrDefault(part) ?? char.ToUpperInvariant(part[0]) + part[1..]));

    /// <summary>Whether two spellings are of one name: case and hyphens do not count.</summary>
    public static bool AreSame(string name, string other) => string.Equals(Bare(name), Bare(other), StringComparison.OrdinalIgnoreCase);

    /// <summary><c>; did you mean …?</c>, or nothing.</summary>
    public static string Hint(string name, IEnumerable<string> known) => Misspelling.Hint(name, known, Bare);

    private static string Bare(string name) => name.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
