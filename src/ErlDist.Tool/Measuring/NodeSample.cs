using ErlDist.Terms;

namespace ErlDist.Tool.Measuring;

/// <summary>What a node says of itself at one moment.</summary>
/// <param name="Uptime">Since its start; null where it does not tell.</param>
/// <param name="Memory">In bytes, all of it.</param>
/// <param name="RunQueue">Processes that wait to run.</param>
/// <param name="ProcessCount">Processes in all.</param>
/// <param name="Processes">Those that were looked at.</param>
internal sealed record NodeSample(TimeSpan? Uptime, long? Memory, long? RunQueue, long ProcessCount, IReadOnlyList<ProcessSample> Processes);
