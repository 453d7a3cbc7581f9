using ErlDist.Terms;

namespace ErlDist.Services;

/// <summary>Whether a value can be sent, asked before anything is done that depends on it.</summary>
internal static class Encodable
{
    /// <summary>How many levels of tuples go round a result on its way.</summary>
    private const int Wrapping = 4;

    [ThreadStatic]
    private static Nowhere? s_output;

    /// <summary>Says what is wrong with a value that a user's code returned; null when nothing is.</summary>
    public static string? Objection(Term? value)
    {
        if (value is null)
        {
            return "null is no term";
        }

        if (IsDeeperThan(TermLimits.Default.MaxDepth - Wrapping, value))
        {
            return $"it nests deeper than {TermLimits.Default.MaxDepth - Wrapping} levels";
        }

        try
        {
            Size(value);
            return null;
        }
#pragma warning disable CA1031 // Whatever it is, the value cannot be sent.
        catch (Exception e)
        {
            return e.Message;
        }
#pragma warning restore CA1031
    }

    /// <summary>How many bytes a value has, encoded.</summary>
    public static long Size(Term value)
    {
        var writer = new TermWriter(s_output ??= new Nowhere());
        writer.WriteTerm(value);
        writer.Flush();
        return writer.Written;
    }

    /// <summary>Without recursion: unwinding a deep stack takes longer than any value is worth.</summary>
    private static bool IsDeeperThan(int levels, Term value)
    {
        var rest = new Stack<(Term Value, int Depth)>();
        rest.Push((value, 1));
        while (rest.TryPop(out (Term Value, int Depth) next))
        {
            if (next.Depth > levels)
            {
                return true;
            }

            foreach (Term part in Parts(next.Value))
            {
                if (part is ErlTuple or ErlList or ErlImproperList or ErlMap)
                {
                    rest.Push((part, next.Depth + 1));
                }
            }
        }

        return false;
    }

    private static IEnumerable<Term> Parts(Term value) => value switch
    {
        ErlTuple tuple => tuple,
        ErlList list => list,
        ErlImproperList list => list.Elements.Append(list.Tail),
        ErlMap map => map.SelectMany(pair => (Term[])[pair.Key, pair.Value]),
        _ => [],
    };

    private sealed class Nowhere : ISegmentWriter
    {
        private const int BlockBytes = 4096;
        private readonly byte[] _block = new byte[BlockBytes];

        public void Append(ReadOnlyMemory<byte> piece)
        {
        }

        public void Advance(int count)
        {
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => sizeHint <= BlockBytes ? _block : new byte[sizeHint];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
