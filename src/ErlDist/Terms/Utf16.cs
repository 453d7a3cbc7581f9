using System.Text;

namespace ErlDist.Terms;

/// <summary>Text of .NET on its way to Erlang: what is no Unicode is refused, never replaced by U+FFFD.</summary>
internal static class Utf16
{
    /// <summary>The text's UTF-8.</summary>
    /// <exception cref="ArgumentException">The text has a surrogate without its partner.</exception>
    internal static byte[] ToUtf8(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ThrowIfUnpaired(text);
        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>Refuses a text with half a surrogate pair.</summary>
    /// <exception cref="ArgumentException">The text has a surrogate without its partner.</exception>
    internal static void ThrowIfUnpaired(ReadOnlySpan<char> text)
    {
        for (int i = text.IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                throw new ArgumentException(
                    $"The text has a surrogate (U+{(int)text[i]:X4} at index {i}) without its partner, which is no character: Erlang has no such text.",
                    nameof(text));
            }

            i++;
        }
    }
}
