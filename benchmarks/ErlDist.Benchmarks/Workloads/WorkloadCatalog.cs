namespace ErlDist.Benchmarks.Workloads;

/// <summary>All points, in the order in which they run.</summary>
internal static class WorkloadCatalog
{
    public static readonly IReadOnlyList<int> PingPongPairs = [1, 10, 30];

    public static readonly IReadOnlyList<int> Sizes = [100, 1024, 16 * 1024, 64 * 1024, 1024 * 1024];

    public static readonly IReadOnlyList<string> Shapes = ["list", "map", "record"];

    private const int InFlight = 50;

    public static IReadOnlyList<Point> Points(bool quick) =>
    [
        new RoundTripPoint(),
        .. PingPongPairs.Select(p => new CountedPoint(
            "pingpong", $"pingpong-{p}", PingPongTitle(p), $"pingpong pairs={p} inflight={InFlight}", 3000, PerCount: 2)),
        .. Sizes.Select(s => new CountedPoint(
            "oneway", $"oneway-{s}", $"oneway {SizeText(s)}", $"oneway size={s}", Math.Clamp(4_000_000 / s, 20, 5000), Bytes: s)),
        new MixedPoint(),
        new CountedPoint("fanin", "fanin", "fanin, 100 senders", "fanin senders=100 size=100", 10_000),
        .. Shapes.Select(s => new CountedPoint("terms", $"terms-{s}", $"terms, {s}", $"terms shape={s}", s == "record" ? 5000 : 50)),
        new CountedPoint("setup", "setup", "setup", "setup parallel=8", 400),
        new IdlePoint("idle", quick ? 200 : 1000),
        .. quick ? Array.Empty<Point>() : [new IdlePoint("idle-10000", 10_000)],
        new CpuPoint("cpu", "cpu", "CPU for a million messages", $"pingpong pairs=10 inflight={InFlight}", 10_000, PerCount: 2),
    ];

    public static string PingPongTitle(int pairs) => pairs == 1 ? "pingpong, 1 pair" : $"pingpong, {pairs} pairs";

    public static string SizeText(int bytes) => bytes switch
    {
        < 1024 => $"{bytes} B",
        < 1024 * 1024 => $"{bytes / 1024} KB",
        _ => $"{bytes / (1024 * 1024)} MB",
    };
}
