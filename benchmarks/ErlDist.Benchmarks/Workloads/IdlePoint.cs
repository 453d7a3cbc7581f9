using ErlDist.Benchmarks.Control;
using ErlDist.Benchmarks.Orchestration;

namespace ErlDist.Benchmarks.Workloads;

/// <summary>Memory of the accepting side for each connected peer that says nothing, and how fast they come in.</summary>
/// <param name="Id">The name in results.</param>
/// <param name="Connections">How many connect.</param>
internal sealed record IdlePoint(string Id, int Connections) : Point("idle", Id, $"idle, {Connections:#,0} connected peers")
{
    public static readonly Metric Resident = new("kilobytes", "resident", "KB each", "0.0");
    public static readonly Metric Accepted = new("perSecond", "accepted", "/s");
    private static readonly Metric s_managed = new("managedKilobytes", "of it managed", "KB each", "0.0");
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);
    private const int WarmUp = 100;
    private const int Many = 10_000;

    public override Metric Main => Resident;

    public override IReadOnlyList<Metric> Columns => [Resident, s_managed, Accepted];

    public override bool NeedsFreshProcesses => true;

    // Ten thousand handshakes take half a minute, and say of themselves how much they vary.
    public override int Rounds(int others) => Connections >= Many ? 1 : others;

    public override async Task<IReadOnlyDictionary<string, double>> MeasureAsync(RunningPair pair, long count, TimeSpan duration)
    {
        await pair.DriveAsync($"hold count={WarmUp}", s_limit);
        (long Resident, long Managed) before = await pair.ResponderMemoryAsync(s_limit);
        RunResult held = await pair.DriveAsync($"hold count={Connections}", s_limit);
        (long Resident, long Managed) after = await pair.ResponderMemoryAsync(s_limit);
        await pair.DriveAsync("release", s_limit);
        return new Dictionary<string, double>
        {
            [Resident.Name] = (after.Resident - before.Resident) / 1024.0 / Connections,
            [s_managed.Name] = (after.Managed - before.Managed) / 1024.0 / Connections,
            [Accepted.Name] = held.Count / held.Seconds,
        };
    }
}
