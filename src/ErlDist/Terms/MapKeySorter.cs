using System.Buffers.Binary;

namespace ErlDist.Terms;

/// <summary>Puts the pairs of maps in the order of their keys.</summary>
internal static class MapKeySorter
{
    /// <summary>Up to so many pairs inserting one by one is fastest.</summary>
    private const int MaxOnStack = 16;

    /// <summary>The bits of a rank that tell terms of one kind apart; above them stands the kind.</summary>
    private const int DetailBits = 60;
    private const long LargestDetail = (1L << (DetailBits - 1)) - 1;

    /// <summary>Sorts a map, and first all maps within its keys, the inner ones before the outer: so no comparison has to sort.</summary>
    internal static Term[] Sort(ErlMap map)
    {
        Term[] pairs = map.Children;
        for (int i = 0; i < pairs.Length; i += 2)
        {
            if (pairs[i].Children is not null)
            {
                SortMapsIn(pairs[i]);
            }
        }

        return map.SortShallow();
    }

    /// <summary>The pairs in order: the same array where they are so already.</summary>
    internal static Term[] SortPairs(Term[] pairs)
    {
        int count = pairs.Length / 2;
        Span<ulong> ranks = count <= MaxOnStack ? stackalloc ulong[MaxOnStack] : new ulong[count];
        ranks = ranks[..count];
        bool sorted = true;
        for (int i = 0; i < count; i++)
        {
            ranks[i] = RankOf(pairs[i * 2]);
            sorted = sorted
                && (i == 0 || ranks[i - 1] < ranks[i] || (ranks[i - 1] == ranks[i] && Compare(pairs[(i * 2) - 2], pairs[i * 2]) < 0));
        }

        return sorted ? pairs : count <= MaxOnStack ? Insert([.. pairs], ranks) : SortByRanks(pairs, ranks);
    }

    private static int Compare(Term left, Term right) => TermOrder.Compare(left, right, exact: true);

    private static void SortMapsIn(Term term)
    {
        var open = default(FrameStack<(Term[] Children, int Next, Term Term)>);
        try
        {
            (Term[] Children, int Next, Term Term) frame = (term.Children!, 0, term);
            while (true)
            {
                if (frame.Next < frame.Children.Length)
                {
                    Term child = frame.Children[frame.Next++];
                    if (child.Children is { Length: > 0 } inner)
                    {
                        open.Push(frame);
                        frame = (inner, 0, child);
                    }

                    continue;
                }

                (frame.Term as ErlMap)?.SortShallow();
                if (!open.TryPop(out frame))
                {
                    return;
                }
            }
        }
        finally
        {
            open.Dispose();
        }
    }

    private static Term[] Insert(Term[] pairs, Span<ulong> ranks)
    {
        for (int i = 1; i < ranks.Length; i++)
        {
            (ulong rank, Term key, Term value) = (ranks[i], pairs[i * 2], pairs[(i * 2) + 1]);
            int at = i;
            while (at > 0 && (rank < ranks[at - 1] || (rank == ranks[at - 1] && Compare(key, pairs[(at * 2) - 2]) < 0)))
            {
                ranks[at] = ranks[at - 1];
                (pairs[at * 2], pairs[(at * 2) + 1]) = (pairs[(at * 2) - 2], pairs[(at * 2) - 1]);
                at--;
            }

            ranks[at] = rank;
            (pairs[at * 2], pairs[(at * 2) + 1]) = (key, value);
        }

        return pairs;
    }

    /// <summary>Sorts numbers that stand for the keys, and only keys of one number by themselves.</summary>
    private static Term[] SortByRanks(Term[] pairs, Span<ulong> ranks)
    {
        int[] places = new int[ranks.Length];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = i * 2;
        }

        MemoryExtensions.Sort(ranks, places.AsSpan());
        for (int from = 0, to; from < ranks.Length; from = to)
        {
            for (to = from + 1; to < ranks.Length && ranks[to] == ranks[from];)
            {
                to++;
            }

            if (to - from > 1)
            {
                places.AsSpan(from, to - from).Sort((left, right) => Compare(pairs[left], pairs[right]));
            }
        }

        var result = new Term[pairs.Length];
        for (int i = 0; i < places.Length; i++)
        {
            result[i * 2] = pairs[places[i]];
            result[(i * 2) + 1] = pairs[places[i] + 1];
        }

        return result;
    }

    /// <summary>A number that is never larger for a term that stands before another.</summary>
    private static ulong RankOf(Term term)
    {
        ulong kind = term is ErlInteger or ErlBigInteger ? 0 : (ulong)term.Rank + 1;
        ulong detail = term switch
        {
            ErlInteger integer => (ulong)(Math.Clamp(integer.Value, -LargestDetail, LargestDetail) + LargestDetail),
            ErlBigInteger big => big.Value.Sign < 0 ? 0 : 2 * (ulong)LargestDetail,
            ErlFloat number => RankOf(BitConverter.DoubleToInt64Bits(number.Value)),
            Atom atom => RankOf(atom.Utf8),
            ErlBinary binary => RankOf(binary.Bytes.Span),
            ErlBitstring bits => RankOf(bits.Bytes.Span),
            _ => 0,
        };
        return (kind << DetailBits) | detail;
    }

    /// <summary>The bits of negative floats run backwards.</summary>
    private static ulong RankOf(long bits) => (ulong)(bits < 0 ? ~bits : bits | long.MinValue) >> (64 - DetailBits);

    private static ulong RankOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> first = stackalloc byte[sizeof(ulong)];
        bytes[..Math.Min(bytes.Length, DetailBits / 8)].CopyTo(first);
        return BinaryPrimitives.ReadUInt64BigEndian(first) >> (64 - DetailBits);
    }
}
