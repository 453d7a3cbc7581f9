using System.Globalization;
using System.Text;

namespace ErlDist;

/// <summary>Text of peers in log lines: one line, without control characters, and bounded, so that nobody writes lines of his own.</summary>
internal static class LogText
{
    /// <summary>The text as one line.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="limit">How many characters of it at most; <c>…</c> stands for the rest.</param>
    public static string Line(string text, int limit = 4096)
    {
        var line = new StringBuilder(Math.Min(text.Length, limit));
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (line.Length >= limit)
            {
                return line.Append('…').ToString();
            }

            switch (rune.Value)
            {
                case '\n':
                    line.Append("\\n");
                    break;
                case '\r':
                    line.Append("\\r");
                    break;
                case '\t':
                    line.Append("\\t");
                    break;
                case 0x1B:
                    line.Append("\\e");
                    break;
                default:
                    // Formats turn the direction of writing round; separators are line breaks to some readers.
                    if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                    {
                        line.Append(CultureInfo.InvariantCulture, $"\\x{{{rune.Value:X}}}");
                    }
                    else
                    {
                        line.Append(rune.ToString());
                    }

                    break;
            }
        }

        return line.ToString();
    }
}
