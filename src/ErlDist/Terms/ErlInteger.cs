using System.Numerics;

namespace ErlDist.Terms;

/// <summary>An integer that fits into 64 bits; one beyond is an <see cref="ErlBigInteger"/>. Never equal to a float.</summary>
public sealed class ErlInteger : Term, IEquatable<ErlInteger>
{
    private const int LowestShared = -16;
    private const int HighestShared = 1023;

    private static readonly ErlInteger[] Shared = MakeShared();

    /// <summary>Makes an integer; <see cref="Of"/> shares the small ones.</summary>
    /// <param name="value">Its value.</param>
    public ErlInteger(long value) => Value = value;

    /// <summary>The value.</summary>
    public long Value { get; }

    /// <summary>An integer of that value, a shared instance for small ones.</summary>
    /// <param name="value">Its value.</param>
    public static ErlInteger Of(long value) =>
        (ulong)(value - LowestShared) <= HighestShared - LowestShared ? Shared[(int)value - LowestShared] : new ErlInteger(value);

    /// <inheritdoc/>
    public bool Equals(ErlInteger? other) => other is not null && other.Value == Value;

    /// <inheritdoc/>
    public override bool Equals(Term? other) => other is ErlInteger integer && integer.Value == Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Term);

    /// <inheritdoc/>
    // Halves apart: HashCode's secret then enters before anything collides, so nobody can choose integers that do.
    public override int GetHashCode() => HashCode.Combine((int)Value, (int)(Value >> 32));

    internal override void WriteTo(ref TermWriter writer) => writer.WriteInt64(Value);

    private static ErlInteger[] MakeShared()
    {
        var shared = new ErlInteger[HighestShared - LowestShared + 1];
        for (int i = 0; i < shared.Length; i++)
        {
            shared[i] = new ErlInteger(i + LowestShared);
        }

        return shared;
    }
}

/// <summary>An integer beyond 64 bits; smaller ones are always <see cref="ErlInteger"/>.</summary>
public sealed class ErlBigInteger : Term, IEquatable<ErlBigInteger>
{
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

    /// <inheritdoc/>
    public bool Equals(ErlBigInteger? other) => other is not null && other.Value == Value;

    /// <inheritdoc/>
    public override bool Equals(Term? other) => other is ErlBigInteger integer && integer.Value == Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Term);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    internal override void WriteTo(ref TermWriter writer) => writer.WriteBigInteger(Value);
}
