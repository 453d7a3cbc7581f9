using System.Diagnostics;

namespace ErlDist.Benchmarks.Control;

/// <summary>What a driver reports of a run, as JSON behind the word <c>result</c>.</summary>
/// <param name="Seconds">From the first message to the last confirmation.</param>
/// <param name="Count">Messages confirmed; round trips of rtt and pingpong; connections of setup.</param>
/// <param name="Samples">Latencies in nanoseconds where the workload measures them.</param>
/// <param name="Bytes">Bytes of managed memory in use, where the command asks for them.</param>
internal sealed record RunResult(double Seconds = 0, long Count = 0, IReadOnlyList<long>? Samples = null, long Bytes = 0)
{
    public static long Nanoseconds(long start, long end) => (long)((end - start) * (1e9 / Stopwatch.Frequency));
}
