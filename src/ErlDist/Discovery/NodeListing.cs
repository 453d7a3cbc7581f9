namespace ErlDist.Embedding;

/// <summary>What a node tells of itself.</summary>
/// <param name="Name">The whole name, <c>name@host</c>.</param>
/// <param name="Port">The port that others reach it at (<see cref="ErlangNodeOptions.PublicPort"/>).</param>
/// <param name="Hidden">Whether it is hidden.</param>
public sealed record NodeListing(string Name, int Port, bool Hidden);
