using ErlDist.Terms;

namespace ErlDist;

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

    internal override TermRank Rank => TermRank.Bitstring;

    /// <inheritdoc/>
    public bool Equals(ErlBitstring? other) =>
        other is not null && BitsInLastByte == other.BitsInLastByte && Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override bool Equals(Term? other) => other is ErlBitstring bits && Equals(bits);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Term);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(TermHash.Of(Bytes.Span), BitsInLastByte);

    internal override Term[]? WriteHead(ref TermWriter writer)
    {
        writer.WriteBitstring(Bytes.Span, BitsInLastByte);
        return null;
    }
}
