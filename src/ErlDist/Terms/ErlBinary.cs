using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace ErlDist.Terms;

/// <summary>A binary: bytes. Text travels as a binary of UTF-8.</summary>
public sealed class ErlBinary : Term, IEquatable<ErlBinary>
{
    /// <summary>Makes a binary.</summary>
    /// <param name="bytes">Its bytes; they are not copied, so they must not change.</param>
    public ErlBinary(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    /// <summary>Makes a binary of a text's UTF-8.</summary>
    /// <param name="text">The text.</param>
    public ErlBinary(string text) => Bytes = Encoding.UTF8.GetBytes(text);

    /// <summary><c>&lt;&lt;&gt;&gt;</c></summary>
    public static ErlBinary Empty { get; } = new(ReadOnlyMemory<byte>.Empty);

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

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
    public override int GetHashCode() => Hash(Bytes.Span);

    /// <summary>A hash with the secret that strings have, so nobody can choose binaries that collide.</summary>
    internal static int Hash(ReadOnlySpan<byte> bytes)
    {
        int hash = string.GetHashCode(MemoryMarshal.Cast<byte, char>(bytes));
        return (bytes.Length & 1) == 0 ? hash : HashCode.Combine(hash, bytes[^1]);
    }

    internal override void WriteTo(ref TermWriter writer) => writer.WriteBinaryByReference(Bytes);
}

/// <summary>A bitstring that ends within a byte; one of whole bytes is an <see cref="ErlBinary"/>.</summary>
public sealed class ErlBitstring : Term, IEquatable<ErlBitstring>
{
    /// <summary>Makes a bitstring.</summary>
    /// <param name="bytes">Its bytes, at least one; the last one's bits begin at the highest. They are copied.</param>
    /// <param name="bitsInLastByte">How many bits of the last byte count: 1 to 7.</param>
    /// <exception cref="ArgumentException">No bytes, or a number of bits out of range.</exception>
    public ErlBitstring(ReadOnlySpan<byte> bytes, int bitsInLastByte)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bitsInLastByte, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bitsInLastByte, 7);
        if (bytes.IsEmpty)
        {
            throw new ArgumentException("A bitstring of no bytes is ErlBinary.Empty.", nameof(bytes));
        }

        byte[] copy = bytes.ToArray();
        copy[^1] &= (byte)(0xFF << (8 - bitsInLastByte));
        Bytes = copy;
        BitsInLastByte = bitsInLastByte;
    }

    /// <summary>The bytes; the unused bits of the last one are 0.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>How many bits of the last byte count: 1 to 7, from the highest on.</summary>
    public int BitsInLastByte { get; }

    /// <inheritdoc/>
    public bool Equals(ErlBitstring? other) =>
        other is not null && BitsInLastByte == other.BitsInLastByte && Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override bool Equals(Term? other) => other is ErlBitstring bits && Equals(bits);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Term);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ErlBinary.Hash(Bytes.Span), BitsInLastByte);

    internal override void WriteTo(ref TermWriter writer) => writer.WriteBitstring(Bytes.Span, BitsInLastByte);
}
