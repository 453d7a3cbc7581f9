namespace ErlDist.Terms;

/// <summary>
/// The atoms of one message that are written as ATOM_CACHE_REF: what the distribution header then lists. Reusable
/// by <see cref="Clear"/>; not safe for two threads at once.
/// </summary>
internal sealed class AtomRefTable
{
    /// <summary>The most atoms of one message.</summary>
    public const int Capacity = 255;

    private const int Slots = 512;
    private const int MaxRound = int.MaxValue >> 8;

    private readonly Atom[] _atoms = new Atom[Capacity];

    /// <summary>Places of atoms by their hash, each with the round of use it was set in (the bits above 8), so clearing is one addition.</summary>
    private readonly int[] _slots = new int[Slots];
    private int _round = 1;
    private int _count;

    /// <summary>The atoms; an atom's index is its place.</summary>
    public ReadOnlySpan<Atom> Atoms => _atoms.AsSpan(0, _count);

    /// <summary>How many atoms there are.</summary>
    public int Count => _count;

    /// <summary>An atom's index.</summary>
    /// <param name="atom">The atom; it is added if it is new.</param>
    /// <returns>0 to 254, or -1 if it is new and the table is full: such an atom is written in full.</returns>
    public int GetOrAdd(Atom atom)
    {
        ArgumentNullException.ThrowIfNull(atom);
        int slot = atom.GetHashCode() & (Slots - 1);
        while (true)
        {
            int entry = _slots[slot];
            if (entry >> 8 != _round)
            {
                break;
            }

            int index = entry & 0xFF;
            if (_atoms[index].Equals(atom))
            {
                return index;
            }

            slot = (slot + 1) & (Slots - 1);
        }

        if (_count == Capacity)
        {
            return -1;
        }

        _slots[slot] = (_round << 8) | _count;
        _atoms[_count] = atom;
        return _count++;
    }

    /// <summary>Empties the table for the next message.</summary>
    public void Clear()
    {
        if (_count == 0)
        {
            return;
        }

        _atoms.AsSpan(0, _count).Clear();
        _count = 0;
        if (_round++ == MaxRound)
        {
            _slots.AsSpan().Clear();
            _round = 1;
        }
    }
}
