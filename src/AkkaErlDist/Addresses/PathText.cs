using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace AkkaErlDist.Addresses;

/// <summary>
/// Names in paths. Akka takes ASCII letters, digits and some symbols in an element of a path; everything else is written
/// as <c>%XX</c>, a byte of its UTF-8 each. A slash in a registered name separates elements, so that
/// <c>{'parent/child', Node}</c> is the actor <c>/user/parent/child</c>.
/// </summary>
internal static class PathText
{
    /// <summary>What Akka's ActorPath allows besides letters and digits, without those that no URI has as they are.</summary>
    private const string Symbols = "-_.*$+:@&=,!~';()";

    /// <summary>Writes a registered name as the elements of a path below <c>/user</c>; null if no actor can have it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="ofProcess">
    /// Whether it names a BEAM process. Then a leading <c>$</c> is escaped, which marks the forms of our own (see
    /// <see cref="BeamPath"/>), and <c>*</c>, which would make a pattern of a selection.
    /// </param>
    public static string? Escape(string name, bool ofProcess)
    {
        var text = new StringBuilder(name.Length + 8);
        foreach (string element in name.Split('/'))
        {
            // Dots alone have a meaning in a path: they lead out of what is exported.
            if (element is "" or "." or "..")
            {
                return null;
            }

            if (text.Length > 0)
            {
                text.Append('/');
            }

            EscapeElement(element, ofProcess, text);
        }

        return text.ToString();
    }

    /// <summary>The name that a path below <c>/user</c> was made of; false where there is none.</summary>
    public static bool TryUnescape(string path, [NotNullWhen(true)] out string? name)
    {
        name = path;
        if (!path.Contains('%', StringComparison.Ordinal))
        {
            return path.Length > 0;
        }

        byte[] bytes = new byte[Encoding.UTF8.GetMaxByteCount(path.Length)];
        int length = 0;
        for (int i = 0; i < path.Length; i++)
        {
            if (path[i] != '%')
            {
                length += Encoding.UTF8.GetBytes(path, i, 1, bytes, length);
                continue;
            }

            if (i + 2 >= path.Length
                || !byte.TryParse(path.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[length]))
            {
                return false;
            }

            length++;
            i += 2;
        }

        ReadOnlySpan<byte> utf8 = bytes.AsSpan(0, length);
        if (!Utf8.IsValid(utf8))
        {
            return false;
        }

        name = Encoding.UTF8.GetString(utf8);
        return true;
    }

    private static void EscapeElement(string element, bool ofProcess, StringBuilder text)
    {
        Span<byte> utf8 = stackalloc byte[4];
        bool first = true;
        foreach (Rune rune in element.EnumerateRunes())
        {
            if (rune.IsAscii && IsPlain((char)rune.Value) && !(ofProcess && (rune.Value == '*' || (first && rune.Value == '$'))))
            {
                text.Append((char)rune.Value);
            }
            else
            {
                foreach (byte b in utf8[..rune.EncodeToUtf8(utf8)])
                {
                    text.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
                }
            }

            first = false;
        }
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || Symbols.Contains(c, StringComparison.Ordinal);
}
