namespace ErlDist.Testing;

/// <summary>
/// What something leaves in memory that is done again and again. What leaks grows with each round; .NET's own pools of arrays grow by what the
/// busiest moment took, the more threads there are the more, and then stay: so a round in which little is left shows that nothing leaks.
/// </summary>
public static class MemoryGrowth
{
    private const int Rounds = 4;

    /// <summary>The bytes that the best of a few rounds has left; fewer rounds are done where one leaves no more than is enough.</summary>
    /// <param name="round">What is done; what it needs once is to be there already.</param>
    /// <param name="enough">How little will do.</param>
    public static async Task<long> LeastAsync(Func<Task> round, long enough)
    {
        long least = long.MaxValue;
        long before = Measure();
        for (int i = 0; i < Rounds && least > enough; i++)
        {
            await round();
            long after = Measure();
            (least, before) = (Math.Min(least, after - before), after);
        }

        return least;
    }

    /// <summary>The memory that is in use once collecting finds next to nothing more.</summary>
    private static long Measure()
    {
        const int most = 10;
        const long little = 16 * 1024;
        long last = long.MaxValue;
        for (int i = 0; i < most; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            long now = GC.GetTotalMemory(forceFullCollection: true);
            if (last - now < little)
            {
                return now;
            }

            last = now;
        }

        return last;
    }
}
