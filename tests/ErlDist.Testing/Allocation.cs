namespace ErlDist.Testing;

/// <summary>What code allocates by itself.</summary>
public static class Allocation
{
    private const int Runs = 5;

    /// <summary>The fewest bytes of five runs: a collection that another test brings about empties the pools of arrays, which a run then fills again.</summary>
    public static long Least(Action run)
    {
        ArgumentNullException.ThrowIfNull(run);
        long least = long.MaxValue;
        for (int i = 0; i < Runs; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
