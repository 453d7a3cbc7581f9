using System.Buffers.Binary;

namespace ErlDist.Terms;

/// <summary>
/// The instances of atoms that are shared, by their UTF-8: a table of fixed size, two places an atom, the newcomer
/// displaces. Lock-free: an entry is one reference to an immutable object, and losing one costs an allocation later.
/// </summary>
internal static class AtomCache
{
    /// <summary>Two for each set.</summary>
    internal const int Places = 4096;

    private static readonly Atom?[] s_entries = new Atom?[Places];

    internal static Atom? Find(ReadOnlySpan<byte> utf8)
    {
        Atom?[] entries = s_entries;
        int place = PlaceOf(utf8);
        if (entries[place] is { } first && first.Utf8.SequenceEqual(utf8))
        {
            return first;
        }

        return entries[place + 1] is { } second && second.Utf8.SequenceEqual(utf8) ? second : null;
    }

    internal static Atom Add(Atom atom)
    {
        int place = PlaceOf(atom.Utf8);
        s_entries[place + 1] = s_entries[place];
        s_entries[place] = atom;
        return atom;
    }

    /// <summary>The first place of a set. Looks at both ends of the name only: a bad spread costs speed, nothing else.</summary>
    internal static int PlaceOf(ReadOnlySpan<byte> utf8)
    {
        int length = utf8.Length;
        ulong mix;
        if (length >= 8)
        {
            mix = BinaryPrimitives.ReadUInt64LittleEndian(utf8)
                ^ (BinaryPrimitives.ReadUInt64LittleEndian(utf8[(length - 8)..]) * 0x9E3779B97F4A7C15);
        }
        else if (length >= 4)
        {
            mix = BinaryPrimitives.ReadUInt32LittleEndian(utf8)
                | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(utf8[(length - 4)..]) << 32);
        }
        else
        {
            mix = 0;
            foreach (byte b in utf8)
            {
                mix = (mix << 8) | b;
            }
        }

        mix = (mix ^ (ulong)length) * 0xD6E8FEB86659FD93;
        mix = (mix ^ (mix >> 32)) * 0xD6E8FEB86659FD93;
        return (int)(mix >> 53) << 1;
    }
}
