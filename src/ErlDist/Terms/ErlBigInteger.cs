using System.Numerics;
using ErlDist.Terms;

namespace ErlDist;

/// <summary>An integer beyond 64 bits; smaller ones are always <see cref="ErlInteger"/>.</summary>
public sealed class ErlBigInteger : Term, IEquatable<ErlBigInteger>
{
    private const int MaxStackBytes = 64;

    /// <summary>Makes one; <see cref="Term.Integer(BigInteger)"/> takes any size.</summary>
    /// <param name="value">Its value, beyond <see cref="long"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value fits into <see cref="long"/>.</exception>
    public ErlBigInteger(BigInteger value)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(value), "An integer of 64 bits is an ErlInteger; Term.Integer makes the right one.");
        }

        Value = value;
    }

    /// <summary>The value.</summary>
    public BigInteger Value { get; }

    internal override TermRank Rank => TermRank.Number;

    /// <inheritdoc/>
    public bool Equals(ErlBigInteger? other) => other is not null && other.Value == Value;

    /// <inheritdoc/>
    public override bool Equals(Term? other) => other is ErlBigInteger integer && integer.Value == Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Term);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        int length = Value.GetByteCount();
        byte[]? rented = length > MaxStackBytes ? BytePool.Shared.Rent(length) : null;
        Span<byte> bytes = rented ?? stackalloc byte[MaxStackBytes];
        Value.TryWriteBytes(bytes, out int written);
        int hash = TermHash.Of(bytes[..written]);
        if (rented is not null)
        {
            BytePool.Shared.Return(rented);
        }

        return hash;
    }

    internal override Term[]? WriteHead(ref TermWriter writer)
    {
        writer.WriteBigInteger(Value);
        return null;
    }
}
