using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using ErlDist.Terms;

namespace ErlDist;

/// <summary>A map. Keys are equal as for <c>=:=</c>: <c>1</c> and <c>1.0</c> are two keys.</summary>
/// <remarks>
/// The pairs are enumerated and printed in the order in which they were given or read, and written in the order of their keys
/// (<see cref="Term.MapKeyOrder"/>), so the same map always has the same bytes. Order means nothing for equality.
/// </remarks>
[SuppressMessage("Naming", "CA1710", Justification = "Named as Erlang names it, like the other terms.")]
public sealed class ErlMap : Term, IReadOnlyDictionary<Term, Term>, IEquatable<ErlMap>
{
    /// <summary>Up to so many pairs looking at each is faster than hashing.</summary>
    private const int MaxScanned = 8;

    /// <summary>Keys and values by turns.</summary>
    private readonly Term[] _pairs;

    /// <summary>
    /// A table by the keys' hashes: a key's number from 1, the next free place where its own is taken. Of keys that came in their order it
    /// is made when the first one is looked for.
    /// </summary>
    private int[]? _slots;
    private Term[]? _inKeyOrder;
    private int _hash;

    /// <summary>Makes a map.</summary>
    /// <param name="pairs">Its keys and values.</param>
    /// <exception cref="ArgumentException">A key comes twice.</exception>
    public ErlMap(IReadOnlyCollection<KeyValuePair<Term, Term>> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        _pairs = new Term[pairs.Count * 2];
        int i = 0;
        foreach (KeyValuePair<Term, Term> pair in pairs)
        {
            (_pairs[i], _pairs[i + 1]) = (pair.Key, pair.Value);
            i += 2;
        }

        if (!TryIndex(_pairs, out _slots))
        {
            throw new ArgumentException("A key comes twice.", nameof(pairs));
        }
    }

    private ErlMap(Term[] pairs, int[]? slots, bool isInKeyOrder)
    {
        _pairs = pairs;
        _slots = slots;
        _inKeyOrder = isInKeyOrder ? pairs : null;
    }

    /// <summary><c>#{}</c></summary>
    public static ErlMap Empty { get; } = new([], null, isInKeyOrder: true);

    /// <inheritdoc/>
    public int Count => _pairs.Length / 2;

    /// <inheritdoc/>
    public IEnumerable<Term> Keys => EverySecond(0);

    /// <inheritdoc/>
    public IEnumerable<Term> Values => EverySecond(1);

    internal override Term[] Children => _pairs;

    internal override int KnownHash => _hash;

    internal override TermRank Rank => TermRank.Map;

    /// <summary>Keys and values by turns, in the order of the keys.</summary>
    internal Term[] PairsInKeyOrder => _inKeyOrder ?? MapKeySorter.Sort(this);

    /// <summary>Whether the order of the keys is known.</summary>
    internal bool IsSorted => _inKeyOrder is not null;

    /// <inheritdoc/>
    public Term this[Term key] =>
        TryGetValue(key, out Term? value) ? value : throw new KeyNotFoundException($"The map has no key {key.ToShortString()}.");

    /// <inheritdoc/>
    public bool ContainsKey(Term key) => Find(key) >= 0;

