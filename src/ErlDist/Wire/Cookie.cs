using System.Security.Cryptography;
using System.Text;

namespace ErlDist;

/// <summary>
/// The secret that both ends of a connection know. It never travels; its text is never shown, logged or compared in a time that
/// tells how much of a guess was right.
/// </summary>
public sealed class Cookie : IEquatable<Cookie>
{
    /// <summary>The longest cookie, in characters: a cookie is an atom.</summary>
    public const int MaxLength = 255;

    private readonly byte[] _text;

    /// <summary>Makes one.</summary>
    /// <param name="text">1 to 255 Latin-1 characters, as in <c>~/.erlang.cookie</c> or behind <c>-setcookie</c>.</param>
    /// <exception cref="ArgumentException">The text is empty, too long, not Latin-1 or has an end of a line in it.</exception>
    public Cookie(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is 0 or > MaxLength || text.Any(c => c > 0xFF))
        {
            throw new ArgumentException($"A cookie has 1 to {MaxLength} Latin-1 characters; this one has {text.Length}.", nameof(text));
        }

        if (text.IndexOfAny(['\r', '\n', '\0']) is >= 0 and var at)
        {
            // Mostly that of a file that the cookie was read from: every node would be refused for its cookie.
            throw new ArgumentException(
                $"A cookie has no end of a line in it; this one has U+{(int)text[at]:X4} as its character {at + 1} of {text.Length}: trim what you read from a file.", nameof(text));
        }

        _text = Encoding.Latin1.GetBytes(text);
    }

    internal ReadOnlySpan<byte> Text => _text;

    /// <inheritdoc/>
    public bool Equals(Cookie? other) => other is not null && CryptographicOperations.FixedTimeEquals(_text, other._text);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Cookie);

    /// <summary>The same for all cookies of a length, so that it tells nothing more.</summary>
    public override int GetHashCode() => _text.Length;

    /// <summary>Never the text.</summary>
    public override string ToString() => "(cookie)";
}
