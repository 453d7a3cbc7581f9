using System.Diagnostics;
using ErlDist.Benchmarks.Control;
using ErlDist.Benchmarks.Orchestration;

namespace ErlDist.Benchmarks.Workloads;

/// <summary>Messages or connections a second: so many that they fill the wanted time, confirmed by the receiver.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Id">The name in results.</param>
/// <param name="Title">The name in tables.</param>
/// <param name="Command">The command without its count.</param>
/// <param name="FirstCount">The count to start calibration with.</param>
/// <param name="PerCount">How many messages stand behind each one of the count: 2 for a round trip.</param>
/// <param name="Bytes">The payload of a message, for MB/s.</param>
internal record CountedPoint(string Workload, string Id, string Title, string Command, long FirstCount, int PerCount = 1, int Bytes = 0)
    : Point(Workload, Id, Title)
{
    public static readonly Metric Rate = new("perSecond", "rate", "/s");
    public static readonly Metric Megabytes = new("megabytesPerSecond", "rate", "MB/s");
    public static readonly Metric CpuBoth = new("cpuSeconds", "both sides", "s", "0.00");
    public static readonly Metric CpuDriver = new("cpuDriver", "driver", "s", "0.00");
    public static readonly Metric CpuResponder = new("cpuResponder", "responder", "s", "0.00");
    private const int MaxSteps = 24;

    public override Metric Main => Bytes >= 1024 ? Megabytes : Rate;

    public override async Task<long> CalibrateAsync(RunningPair pair, TimeSpan duration, TimeSpan warmUp)
    {
        var worked = Stopwatch.StartNew();
        long count = FirstCount;
        for (int step = 0; step < MaxSteps; step++)
        {
            RunResult run = await pair.DriveAsync($"{Command} count={count}", Limit);
            double ratio = duration.TotalSeconds / Math.Max(run.Seconds, 1e-4);
            count = AtLeast((long)(count * Math.Clamp(ratio, 0.05, 8)));
            if (ratio < 1.6 && worked.Elapsed >= warmUp)
            {
                break;
            }
        }

        return count;
    }

    // A process that was slow while it warmed up would have rounds too short to measure for the rest of its life.
    public override long NextCount(long count, IReadOnlyDictionary<string, double> figures, TimeSpan duration) =>
        AtLeast((long)(figures[Rate.Name] / PerCount * duration.TotalSeconds));

    public override async Task<IReadOnlyDictionary<string, double>> MeasureAsync(RunningPair pair, long count, TimeSpan duration)
    {
        (TimeSpan Driver, TimeSpan Responder) before = pair.CpuTimes();
        RunResult run = await pair.DriveAsync($"{Command} count={count}", Limit);
        (TimeSpan Driver, TimeSpan Responder) after = pair.CpuTimes();
        double messages = (double)run.Count * PerCount;
        double driver = (after.Driver - before.Driver).TotalSeconds / messages * 1e6;
        double responder = (after.Responder - before.Responder).TotalSeconds / messages * 1e6;
        var figures = new Dictionary<string, double>
        {
            [Rate.Name] = messages / run.Seconds,
            [CpuBoth.Name] = driver + responder,
            [CpuDriver.Name] = driver,
            [CpuResponder.Name] = responder,
        };
        if (Bytes > 0)
        {
            figures.Add(Megabytes.Name, messages * Bytes / 1e6 / run.Seconds);
        }

        return figures;
    }

    private long AtLeast(long count) => Math.Max(FirstCount / 10, count);
}

/// <summary>As <see cref="CountedPoint"/>, seen from the processor time of a million messages.</summary>
internal sealed record CpuPoint(string Workload, string Id, string Title, string Command, long FirstCount, int PerCount)
    : CountedPoint(Workload, Id, Title, Command, FirstCount, PerCount)
{
    public override Metric Main => CpuBoth;

    public override IReadOnlyList<Metric> Columns => [CpuBoth, CpuDriver, CpuResponder];
}
