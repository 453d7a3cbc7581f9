namespace AkkaErlDist.Configuration;

/// <summary>The section <c>dns</c>.</summary>
/// <param name="Service"><c>service</c>: the DNS name of the nodes; null = not given.</param>
/// <param name="Alive"><c>alive</c>: what names of nodes have before the <c>@</c>; null = not given.</param>
/// <param name="Port"><c>port</c> of every node; null = as SRV records say.</param>
internal sealed record DnsSettings(string? Service, string? Alive, int? Port);
