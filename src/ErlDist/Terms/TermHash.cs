using System.Runtime.InteropServices;

namespace ErlDist.Terms;

/// <summary>
/// Hashes with the secret that .NET's strings have (Marvin, seeded for each process), so nobody can choose terms that collide.
/// </summary>
/// <remarks>
/// <para><see cref="HashCode"/> has a secret too, but what collides under one secret collides under all: its rounds can be
/// run backwards. Only what is itself a keyed hash may be put into it.</para>
/// <para>The hashes of lists, tuples, maps, records and funs are kept once they are known: terms in terms as keys of maps
/// would otherwise be hashed again at each level, and a small message could cost seconds.</para>
/// </remarks>
internal static class TermHash
{
    private const int ChunkLength = 32;

    internal static int Of(ReadOnlySpan<byte> bytes)
    {
        int hash = string.GetHashCode(MemoryMarshal.Cast<byte, char>(bytes));
        return (bytes.Length & 1) == 0 ? hash : HashCode.Combine(hash, bytes[^1]);
    }

    internal static int Of(ReadOnlySpan<int> words) => string.GetHashCode(MemoryMarshal.Cast<int, char>(words));

    internal static int Of(long value)
    {
        ReadOnlySpan<int> words = [(int)value, (int)(value >> 32)];
        return Of(words);
    }

    /// <summary>A hash of the elements' hashes, never 0; each element's own is known or quick.</summary>
    internal static int OfAll(int seed, ReadOnlySpan<Term> elements)
    {
        Span<int> chunk = stackalloc int[ChunkLength];
        chunk[0] = seed;
        chunk[1] = elements.Length;
        int used = 2;
        foreach (Term element in elements)
        {
            if (used == ChunkLength)
            {
                chunk[0] = Of(chunk);
                used = 1;
            }

            chunk[used++] = element.GetHashCode();
        }

        return Of(chunk[..used]) | 1;
    }

    /// <summary>A hash of keys and values that does not depend on their order, never 0.</summary>
    /// <remarks>The sum alone is linear: two values changed against a third can leave its lower bits as they were in many maps at once. So it is hashed in its turn.</remarks>
    internal static int OfPairs(ReadOnlySpan<Term> pairs)
    {
        int sum = 0;
        for (int i = 0; i < pairs.Length; i += 2)
        {
            ReadOnlySpan<int> pair = [pairs[i].GetHashCode(), pairs[i + 1].GetHashCode()];
            sum += Of(pair);
        }

        ReadOnlySpan<int> whole = [pairs.Length, sum];
        return Of(whole) | 1;
    }

    /// <summary>Hashes a term with others in it, the inner ones first.</summary>
    internal static int OfNested(Term term)
    {
        var open = default(FrameStack<Frame>);
        var frame = new Frame(term);
        try
        {
            while (true)
            {
                if (frame.NextUnknown() is { } inner)
                {
                    open.Push(frame);
                    frame = new Frame(inner);
                    continue;
                }

                int hash = frame.Term.HashChildren();
                if (!open.TryPop(out frame))
                {
                    return hash;
                }
            }
        }
        finally
        {
            open.Dispose();
        }
    }

    private struct Frame(Term term)
    {
        private readonly Term[] _children = term.Children!;
        private int _next;

        public Term Term { get; } = term;

        public Term? NextUnknown()
        {
            while (_next < _children.Length)
            {
                Term child = _children[_next++];
                if (child.Children is not null && child.KnownHash == 0)
                {
                    return child;
                }
            }

            return null;
        }
    }
}
