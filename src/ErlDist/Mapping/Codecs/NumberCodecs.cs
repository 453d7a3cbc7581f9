using System.Globalization;
using System.Numerics;
using ErlDist.Mapping.Generated;
using ErlDist.Terms;

namespace ErlDist.Mapping.Codecs;

internal sealed class BooleanCodec : TermCodec<bool>
{
    public override void Write(ref TermWriter writer, bool value) => writer.WriteBoolean(value);

    public override bool Read(ref TermReader reader) => reader.ReadBoolean();
}

internal sealed class Int64Codec : TermCodec<long>
{
    public override void Write(ref TermWriter writer, long value) => writer.WriteInt64(value);

    public override long Read(ref TermReader reader) => reader.ReadInt64();
}

internal sealed class BigIntegerCodec : TermCodec<BigInteger>
{
    public override void Write(ref TermWriter writer, BigInteger value) => writer.WriteBigInteger(value);

    public override BigInteger Read(ref TermReader reader) => reader.ReadBigInteger();
}

/// <summary>Integers that fit into 64 bits with a sign.</summary>
internal sealed class IntegerCodec<T> : TermCodec<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    private static readonly long s_min = long.CreateChecked(T.MinValue);
    private static readonly long s_max = long.CreateChecked(T.MaxValue);

    public override void Write(ref TermWriter writer, T value) => writer.WriteInt64(long.CreateTruncating(value));

    public override T Read(ref TermReader reader)
    {
        int offset = reader.Consumed;
        long value = reader.ReadInt64();
        return value >= s_min && value <= s_max
            ? T.CreateTruncating(value)
            : throw new TermFormatException($"an integer from {s_min} to {s_max} expected, found {value}", offset);
    }
}

/// <summary>Integers that may need more.</summary>
internal sealed class LargeIntegerCodec<T> : TermCodec<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    public override void Write(ref TermWriter writer, T value) => writer.WriteBigInteger(BigInteger.CreateTruncating(value));

    public override T Read(ref TermReader reader)
    {
        int offset = reader.Consumed;
        BigInteger value = reader.ReadBigInteger();
        return value >= BigInteger.CreateTruncating(T.MinValue) && value <= BigInteger.CreateTruncating(T.MaxValue)
            ? T.CreateTruncating(value)
            : throw new TermFormatException($"an integer from {T.MinValue} to {T.MaxValue} expected, found one beyond", offset);
    }
}

internal sealed class DoubleCodec : TermCodec<double>
{
    public override void Write(ref TermWriter writer, double value)
    {
        if (!double.IsFinite(value))
        {
            throw NotFinite(value, writer.Written);
        }

        writer.WriteDouble(value);
    }

    public override double Read(ref TermReader reader) =>
        reader.Peek() == TermKind.Integer ? Whole(ref reader, static n => (double)n) : reader.ReadDouble();

    public static TermFormatException NotFinite(double value, long offset) => new(
        $"{value.ToString(CultureInfo.InvariantCulture)} has no form in Erlang, whose floats are all finite", (int)Math.Min(offset, int.MaxValue));

    /// <summary>A whole number where a float is declared, if the float is exactly that.</summary>
    public static double Whole(ref TermReader reader, Func<BigInteger, double> convert)
    {
        TermPlace found = reader.Place;
        BigInteger integer = reader.ReadBigInteger();
        double value = convert(integer);
        return double.IsFinite(value) && new BigInteger(value) == integer
            ? value
            : throw new TermFormatException($"a float expected, found {reader.FoundText(found)}, which no float of that size is exactly", found.Offset);
    }
}

internal sealed class SingleCodec : TermCodec<float>
{
    public override void Write(ref TermWriter writer, float value)
    {
        if (!float.IsFinite(value))
        {
            throw DoubleCodec.NotFinite(value, writer.Written);
        }

        writer.WriteDouble(value);
    }

    public override float Read(ref TermReader reader)
    {
        if (reader.Peek() == TermKind.Integer)
        {
            return (float)DoubleCodec.Whole(ref reader, static n => (float)n);
        }

        int offset = reader.Consumed;
        double value = reader.ReadDouble();
        float single = (float)value;
        return float.IsFinite(single)
            ? single
            : throw new TermFormatException($"a float within the range of System.Single expected, found {value.ToString(CultureInfo.InvariantCulture)}", offset);
    }
}

