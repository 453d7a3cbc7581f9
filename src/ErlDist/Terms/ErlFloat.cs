using ErlDist.Terms;

namespace ErlDist;

/// <summary>A float. Equal only to a float of the same bits: <c>0.0</c> and <c>-0.0</c> differ, as for <c>=:=</c> since OTP 27.</summary>
public sealed class ErlFloat : Term, IEquatable<ErlFloat>
{
    /// <summary>Makes a float.</summary>
    /// <param name="value">Its value, a finite number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is infinite or no number; Erlang has no such floats.</exception>
    public ErlFloat(double value)
    {
        ThrowIfNotFinite(value);
        Value = value;
    }

    /// <summary>The value.</summary>
    public double Value { get; }

    internal override TermRank Rank => TermRank.Number;

    /// <inheritdoc/>
    public bool Equals(ErlFloat? other) =>
        other is not null && BitConverter.DoubleToInt64Bits(other.Value) == BitConverter.DoubleToInt64Bits(Value);

    /// <inheritdoc/>
    public override bool Equals(Term? other) => other is ErlFloat number && Equals(number);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Term);

    /// <inheritdoc/>
    public override int GetHashCode() => TermHash.Of(BitConverter.DoubleToInt64Bits(Value));

    internal static void ThrowIfNotFinite(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "An Erlang float is a finite number; send an atom in its place.");
        }
    }

    internal override Term[]? WriteHead(ref TermWriter writer)
    {
        writer.WriteDouble(Value);
        return null;
    }
}
