using System.Text;

namespace ErlDist.Terms;

/// <summary>
/// Texts that are shared: short ones of ASCII, in a table of fixed size, two places a text. Once both are taken, what comes twice displaces
/// the others. Lock-free as <see cref="AtomCache"/>: what is lost costs an allocation later.
/// </summary>
internal static class TextCache
{
    private const int MaxBytes = 32;
    private static readonly string?[] s_texts = new string?[AtomCache.Places];

    /// <summary>Marks of what came once.</summary>
    private static readonly byte[] s_seen = new byte[AtomCache.Places];

    /// <summary>The text of some UTF-8 where it is kept.</summary>
    internal static string? Find(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
        {
            return null;
        }

        int place = AtomCache.PlaceOf(utf8);
        return s_texts[place] is { } first && Ascii.Equals(utf8, first) ? first
            : s_texts[place + 1] is { } second && Ascii.Equals(utf8, second) ? second
            : null;
    }

    /// <summary>Keeps a text that is not kept yet.</summary>
    internal static string Add(ReadOnlySpan<byte> utf8, string text)
    {
        if (utf8.Length is 0 or > MaxBytes || text.Length != utf8.Length)
        {
            return text;
        }

        int place = AtomCache.PlaceOf(utf8);
        byte mark = (byte)(utf8[^1] + (utf8[0] * 31) + utf8.Length);
        if (s_texts[place + 1] is null || s_seen[place + (mark & 1)] == mark)
        {
            s_texts[place + 1] = s_texts[place];
            s_texts[place] = text;
        }

        s_seen[place + (mark & 1)] = mark;
        return text;
    }
}
