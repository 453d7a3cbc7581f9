using ErlDist.Embedding;

namespace ErlDist.Wire;

/// <summary>What an accepted peer says of itself, before it has proved anything.</summary>
/// <param name="Name">Its name, or its host alone when it asks for a name.</param>
/// <param name="AsksForName">Whether it asks for a name.</param>
/// <param name="Flags">What it offers; of version 5 only the lower half.</param>
/// <param name="Creation">Its incarnation; 0 when it asks for a name and with version 5, where it comes later.</param>
internal sealed record PendingPeer(string Name, bool AsksForName, DistributionFlags Flags, uint Creation);