/// <summary>The struct of Elixir's library Decimal, <c>%Decimal{sign: 1, coef: 120, exp: -2}</c>, or text.</summary>
internal sealed class DecimalCodec(bool asText) : TermCodec<decimal>
{
    private static readonly ErlShape s_shape = ErlShape.Keyed(
        "Decimal", ErlKeys.Atoms, "Elixir.Decimal", false, new("sign", "sign"), new("coef", "coef"), new("exp", "exp"));

    private static readonly BigInteger s_max = new(decimal.MaxValue);

    public override void Write(ref TermWriter writer, decimal value)
    {
        if (asText)
        {
            writer.WriteString(value.ToString(CultureInfo.InvariantCulture));
            return;
        }

        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        bool negative = bits[3] < 0;
        s_shape.BeginKeyed(ref writer, 3);
        s_shape.WriteKey(ref writer, 0);
        writer.WriteInt64(negative ? -1 : 1);
        s_shape.WriteKey(ref writer, 1);
        writer.WriteBigInteger(((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0]);
        s_shape.WriteKey(ref writer, 2);
        writer.WriteInt64(-value.Scale);
        s_shape.EndKeyed(ref writer);
    }

    public override decimal Read(ref TermReader reader)
    {
        TermPlace found = reader.Place;
        switch (reader.Peek())
        {
            case TermKind.Integer:
                return Make(reader.ReadBigInteger(), 0) ?? throw Refused(reader.FoundText(found), found.Offset);
            case TermKind.Binary:
                return decimal.TryParse(reader.ReadString(), NumberStyles.Number & ~NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out decimal parsed)
                    ? parsed
                    : throw Refused(reader.FoundText(found), found.Offset);
            case TermKind.Map:
                return ReadStruct(ref reader) ?? throw Refused("one that System.Decimal cannot hold exactly", found.Offset);
            default:
                throw Refused(reader.FoundText(found), found.Offset);
        }
    }

    private static TermFormatException Refused(string found, int offset) =>
        new($"a Decimal, an integer or a decimal number as text expected, found {found}", offset);

    private static decimal? ReadStruct(ref TermReader reader)
    {
        BigInteger sign = 1, coefficient = 0;
        long exponent = 0;
        Span<bool> seen = stackalloc bool[4];
        for (int pairs = s_shape.BeginKeyed(ref reader); pairs > 0; pairs--)
        {
            switch (s_shape.ReadKey(ref reader, seen))
            {
                case 0:
                    sign = reader.ReadInt64();
                    break;
                case 1:
                    coefficient = reader.ReadBigInteger(); // The atoms NaN and inf have no decimal.
                    break;
                case 2:
                    exponent = reader.ReadInt64();
                    break;
            }
        }

        s_shape.EndKeyed(ref reader, seen);
        return sign.IsOne || sign == BigInteger.MinusOne ? Make(sign * coefficient, exponent) : null;
    }

    /// <summary>Null where it cannot be held exactly.</summary>
    private static decimal? Make(BigInteger coefficient, long exponent)
    {
        const int MaxDigits = 29;
        if (coefficient.IsZero && exponent > 0)
        {
            return 0;
        }

        if (exponent is > MaxDigits or < -MaxDigits * 3 || coefficient.GetBitLength() > 300)
        {
            return coefficient.IsZero ? 0 : null;
        }

        for (; exponent > 0; exponent--)
        {
            coefficient *= 10;
        }

        while (exponent < -28 || (exponent < 0 && BigInteger.Abs(coefficient) > s_max))
        {
            coefficient = BigInteger.DivRem(coefficient, 10, out BigInteger digit);
            if (!digit.IsZero)
            {
                return null;
            }

            exponent++;
        }

        return BigInteger.Abs(coefficient) > s_max ? null : new decimal(
            (int)(uint)(BigInteger.Abs(coefficient) & uint.MaxValue), (int)(uint)((BigInteger.Abs(coefficient) >> 32) & uint.MaxValue),
            (int)(uint)(BigInteger.Abs(coefficient) >> 64), coefficient.Sign < 0, (byte)-exponent);
    }
}
