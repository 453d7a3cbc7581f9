namespace ErlDist.Terms;

/// <summary>
/// Texts that are shared, by their UTF-8: short ones that came twice, in a table of fixed size, two places a text, the newcomer displaces.
/// Lock-free as <see cref="AtomCache"/>: what is lost costs an allocation later.
/// </summary>
internal static class TextCache
{
    private const int MaxBytes = 32;
    private static readonly Entry?[] s_entries = new Entry?[AtomCache.Places];

    /// <summary>What came once and is not kept: a mark of each text in place of the text.</summary>
    private static readonly byte[] s_seen = new byte[AtomCache.Places];

    internal static string? Find(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
        {
            return null;
        }

        int place = AtomCache.PlaceOf(utf8);
        return s_entries[place] is { } first && utf8.SequenceEqual(first.Utf8) ? first.Text
            : s_entries[place + 1] is { } second && utf8.SequenceEqual(second.Utf8) ? second.Text
            : null;
    }

    internal static string Add(ReadOnlySpan<byte> utf8, string text)
    {
        if (utf8.Length is 0 or > MaxBytes)
        {
            return text;
        }

        int place = AtomCache.PlaceOf(utf8);
        byte mark = (byte)(utf8[^1] + (utf8[0] * 31) + utf8.Length);
        if (s_seen[place] == mark)
        {
            s_entries[place + 1] = s_entries[place];
            s_entries[place] = new Entry(utf8.ToArray(), text);
        }
        else
        {
            s_seen[place] = mark;
        }

        return text;
    }

    private sealed record Entry(byte[] Utf8, string Text);
}
