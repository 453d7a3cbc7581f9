namespace ErlDist.Tls.Options;

/// <summary>What someone who misspelt a name may have meant.</summary>
internal static class OptionNames
{
    private const int FarthestHint = 3;

    private const int LongestShown = 80;

    /// <summary>A text of the user's in a message.</summary>
    public static string Shorten(string text) => text.Length <= LongestShown ? text : text[..LongestShown] + "…";

    /// <summary>"; did you mean …?", or nothing.</summary>
    public static string Hint(string name, IEnumerable<string> known)
    {
        (string? nearest, int distance) = known.Select(k => (k, Distance(name, k))).OrderBy(p => p.Item2).FirstOrDefault();
        return nearest is not null && distance <= Math.Min(FarthestHint, name.Length / 2) ? $"; did you mean {nearest}?" : "";
    }

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
