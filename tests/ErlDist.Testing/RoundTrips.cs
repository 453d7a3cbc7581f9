using System.Diagnostics;

namespace ErlDist.Testing;

/// <summary>How long round trips take while something else goes on, against the same without it.</summary>
public static class RoundTrips
{
    private const int Rounds = 5;
    private const int Trips = 200;

    /// <summary>By what factor the 99th percentile grows: in the middle one of some rounds, each of which measures both, one right after the other.</summary>
    /// <param name="roundTrip">One of the round trips.</param>
    /// <param name="disturb">What goes on meanwhile, again and again until it is told to end.</param>
    public static async Task<double> SlowdownAsync(Func<Task> roundTrip, Func<CancellationToken, Task> disturb)
    {
        await NinetyNinthAsync(roundTrip); // Code and caches are warm from then on.
        var factors = new List<double>();
        for (int i = 0; i < Rounds; i++)
        {
            TimeSpan quiet = await NinetyNinthAsync(roundTrip);
            using var end = new CancellationTokenSource();
            Task disturbing = disturb(end.Token);
            TimeSpan disturbed = await NinetyNinthAsync(roundTrip);
            await end.CancelAsync();
            await disturbing;
            factors.Add(disturbed / quiet);
        }

        factors.Sort();
        return factors[Rounds / 2];
    }

    private static async Task<TimeSpan> NinetyNinthAsync(Func<Task> roundTrip)
    {
        var times = new TimeSpan[Trips];
        for (int i = 0; i < Trips; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await roundTrip();
            times[i] = Stopwatch.GetElapsedTime(start);
        }

        Array.Sort(times);
        return times[Trips * 99 / 100 - 1];
    }
}
