using ErlDist.Terms;

namespace ErlDist.Tool.Measuring;

/// <summary>One process.</summary>
/// <param name="Pid">Its pid.</param>
/// <param name="Name">Its registered name, else the function that it began with.</param>
/// <param name="Queue">Messages that wait.</param>
/// <param name="Memory">In bytes.</param>
/// <param name="Reductions">Since its start.</param>
/// <param name="Current">The function that it is in.</param>
internal sealed record ProcessSample(string Pid, string Name, long Queue, long Memory, long Reductions, string Current);
