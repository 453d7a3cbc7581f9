using ErlDist.Embedding;

namespace ErlDist;

/// <summary>A child of a <see cref="Supervisor"/>.</summary>
/// <param name="Id">What the supervisor and its log call it.</param>
/// <param name="Start">Makes the process, and registers it where it has a name; called again for each restart.</param>
/// <param name="Restart">When it is restarted.</param>
public sealed record ChildSpec(string Id, Func<ErlangNode, LocalProcess> Start, ChildRestart Restart = ChildRestart.Permanent);
