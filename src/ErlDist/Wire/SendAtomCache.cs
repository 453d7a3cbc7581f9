namespace ErlDist.Wire;

/// <summary>The atoms that we have sent in distribution headers, and the writing of a header's atoms.</summary>
internal sealed class SendAtomCache
{
    private readonly Atom?[]?[] _cache = new Atom?[AtomCacheFormat.Segments][];

    /// <summary>No header's atoms take more bytes than these.</summary>
    public static int MaxBytes(ReadOnlySpan<Atom> atoms)
    {
        int bytes = 1 + AtomCacheFormat.FlagBytes(atoms.Length);
        foreach (Atom atom in atoms)
        {
            bytes += 1 + sizeof(ushort) + atom.Utf8.Length;
        }

        return bytes;
    }

    /// <summary>Writes number, flags and atoms; from now on the peer knows them.</summary>
    /// <returns>How many bytes that took.</returns>
    public int Write(ReadOnlySpan<Atom> atoms, Span<byte> header)
    {
        header[0] = (byte)atoms.Length;
        if (atoms.Length == 0)
        {
            return 1;
        }

        Span<byte> flags = header.Slice(1, AtomCacheFormat.FlagBytes(atoms.Length));
        flags.Clear();
        bool isLong = NeedsLongAtoms(atoms);
        if (isLong)
        {
            SetHalfByte(flags, atoms.Length, AtomCacheFormat.LongAtoms);
        }

        int offset = 1 + flags.Length;
        for (int i = 0; i < atoms.Length; i++)
        {
            Atom atom = atoms[i];
            int place = PlaceOf(atom);
            header[offset++] = (byte)place;
            int segment = place / AtomCacheFormat.SegmentSize;
            ref Atom? entry = ref (_cache[segment] ??= new Atom?[AtomCacheFormat.SegmentSize])[place % AtomCacheFormat.SegmentSize];
            if (entry is not null && entry.Equals(atom))
            {
                SetHalfByte(flags, i, segment);
                continue;
            }

            entry = atom;
            SetHalfByte(flags, i, segment | AtomCacheFormat.NewEntry);
            offset = WriteText(header, offset, atom.Utf8, isLong);
        }

        return offset;
    }

    private static int WriteText(Span<byte> header, int offset, ReadOnlySpan<byte> text, bool isLong)
    {
        if (isLong)
        {
            header[offset++] = (byte)(text.Length >> 8);
        }

        header[offset++] = (byte)text.Length;
        text.CopyTo(header[offset..]);
        return offset + text.Length;
    }

    private static bool NeedsLongAtoms(ReadOnlySpan<Atom> atoms)
    {
        foreach (Atom atom in atoms)
        {
            if (atom.Utf8.Length > byte.MaxValue)
            {
                return true;
            }
        }

        return false;
    }

    private static int PlaceOf(Atom atom) => atom.GetHashCode() & ((AtomCacheFormat.Segments * AtomCacheFormat.SegmentSize) - 1);

    private static void SetHalfByte(Span<byte> flags, int index, int value) => flags[index / 2] |= (byte)(value << (4 * (index & 1)));
}
