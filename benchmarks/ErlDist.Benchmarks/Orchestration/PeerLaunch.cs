namespace ErlDist.Benchmarks.Orchestration;

/// <summary>How a peer's process is started.</summary>
internal sealed record PeerLaunch(string File, IReadOnlyList<string> Arguments)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
