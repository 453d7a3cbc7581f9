using ErlDist.Embedding;

namespace ErlDist.Connections;

/// <summary>
/// How many signals of each kind went one way over a connection. It has one writer, the read loop or whoever holds the queue's lock, so a
/// count costs an addition; anyone may read.
/// </summary>
internal sealed class SignalCounts
{
    /// <summary>How many kinds there are.</summary>
    public static int Kinds { get; } = Enum.GetValues<SignalKind>().Length;

    private readonly long[] _counts = new long[Kinds];

    /// <summary>The frames that carried a part of a message.</summary>
    public long Fragments { get; private set; }

    /// <summary>One more.</summary>
    public void Add(SignalKind kind) => _counts[(int)kind]++;

    /// <summary>More frames with a part of a message.</summary>
    public void AddFragments(int count) => Fragments += count;

    /// <summary>Adds what was counted to a sum, by kind.</summary>
    public void AddTo(Span<long> sum)
    {
        for (int kind = 0; kind < sum.Length; kind++)
        {
            sum[kind] += Volatile.Read(ref _counts[kind]);
        }
    }
}
