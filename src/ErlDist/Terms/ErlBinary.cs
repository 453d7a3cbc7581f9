using System.Text;
using System.Text.Unicode;
using ErlDist.Terms;

namespace ErlDist;

/// <summary>A binary: bytes. Text travels as a binary of UTF-8.</summary>
public sealed class ErlBinary : Term, IEquatable<ErlBinary>
{
    /// <summary>Makes a binary.</summary>
    /// <param name="bytes">Its bytes; they are not copied, so they must not change.</param>
    public ErlBinary(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    /// <summary>Makes a binary of a text's UTF-8.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">The text has a surrogate without its partner.</exception>
    public ErlBinary(string text) => Bytes = Utf16.ToUtf8(text);

    /// <summary>A text that may be of any length and make, such as an exception's message: cut, and half surrogate pairs as U+FFFD.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxCharacters">How many characters of it at most; <c>…</c> stands for the rest.</param>
    public static ErlBinary OfAnyText(string text, int maxCharacters = 500)
    {
        ArgumentNullException.ThrowIfNull(text);
        string cut = text.Length <= maxCharacters ? text
            : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[maxCharacters - 1]) ? maxCharacters - 1 : maxCharacters), "\u2026");
        return new ErlBinary(Encoding.UTF8.GetBytes(cut));
    }

    /// <summary><c>&lt;&lt;&gt;&gt;</c></summary>
    public static ErlBinary Empty { get; } = new(ReadOnlyMemory<byte>.Empty);

    /// <summary>The bytes. Those of a small binary that came in a large term lie in an array of 4 KiB beside others of it.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    internal override TermRank Rank => TermRank.Bitstring;

    /// <summary>The text that the bytes are in UTF-8.</summary>
    /// <param name="text">The text, or null.</param>
    /// <returns>False where the bytes are no UTF-8.</returns>
    public bool TryGetString([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? text)
    {
        text = Utf8.IsValid(Bytes.Span) ? Encoding.UTF8.GetString(Bytes.Span) : null;
        return text is not null;
    }

    /// <inheritdoc/>
    public bool Equals(ErlBinary? other) => other is not null && Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override bool Equals(Term? other) => other is ErlBinary binary && Equals(binary);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Term);

    /// <inheritdoc/>
    public override int GetHashCode() => TermHash.Of(Bytes.Span);

    internal override Term[]? WriteHead(ref TermWriter writer)
    {
        writer.WriteBinaryByReference(Bytes);
        return null;
    }
}
