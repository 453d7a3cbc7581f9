using System.Numerics;

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
