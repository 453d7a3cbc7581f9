namespace ErlDist.Wire;

/// <summary>The distribution header's atoms: a cache of 8 segments with 256 places, a half byte of flags for each atom.</summary>
internal static class AtomCacheFormat
{
    /// <summary>Segments of the cache of one direction.</summary>
    public const int Segments = 8;

    /// <summary>Places in a segment.</summary>
    public const int SegmentSize = 256;

    /// <summary>In an atom's half byte: the segment.</summary>
    public const int SegmentMask = Segments - 1;

    /// <summary>The most atoms of one header.</summary>
    public const int MaxAtoms = 255;

    /// <summary>In an atom's half byte: the text follows.</summary>
    public const int NewEntry = 8;

    /// <summary>In the half byte behind the last atom's: texts have a length of two bytes.</summary>
    public const int LongAtoms = 1;

    /// <summary>The bytes of flags for so many atoms.</summary>
    public static int FlagBytes(int atoms) => atoms == 0 ? 0 : (atoms / 2) + 1;

    /// <summary>The half byte of an atom, or of what stands behind the last one's.</summary>
    public static int HalfByte(ReadOnlySpan<byte> flags, int index) => (flags[index / 2] >> (4 * (index & 1))) & 0xF;
}
