using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace ErlDist.Terms;

/// <summary>Puts the segments of a binary in Erlang text together, bit by bit where it must be.</summary>
internal sealed class BitBuilder(TextParser text)
{
    /// <summary>The most bits of a segment that its size asks for; a few characters can ask for any length.</summary>
    internal const int MaxSegmentBits = 8 * 8 * 1024;

    private readonly List<byte> _bytes = [];
    private long _bits;

    internal bool TryAdd(string characters, SegmentType type)
    {
        foreach (Rune rune in characters.EnumerateRunes())
        {
            if (!TryAdd((Term)rune.Value, type))
            {
                return false;
            }
        }

        return characters.Length > 0 || (type.Bits != -1 && !type.IsBinary);
    }

    internal bool TryAdd(Term value, SegmentType type)
    {
        int? bits = type.Bits;
        if (bits < 0 || !text.TryUseBits(bits ?? 0))
        {
            return false;
        }

        return (type.Type, value) switch
        {
            ("integer", ErlInteger integer) => AddInteger(integer.Value, bits!.Value, type.IsLittle),
            ("integer", ErlBigInteger integer) => AddInteger(integer.Value, bits!.Value, type.IsLittle),
            ("float", ErlFloat number) => TryAddFloat(number.Value, bits!.Value, type.IsLittle),
            ("float", ErlInteger integer) => TryAddFloat(integer.Value, bits!.Value, type.IsLittle),
            ("float", ErlBigInteger integer) => TryAddFloat((double)integer.Value, bits!.Value, type.IsLittle),
            ("binary", ErlBinary binary) => TryAddBits(binary.Bytes.Span, binary.Bytes.Length * 8, bits, type.Unit),
            ("binary", ErlBitstring bitstring) =>
                TryAddBits(bitstring.Bytes.Span, ((bitstring.Bytes.Length - 1) * 8) + bitstring.BitsInLastByte, bits, type.Unit),
            (_, ErlInteger { Value: >= 0 and <= 0x10FFFF } code) when type.IsUtf => TryAddRune((int)code.Value, type),
            _ => false,
        };
    }

    internal Term ToTerm()
    {
        byte[] bytes = [.. _bytes];
        return _bits % 8 == 0 ? new ErlBinary(bytes) : new ErlBitstring(bytes, (int)(_bits % 8));
    }

    private bool AddInteger(BigInteger value, int bits, bool little)
    {
        byte[] bytes = new byte[(bits + 7) / 8];
        BigInteger wrapped = value & ((BigInteger.One << bits) - 1);
        wrapped.TryWriteBytes(bytes, out _, isUnsigned: true);
        int partial = bits % 8;
        if (!little)
        {
            Array.Reverse(bytes);
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            bool isPartial = partial != 0 && i == (little ? bytes.Length - 1 : 0);
            Append(isPartial ? (byte)(bytes[i] << (8 - partial)) : bytes[i], isPartial ? partial : 8);
        }

        return true;
    }

    /// <summary>A float too large for 32 or 16 bits becomes infinite there, as in Erlang.</summary>
    private bool TryAddFloat(double value, int bits, bool little)
    {
        Span<byte> bytes = stackalloc byte[8];
        switch (bits)
        {
            case 64:
                BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
                break;
            case 32:
                BinaryPrimitives.WriteSingleBigEndian(bytes, (float)value);
                break;
            case 16:
                BinaryPrimitives.WriteHalfBigEndian(bytes, (Half)value);
                break;
            default:
                return false;
        }

        bytes = bytes[..(bits / 8)];
        if (little)
        {
            bytes.Reverse();
        }

        Append(bytes);
        return double.IsFinite(value);
    }

    private bool TryAddBits(ReadOnlySpan<byte> bytes, int length, int? bits, int unit)
    {
        int count = bits ?? length;
        if (count > length || (bits is null && (length % unit != 0 || !text.TryUseBits(count))))
        {
            return false;
        }

        Append(bytes[..(count / 8)]);
        if (count % 8 != 0)
        {
            Append(bytes[count / 8], count % 8);
        }

        return true;
    }

    private bool TryAddRune(int code, SegmentType type)
    {
        if (!Rune.TryCreate(code, out Rune rune))
        {
            return false;
        }

        Encoding encoding = type.Type switch
        {
            "utf8" => Encoding.UTF8,
            "utf16" => type.IsLittle ? Encoding.Unicode : Encoding.BigEndianUnicode,
            _ => new UTF32Encoding(bigEndian: !type.IsLittle, byteOrderMark: false),
        };
        byte[] bytes = encoding.GetBytes(rune.ToString());
        Append(bytes);
        return text.TryUseBits(8L * bytes.Length);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            Append(b, 8);
        }
    }

    /// <summary>Appends the highest bits of a byte.</summary>
    private void Append(byte value, int count)
    {
        int used = (int)(_bits % 8);
        value &= (byte)(0xFF << (8 - count));
        if (used == 0)
        {
            _bytes.Add(value);
        }
        else
        {
            _bytes[^1] |= (byte)(value >> used);
            if (used + count > 8)
            {
                _bytes.Add((byte)(value << (8 - used)));
            }
        }

        _bits += count;
    }
}
