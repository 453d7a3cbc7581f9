namespace ErlDist.Benchmarks.Orchestration;

/// <summary>A driver and the peer it talks with.</summary>
/// <param name="Id">The name in results.</param>
/// <param name="Title">The name in tables.</param>
/// <param name="Driver">Starts the driver.</param>
/// <param name="Responder">Starts the other side; null where both live in the driver's process.</param>
/// <param name="Points">The points that it takes part in: ids, or workloads for all of their points.</param>
internal sealed record Pair(string Id, string Title, Func<PeerLaunch> Driver, Func<PeerLaunch>? Responder, IReadOnlyList<string> Points)
{
    public bool TakesPartIn(string workload, string point) => Points.Contains(workload) || Points.Contains(point);
}
