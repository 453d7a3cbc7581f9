namespace AkkaErlDist.Configuration;

/// <summary>The ways to spell a key, and what someone who misspelt one may have meant.</summary>
internal static class SettingNames
{
    private const int FarthestHint = 3;

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

    /// <summary>Whether two spellings are of one name: case and hyphens don't count.</summary>
    public static bool AreSame(string name, string other) => string.Equals(Bare(name), Bare(other), StringComparison.OrdinalIgnoreCase);

    /// <summary>"; did you mean …?", or nothing.</summary>
    public static string Hint(string name, IEnumerable<string> known)
    {
        string bare = Bare(name);
        (string? nearest, int distance) = known.Select(k => (k, Distance(bare, Bare(k)))).OrderBy(p => p.Item2).FirstOrDefault();
        return nearest is not null && distance <= Math.Min(FarthestHint, bare.Length / 2) ? $"; did you mean {nearest}?" : "";
    }

    private static string Bare(string name) => name.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>The edits from one word to the other (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
