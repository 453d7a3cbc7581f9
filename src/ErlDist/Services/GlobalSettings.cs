namespace ErlDist.Services;

/// <summary>How a visible node takes part in <c>global</c>.</summary>
/// <param name="ConnectAll">Whether it connects to the nodes that its peers know.</param>
/// <param name="PreventOverlaps">Whether it takes part in <c>prevent_overlapping_partitions</c>, which needs the other.</param>
/// <param name="AllowedNodes">The only nodes that it connects to; null = all.</param>
internal sealed record GlobalSettings(bool ConnectAll, bool PreventOverlaps, IReadOnlyList<string>? AllowedNodes);