    /// <inheritdoc/>
    public bool TryGetValue(Term key, [MaybeNullWhen(false)] out Term value)
    {
        int place = Find(key);
        value = place >= 0 ? _pairs[place + 1] : null;
        return place >= 0;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<Term, Term>> GetEnumerator()
    {
        for (int i = 0; i < _pairs.Length; i += 2)
        {
            yield return KeyValuePair.Create(_pairs[i], _pairs[i + 1]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ErlMap? other) => Equals((Term?)other);

    /// <inheritdoc/>
    public override bool Equals(Term? other) =>
        ReferenceEquals(this, other)
        || (other is ErlMap map && map.Count == Count && GetHashCode() == map.GetHashCode() && TermOrder.Equal(this, map));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Term);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash != 0 ? _hash : TermHash.OfNested(this);

    internal override int HashChildren() => _hash = TermHash.OfPairs(_pairs);

    /// <summary>A map around keys and values by turns, or null if a key comes twice.</summary>
    internal static ErlMap? TryCreate(Term[] pairs) =>
        AreInKeyOrder(pairs) ? new ErlMap(pairs, null, isInKeyOrder: true)
        : TryIndex(pairs, out int[]? slots) ? new ErlMap(pairs, slots, isInKeyOrder: false)
        : null;

    /// <summary>What a map of so many pairs takes in memory beside its pairs and what other terms take.</summary>
    internal static long IndexBytes(int pairs) =>
        16 + (pairs > MaxScanned ? 24 + (sizeof(int) * (long)BitOperations.RoundUpToPowerOf2((uint)pairs * 2)) : 0);

    /// <summary>Puts the pairs in order; the maps in the keys must be so already.</summary>
    internal Term[] SortShallow() => _inKeyOrder ??= MapKeySorter.SortPairs(_pairs);

    internal override Term[]? WriteHead(ref TermWriter writer)
    {
        writer.WriteMapHeader(Count);
        return _pairs.Length == 0 ? null : PairsInKeyOrder;
    }

    /// <summary>Whether the keys are of one simple kind and each is beyond the one before it, so that none comes twice.</summary>
    private static bool AreInKeyOrder(ReadOnlySpan<Term> pairs) => pairs.Length > 2 && pairs[0] switch
    {
        ErlBinary first => AreBinariesInOrder(first, pairs[2..]),
        ErlInteger first => AreIntegersInOrder(first.Value, pairs[2..]),
        Atom first => AreAtomsInOrder(first.Utf8, pairs[2..]),
        _ => false,
    };

    private static bool AreBinariesInOrder(ErlBinary first, ReadOnlySpan<Term> pairs)
    {
        ReadOnlySpan<byte> before = first.Bytes.Span;
        for (int i = 0; i < pairs.Length; i += 2)
        {
            if (pairs[i] is not ErlBinary key)
            {
                return false;
            }

            ReadOnlySpan<byte> bytes = key.Bytes.Span;
            if (before.SequenceCompareTo(bytes) >= 0)
            {
                return false;
            }

            before = bytes;
        }

        return true;
    }

    private static bool AreIntegersInOrder(long before, ReadOnlySpan<Term> pairs)
    {
        for (int i = 0; i < pairs.Length; i += 2)
        {
            if (pairs[i] is not ErlInteger key || key.Value <= before)
            {
                return false;
            }

            before = key.Value;
        }

        return true;
    }

    private static bool AreAtomsInOrder(ReadOnlySpan<byte> before, ReadOnlySpan<Term> pairs)
    {
        for (int i = 0; i < pairs.Length; i += 2)
        {
            if (pairs[i] is not Atom key || before.SequenceCompareTo(key.Utf8) >= 0)
            {
                return false;
            }

            before = key.Utf8;
        }

        return true;
    }

    private static bool TryIndex(Term[] pairs, out int[]? slots)
    {
        slots = null;
        int count = pairs.Length / 2;
        if (count <= MaxScanned)
        {
            for (int i = 2; i < pairs.Length; i += 2)
            {
                if (Scan(pairs.AsSpan(0, i), pairs[i]) >= 0)
                {
                    return false;
                }
            }

            return true;
        }

        slots = new int[BitOperations.RoundUpToPowerOf2((uint)count * 2)];
        for (int i = 0; i < count; i++)
        {
            ref int slot = ref SlotOf(pairs, slots, pairs[i * 2]);
            if (slot != 0)
            {
                return false;
            }

            slot = i + 1;
        }

        return true;
    }

    /// <summary>The place of a key in the table, or the free one where it would go.</summary>
    private static ref int SlotOf(Term[] pairs, int[] slots, Term key)
    {
        int mask = slots.Length - 1;
        int place = key.GetHashCode() & mask;
        while (slots[place] != 0 && !pairs[(slots[place] - 1) * 2].Equals(key))
        {
            place = (place + 1) & mask;
        }

        return ref slots[place];
    }

    private static int Scan(ReadOnlySpan<Term> pairs, Term key)
    {
        // Compared without their hashes, terms in terms as keys would cost time out of proportion to their size.
        bool nested = key.Children is not null;
        for (int i = 0; i < pairs.Length; i += 2)
        {
            Term other = pairs[i];
            if (ReferenceEquals(other, key) || ((!nested || other.GetHashCode() == key.GetHashCode()) && other.Equals(key)))
            {
                return i;
            }
        }

        return -1;
    }

    private int Find(Term key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (Count <= MaxScanned)
        {
            return Scan(_pairs, key);
        }

        if (_slots is null)
        {
            TryIndex(_pairs, out _slots);
        }

        return (SlotOf(_pairs, _slots!, key) - 1) * 2;
    }

    private IEnumerable<Term> EverySecond(int from)
    {
        for (int i = from; i < _pairs.Length; i += 2)
        {
            yield return _pairs[i];
        }
    }
}
