namespace ErlDist.Testing;

/// <summary>What this process holds.</summary>
public static class OwnProcess
{
    /// <summary>The managed heap after all garbage is collected, in bytes.</summary>
    public static long Heap()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>How many sockets are open.</summary>
    public static int CountSockets() => Directory.EnumerateFiles("/proc/self/fd")
        .Count(fd => new FileInfo(fd).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);

    /// <summary>How many threads of the operating system run.</summary>
    public static int CountThreads() => System.Diagnostics.Process.GetCurrentProcess().Threads.Count;
}
