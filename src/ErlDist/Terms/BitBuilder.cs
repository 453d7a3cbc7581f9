using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace ErlDist.Terms;

/// <summary>Size and type specifiers of one segment of a binary in Erlang text: <c>Value:Size/little-float</c>.</summary>
internal sealed class SegmentType(BigInteger? size)
{
    private string? _type;
    private string? _endian;
    private string? _sign;
    private BigInteger? _unit;

    internal string Type => _type ?? "integer";

    internal bool IsLittle => _endian == "little" || (_endian == "native" && BitConverter.IsLittleEndian);

    internal bool IsUtf => Type is "utf8" or "utf16" or "utf32";

    internal bool IsBinary => Type == "binary";

    /// <summary>The segment's length in bits; null for "all of it", -1 if there is none that makes sense.</summary>
    internal int? Bits
    {
        get
        {
            if (IsUtf)
            {
                return size is null && _unit is null ? null : -1;
            }

            if (size is null)
            {
                return IsBinary ? null : _unit is not null ? -1 : Type == "float" ? 64 : 8;
            }

            BigInteger bits = size.Value * Unit;
            return bits <= BitBuilder.MaxSegmentBits ? (int)bits : -1;
        }
    }

    /// <summary>What the size counts, in bits; what a binary without a size must be a multiple of.</summary>
    internal int Unit => (int)(_unit ?? (IsBinary ? 8 : 1));

    /// <summary>Adds a specifier; false if there is no such one or it contradicts another.</summary>
    internal bool TryAdd(string specifier, BigInteger? number)
    {
        if (specifier == "unit")
        {
            return number is { } unit && unit >= 1 && unit <= 256 && Set(ref _unit, unit);
        }

        if (number is not null)
        {
            return false;
        }

        switch (specifier)
        {
            case "integer" or "float" or "binary" or "utf8" or "utf16" or "utf32":
                return Set(ref _type, specifier);
            case "bytes":
                return Set(ref _type, "binary");
            case "bits" or "bitstring":
                return Set(ref _type, "binary") && Set(ref _unit, BigInteger.One);
            case "big" or "little" or "native":
                return Set(ref _endian, specifier);
            case "signed" or "unsigned":
                return Set(ref _sign, specifier);
            default:
                return false;
        }
    }

    private static bool Set<T>(ref T? place, T value)
    {
        if (place is not null && !place.Equals(value))
        {
            return false;
        }

        place = value;
        return true;
    }
}

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
        var bytes = new byte[(bits + 7) / 8];
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
