using System.Buffers.Binary;

namespace ErlDist.Wire;

/// <summary>The atoms that a peer has sent in distribution headers, and those of its latest header.</summary>
internal sealed class ReceiveAtomCache(bool negotiated)
{
    private const string Place = "a distribution header";

    // Segments come into being as the peer uses them: most connections use few atoms.
    private readonly Atom?[]?[] _cache = new Atom?[AtomCacheFormat.Segments][];
    private readonly Atom[] _refs = new Atom[AtomCacheFormat.MaxAtoms];
    private int _count;

    /// <summary>The atoms of the latest header, by index.</summary>
    public ReadOnlySpan<Atom> Refs => _refs.AsSpan(0, _count);

    /// <summary>Reads the atoms of a header.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="offset">Where the number of atoms is.</param>
    /// <returns>What is behind the header.</returns>
    public int Read(ReadOnlySpan<byte> frame, int offset)
    {
        _count = 0;
        Need(frame, offset, 1);
        int count = frame[offset++];
        if (count == 0)
        {
            return offset;
        }

        if (!negotiated)
        {
            throw Bad(WireError.AtomCacheNotNegotiated, offset - 1, $"{count} atoms for a cache that was not negotiated.");
        }

        int flagBytes = AtomCacheFormat.FlagBytes(count);
        Need(frame, offset, flagBytes);
        ReadOnlySpan<byte> flags = frame.Slice(offset, flagBytes);
        offset += flagBytes;
        int lengthBytes = (AtomCacheFormat.HalfByte(flags, count) & AtomCacheFormat.LongAtoms) == 0 ? 1 : 2;
        for (int i = 0; i < count; i++)
        {
            Need(frame, offset, 1);
            int half = AtomCacheFormat.HalfByte(flags, i);
            Atom?[] segment = _cache[half & AtomCacheFormat.SegmentMask] ??= new Atom?[AtomCacheFormat.SegmentSize];
            ref Atom? entry = ref segment[frame[offset++]];
            if ((half & AtomCacheFormat.NewEntry) != 0)
            {
                offset = ReadText(frame, offset, lengthBytes, out entry);
            }

            _refs[i] = entry ?? throw Bad(WireError.UnknownAtomRef, offset - 1, $"atom {i} refers to a place of the cache that is empty.");
        }

        _count = count;
        return offset;
    }

    /// <summary>Forgets the latest header's atoms, for frames without one.</summary>
    public void NoRefs() => _count = 0;

    private static int ReadText(ReadOnlySpan<byte> frame, int offset, int lengthBytes, out Atom? atom)
    {
        Need(frame, offset, lengthBytes);
        int length = lengthBytes == 1 ? frame[offset] : BinaryPrimitives.ReadUInt16BigEndian(frame[offset..]);
        offset += lengthBytes;
        Need(frame, offset, length);
        atom = Atom.FromUtf8(frame.Slice(offset, length), out _)
            ?? throw Bad(WireError.BadAtom, offset, $"{length} bytes that are no UTF-8 or more than {Atom.MaxCharacters} characters.");
        return offset + length;
    }

    private static void Need(ReadOnlySpan<byte> frame, int offset, int count)
    {
        if (frame.Length - offset < count)
        {
            throw Bad(WireError.Truncated, frame.Length, $"the frame ends and {count - (frame.Length - offset)} bytes are missing.");
        }
    }

    private static WireException Bad(WireError error, int offset, string detail) => new(error, Place, offset, detail);
}
