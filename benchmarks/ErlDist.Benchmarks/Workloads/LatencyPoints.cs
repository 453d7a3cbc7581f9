using ErlDist.Benchmarks.Control;
using ErlDist.Benchmarks.Orchestration;

namespace ErlDist.Benchmarks.Workloads;

/// <summary>One message in flight.</summary>
internal sealed record RoundTripPoint() : Point("rtt", "rtt", "rtt")
{
    public static readonly Metric P50 = new("p50", "p50", "µs", "0.0");
    private static readonly Metric s_p99 = new("p99", "p99", "µs", "0.0");
    private static readonly Metric s_p999 = new("p999", "p99.9", "µs", "0.0");

    public override Metric Main => P50;

    public override IReadOnlyList<Metric> Columns => [P50, s_p99, s_p999];

    // With the schedulers' spinning a round trip takes one of two times: that shows in many rounds only.
    public override int Rounds(int others) => others > 1 ? (2 * others) + 1 : 1;

    public override async Task<long> CalibrateAsync(RunningPair pair, TimeSpan duration, TimeSpan warmUp)
    {
        await pair.DriveAsync($"rtt seconds={Text(warmUp)}", Limit);
        return 0;
    }

    public override async Task<IReadOnlyDictionary<string, double>> MeasureAsync(RunningPair pair, long count, TimeSpan duration)
    {
        IReadOnlyList<long> samples = Sorted(await pair.DriveAsync($"rtt seconds={Text(duration)}", Limit));
        return new Dictionary<string, double>
        {
            [P50.Name] = Statistics.Percentile(samples, 50) / 1e3,
            [s_p99.Name] = Statistics.Percentile(samples, 99) / 1e3,
            [s_p999.Name] = Statistics.Percentile(samples, 99.9) / 1e3,
        };
    }
}

/// <summary>Small round trips, first alone and then beside 16 MB messages on the same connection.</summary>
internal sealed record MixedPoint() : Point("mixed", "mixed", "mixed, rtt p99 loaded / unloaded")
{
    public static readonly Metric Factor = new("factor", "loaded / unloaded", "×", "0.0");
    public static readonly Metric Loaded = new("loadedP99", "rtt p99 loaded", "µs", "0");
    private static readonly Metric s_unloaded = new("unloadedP99", "rtt p99 unloaded", "µs", "0");
    private static readonly Metric s_bulk = new("megabytesPerSecond", "bulk beside it", "MB/s");
    private const int BulkBytes = 16 * 1024 * 1024;
    private const int BulkInFlight = 2;

    public override Metric Main => Factor;

    public override IReadOnlyList<Metric> Columns => [Factor, Loaded, s_unloaded, s_bulk];

    public override async Task<long> CalibrateAsync(RunningPair pair, TimeSpan duration, TimeSpan warmUp)
    {
        await MeasureAsync(pair, 0, duration);
        return 0;
    }

    public override async Task<IReadOnlyDictionary<string, double>> MeasureAsync(RunningPair pair, long count, TimeSpan duration)
    {
        double unloaded = Statistics.Percentile(Sorted(await pair.DriveAsync($"rtt seconds={Text(duration)}", Limit)), 99);
        RunResult run = await pair.DriveAsync($"mixed seconds={Text(duration * 2)} size={BulkBytes} inflight={BulkInFlight}", Limit);
        double loaded = Statistics.Percentile(Sorted(run), 99);
        return new Dictionary<string, double>
        {
            [Factor.Name] = loaded / unloaded,
            [Loaded.Name] = loaded / 1e3,
            [s_unloaded.Name] = unloaded / 1e3,
            [s_bulk.Name] = run.Count * (BulkBytes / 1e6) / run.Seconds,
        };
    }
}
