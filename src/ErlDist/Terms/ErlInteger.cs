using ErlDist.Terms;

namespace ErlDist;

/// <summary>An integer that fits into 64 bits; one beyond is an <see cref="ErlBigInteger"/>. Never equal to a float.</summary>
public sealed class ErlInteger : Term, IEquatable<ErlInteger>
{
    private const int LowestShared = -16;
    private const int HighestShared = 1023;

    private static readonly ErlInteger[] s_shared = MakeShared();

    /// <summary>Makes an integer; <see cref="Of"/> shares the small ones.</summary>
    /// <param name="value">Its value.</param>
    public ErlInteger(long value) => Value = value;

    /// <summary>The value.</summary>
    public long Value { get; }

    internal override TermRank Rank => TermRank.Number;

    /// <summary>An integer of that value, a shared instance for small ones.</summary>
    /// <param name="value">Its value.</param>
    public static ErlInteger Of(long value) =>
        (ulong)(value - LowestShared) <= HighestShared - LowestShared ? s_shared[(int)value - LowestShared] : new ErlInteger(value);

    /// <inheritdoc/>
    public bool Equals(ErlInteger? other) => other is not null && other.Value == Value;

    /// <inheritdoc/>
    public override bool Equals(Term? other) => other is ErlInteger integer && integer.Value == Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Term);

    /// <inheritdoc/>
    public override int GetHashCode() => TermHash.Of(Value);

    internal override Term[]? WriteHead(ref TermWriter writer)
    {
        writer.WriteInt64(Value);
        return null;
    }

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
