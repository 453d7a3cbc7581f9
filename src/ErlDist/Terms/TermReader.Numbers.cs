using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using ErlDist.Terms;

namespace ErlDist;

public ref partial struct TermReader
{
    /// <summary>FLOAT_EXT: the text of a float, filled up with zeros.</summary>
    private const int FloatTextBytes = 31;

    /// <summary>Reads an integer that fits into 64 bits.</summary>
    public long ReadInt64()
    {
        byte tag = ReadTag();
        switch (tag)
        {
            case TermTag.SmallInteger:
                return ReadByte();
            case TermTag.Integer:
                return (int)ReadUInt32();
            case TermTag.SmallBig or TermTag.LargeBig:
                int start = _pos - 1;
                if (TryReadBig(tag, out long value, out _))
                {
                    return value;
                }

                _pos = start;
                Fail("an integer of 64 bits expected, found a larger one");
                return 0;
            default:
                return FailKind<long>("an integer", tag);
        }
    }

    /// <summary>Reads an integer of any size.</summary>
    public BigInteger ReadBigInteger()
    {
        byte tag = ReadTag();
        return tag switch
        {
            TermTag.SmallInteger => ReadByte(),
            TermTag.Integer => (int)ReadUInt32(),
            TermTag.SmallBig or TermTag.LargeBig => TryReadBig(tag, out long value, out BigInteger big) ? value : big,
            _ => FailKind<BigInteger>("an integer", tag),
        };
    }

    /// <summary>
    /// Reads an integer of the range of a type: <c>reader.ReadInteger(byte.MinValue, byte.MaxValue)</c>.
    /// </summary>
    /// <param name="least">The least that is taken.</param>
    /// <param name="most">The most that is taken.</param>
    public long ReadInteger(long least, long most)
    {
        int start = _pos;
        long value = ReadInt64();
        if (value < least || value > most)
        {
            _pos = start;
            Fail($"an integer from {least} to {most} expected, found {value}");
        }

        return value;
    }

    /// <summary>Reads an integer that fits into 64 bits without a sign.</summary>
    public ulong ReadUInt64()
    {
        int start = _pos;
        BigInteger value = ReadBigInteger();
        if (value < 0 || value > ulong.MaxValue)
        {
            _pos = start;
            Fail($"an integer from 0 to {ulong.MaxValue} expected, found {(value < 0 ? "a negative" : "a larger")} one");
        }

        return (ulong)value;
    }

    /// <summary>Reads a float, or an integer that a float is exactly: <c>2</c> is read as <c>2.0</c>, 2^53 + 1 is refused.</summary>
    public double ReadDouble()
    {
        int start = _pos;
        byte tag = ReadTag();
        switch (tag)
        {
            case TermTag.NewFloat:
                return ReadNewFloat();
            case TermTag.Float:
                return ReadFloatText();
            case TermTag.SmallInteger:
                return ReadByte();
            case TermTag.Integer:
                return (int)ReadUInt32();
            case TermTag.SmallBig or TermTag.LargeBig:
                BigInteger integer = TryReadBig(tag, out long value, out BigInteger big) ? value : big;
                double number = (double)integer;
                if (!double.IsFinite(number) || new BigInteger(number) != integer)
                {
                    _pos = start;
                    Fail("a float expected, found an integer that no float is exactly");
                }

                return number;
            default:
                return FailKind<double>("a float", tag);
        }
    }

    /// <summary>Reads a float as one of 32 bits, the nearest one; refused is what is beyond its range.</summary>
    public float ReadSingle()
    {
        int start = _pos;
        double value = ReadDouble();
        if (!float.IsFinite((float)value))
        {
            _pos = start;
            Fail($"a float of 32 bits expected, found {value.ToString("R", CultureInfo.InvariantCulture)}, which is beyond its range");
        }

        return (float)value;
    }

    /// <summary>Reads what follows the tag of SMALL_BIG_EXT or LARGE_BIG_EXT: as long where it fits, else as the other.</summary>
    private bool TryReadBig(byte tag, out long value, out BigInteger big)
    {
        int length = tag == TermTag.SmallBig ? ReadByte() : ReadCount();
        if (length > _limits.MaxIntegerBytes)
        {
            FailSize($"an integer of {length} bytes, more than the limit of", nameof(TermLimits.MaxIntegerBytes), length, _limits.MaxIntegerBytes);
        }

        bool negative = ReadByte() != 0;
        ReadOnlySpan<byte> magnitude = ReadSpan(length);
        while (magnitude.Length > 0 && magnitude[^1] == 0)
        {
            magnitude = magnitude[..^1];
        }

        big = default;
        value = 0;
        if (magnitude.Length <= sizeof(ulong))
        {
            ulong word = 0;
            for (int i = magnitude.Length - 1; i >= 0; i--)
            {
                word = (word << 8) | magnitude[i];
            }

            if (word <= long.MaxValue || (negative && word == 1UL << 63))
            {
                value = negative ? (long)(0 - word) : (long)word;
                return true;
            }
        }

        big = new BigInteger(magnitude, isUnsigned: true);
        if (negative)
        {
            big = -big;
        }

        return false;
    }

    private double ReadNewFloat() => Finite(BinaryPrimitives.ReadDoubleBigEndian(ReadSpan(sizeof(double))));

    private double ReadFloatText()
    {
        ReadOnlySpan<byte> text = ReadSpan(FloatTextBytes);
        int end = text.IndexOf((byte)0);
        text = end < 0 ? text : text[..end];
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!double.TryParse(text, Style, CultureInfo.InvariantCulture, out double value))
        {
            Fail("FLOAT_EXT whose text is no float");
        }

        return Finite(value);
    }

    private readonly double Finite(double value)
    {
        if (!double.IsFinite(value))
        {
            Fail("a float that is infinite or no number");
        }

        return value;
    }
}
