namespace ErlDist;

/// <summary>What whoever misspelt a word may have meant. The packages see no internals of each other, so each compiles this file.</summary>
internal static class Misspelling
{
    private const int Farthest = 3;

    /// <summary>The known word that is nearest, if it is near: at most three letters differ, and at most half of the word's.</summary>
    /// <param name="word">The word.</param>
    /// <param name="known">Those that it may have been.</param>
    /// <param name="bare">What of a word counts; null = all of it.</param>
    public static string? Nearest(string word, IEnumerable<string> known, Func<string, string>? bare = null)
    {
        bare ??= static w => w;
        string written = bare(word);
        (string? nearest, int distance) = known.Select(k => (k, Distance(written, bare(k)))).OrderBy(p => p.Item2).FirstOrDefault();
        return distance <= Math.Min(Farthest, written.Length / 2) ? nearest : null;
    }

    /// <summary><c>; did you mean …?</c>, or nothing. See <see cref="Nearest"/>.</summary>
    public static string Hint(string word, IEnumerable<string> known, Func<string, string>? bare = null) =>
        Nearest(word, known, bare) is { } nearest ? $"; did you mean {nearest}?" : "";

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
