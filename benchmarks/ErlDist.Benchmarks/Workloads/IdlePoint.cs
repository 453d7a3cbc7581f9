using ErlDist.Benchmarks.Orchestration;

namespace ErlDist.Benchmarks.Workloads;

/// <summary>Memory of the accepting side for each connected peer that says nothing.</summary>
internal sealed record IdlePoint(int Connections) : Point("idle", "idle", $"idle, {Connections:#,0} connected peers")
{
    public static readonly Metric Resident = new("kilobytes", "resident", "KB each", "0.0");
    private static readonly Metric s_managed = new("managedKilobytes", "of it managed", "KB each", "0.0");
    private const int WarmUp = 100;

    public override Metric Main => Resident;

    public override IReadOnlyList<Metric> Columns => [Resident, s_managed];

    public override bool NeedsFreshProcesses => true;

    public override async Task<IReadOnlyDictionary<string, double>> MeasureAsync(RunningPair pair, long count, TimeSpan duration)
    {
        await pair.DriveAsync($"hold count={WarmUp}", Limit);
        var before = await pair.ResponderMemoryAsync(Limit);
        await pair.DriveAsync($"hold count={Connections}", Limit);
        var after = await pair.ResponderMemoryAsync(Limit);
        await pair.DriveAsync("release", Limit);
        return new Dictionary<string, double>
        {
            [Resident.Name] = (after.Resident - before.Resident) / 1024.0 / Connections,
            [s_managed.Name] = (after.Managed - before.Managed) / 1024.0 / Connections,
        };
    }
}
