using System.Globalization;

namespace AkkaErlDist.Logging;

/// <summary>Text of peers in log lines: one line without control characters, and bounded.</summary>
internal static class OneLine
{
    private const int Max = 4096;

    /// <summary>The text, with a space for each character that would change what the line looks like; <c>…</c> stands for what is cut off.</summary>
    public static string Of(string text, int max = Max)
    {
        string cut = text.Length <= max ? text : string.Concat(text.AsSpan(0, max), "…");
        return string.Create(cut.Length, cut, static (target, source) =>
        {
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = CharUnicodeInfo.GetUnicodeCategory(source[i]) is UnicodeCategory.Control or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? ' ' : source[i];
            }
        });
    }
}
