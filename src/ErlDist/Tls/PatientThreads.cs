using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace ErlDist.Tls;

/// <summary>
/// A few threads that may wait, so that no thread of the pool does: .NET asks about a certificate in the middle of a handshake and wants its answer
/// there, which may take a revocation list that is not here yet. Who finds none free continues where it is.
/// </summary>
internal static class PatientThreads
{
    private const int Most = 4;

    private static readonly Lazy<BlockingCollection<Action>> s_work = new(Start);
    private static int s_busy;

    [ThreadStatic]
    private static bool s_isOne;

    /// <summary>Whether the current thread is one.</summary>
    public static bool IsCurrent => s_isOne;

    /// <summary>To await: what follows runs on one of them, where one is free.</summary>
    public static GoOnThere Turn => default;

    private static bool TryReserve()
    {
        if (Interlocked.Increment(ref s_busy) <= Most)
        {
            return true;
        }

        Interlocked.Decrement(ref s_busy);
        return false;
    }

    private static BlockingCollection<Action> Start()
    {
        var work = new BlockingCollection<Action>();
        for (int i = 0; i < Most; i++)
        {
            new Thread(() => Run(work)) { IsBackground = true, Name = "erldist revocation" }.Start();
        }

        return work;
    }

    private static void Run(BlockingCollection<Action> work)
    {
        s_isOne = true;
        foreach (Action next in work.GetConsumingEnumerable())
        {
            next();
            Interlocked.Decrement(ref s_busy);
        }
    }

    /// <summary>See <see cref="Turn"/>.</summary>
    internal readonly struct GoOnThere : ICriticalNotifyCompletion
    {
        /// <summary>Nothing changes where the thread is one already, or none is free.</summary>
        public bool IsCompleted => s_isOne || !TryReserve();

        public GoOnThere GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => s_work.Value.Add(continuation);

        public void UnsafeOnCompleted(Action continuation) => s_work.Value.Add(continuation);
    }
}
