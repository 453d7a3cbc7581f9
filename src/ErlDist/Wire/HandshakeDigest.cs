using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace ErlDist.Wire;

/// <summary>The proof that an end knows the cookie: MD5(cookie ++ challenge in decimal).</summary>
/// <remarks>erl_dist_protocol gives the two parts in the reverse order; OTP's dist_util:gen_digest/2 has them as here.</remarks>
internal readonly struct HandshakeDigest : IEquatable<HandshakeDigest>
{
    /// <summary>Its size on the wire, in bytes.</summary>
    public const int Size = 16;

    private readonly UInt128 _value;

    /// <summary>Takes the 16 bytes of a digest.</summary>
    /// <exception cref="ArgumentException">Not 16 bytes.</exception>
    public HandshakeDigest(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"A digest has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        }

        _value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>Whether two digests are equal.</summary>
    public static bool operator ==(HandshakeDigest left, HandshakeDigest right) => left.Equals(right);

    /// <summary>Whether two digests differ.</summary>
    public static bool operator !=(HandshakeDigest left, HandshakeDigest right) => !left.Equals(right);

    /// <summary>The digest that answers a challenge.</summary>
    [SuppressMessage("Security", "CA5351", Justification = "The protocol has MD5 and nothing else; TLS is what protects a connection.")]
    public static HandshakeDigest Compute(Cookie cookie, uint challenge)
    {
        ArgumentNullException.ThrowIfNull(cookie);
        const int MaxDigits = 10;
        Span<byte> text = stackalloc byte[Cookie.MaxLength + MaxDigits];
        cookie.Text.CopyTo(text);
        challenge.TryFormat(text[cookie.Text.Length..], out int digits, provider: CultureInfo.InvariantCulture);
        Span<byte> hash = stackalloc byte[Size];
        MD5.HashData(text[..(cookie.Text.Length + digits)], hash);
        return new HandshakeDigest(hash);
    }

    /// <summary>Writes the 16 bytes.</summary>
    public void CopyTo(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, _value);

    /// <summary>Compares in a time that does not depend on the values.</summary>
    public bool Equals(HandshakeDigest other)
    {
        Span<byte> mine = stackalloc byte[Size];
        Span<byte> theirs = stackalloc byte[Size];
        CopyTo(mine);
        other.CopyTo(theirs);
        return CryptographicOperations.FixedTimeEquals(mine, theirs);
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is HandshakeDigest other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode();

    /// <summary>Never the bytes: who has a digest can guess at the cookie.</summary>
    public override string ToString() => "(digest)";
}
