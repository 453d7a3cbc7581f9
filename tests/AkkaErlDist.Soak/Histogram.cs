using System.Globalization;

namespace AkkaErlDist.Soak;

/// <summary>Times by size, each within 2 %, in memory that does not grow.</summary>
internal sealed class Histogram
{
    private const double Step = 1.02;
    private readonly long[] _counts = new long[1200]; // From 1 µs to some hours.
    private long _count;
    private long _largest;

    /// <summary>Adds a time.</summary>
    public void Add(TimeSpan time)
    {
        double microseconds = Math.Max(1, time.TotalMicroseconds);
        Interlocked.Increment(ref _counts[Math.Min(_counts.Length - 1, (int)Math.Log(microseconds, Step))]);
        Interlocked.Increment(ref _count);
        long seen;
        while (time.Ticks > (seen = Volatile.Read(ref _largest)) && Interlocked.CompareExchange(ref _largest, time.Ticks, seen) != seen)
        {
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        _count = 0;
        _largest = 0;
    }

    /// <summary>A row of a table: how many, p50, p99, the largest, in milliseconds.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_count:N0} | {Percentile(0.5):N2} | {Percentile(0.99):N2} | {TimeSpan.FromTicks(_largest).TotalMilliseconds:N2}");

    private double Percentile(double part)
    {
        long below = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            below += _counts[i];
            if (below >= part * _count)
            {
                return Math.Pow(Step, i + 0.5) / 1000;
            }
        }

        return 0;
    }
}
