using System.Diagnostics;

namespace ErlDist.Connections;

/// <summary>
/// Sees whether the thread pool still runs what it is given. Where it does not, because all its threads are blocked, its minimum is
/// raised step by step; left alone it adds one or two threads a second. When all is well again the minimum is what it was.
/// </summary>
internal sealed class PoolWatch : IThreadPoolWorkItem
{
    private const int Step = 64;
    private const int MaxThreads = 2048;
    private static readonly TimeSpan s_late = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_calm = TimeSpan.FromSeconds(30);
    private static readonly Lock s_gate = new();
    private static int s_original;
    private static int s_raised;
    private static long s_lateAt;

    private long _askedAt;
    private volatile bool _waits;

    /// <summary>Looks once. True when the pool has run nothing for two seconds.</summary>
    public bool Look()
    {
        if (!_waits)
        {
            Calm();
            _askedAt = Stopwatch.GetTimestamp();
            _waits = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return false;
        }

        if (Stopwatch.GetElapsedTime(_askedAt) < s_late)
        {
            return false;
        }

        Raise();
        return true;
    }

    void IThreadPoolWorkItem.Execute() => _waits = false;

    private static void Raise()
    {
        lock (s_gate)
        {
            s_lateAt = Stopwatch.GetTimestamp();
            ThreadPool.GetMinThreads(out int workers, out int io);
            int wanted = Math.Min(MaxThreads, ThreadPool.ThreadCount + Step);
            if (wanted > workers && ThreadPool.SetMinThreads(wanted, io))
            {
                s_original = s_raised == 0 ? workers : s_original;
                s_raised = wanted;
            }
        }
    }

    private static void Calm()
    {
        if (Volatile.Read(ref s_raised) == 0)
        {
            return;
        }

        lock (s_gate)
        {
            if (s_raised == 0 || Stopwatch.GetElapsedTime(s_lateAt) < s_calm)
            {
                return;
            }

            // Who has set it meanwhile knows better.
            ThreadPool.GetMinThreads(out int workers, out int io);
            if (workers == s_raised)
            {
                ThreadPool.SetMinThreads(s_original, io);
            }

            s_raised = 0;
        }
    }
}
