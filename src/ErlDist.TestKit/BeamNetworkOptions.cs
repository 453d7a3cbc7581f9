namespace ErlDist.TestKit;

/// <summary>How the nodes of a <see cref="BeamNetwork"/> talk to each other.</summary>
public sealed record BeamNetworkOptions
{
    /// <summary>The carrier, as <c>-proto_dist</c>: <c>inet_tls</c> by default, or <c>inet6_tls</c>, <c>inet_tcp</c>, <c>inet6_tcp</c>.</summary>
    public string ProtoDist { get; init; } = "inet_tls";

    /// <summary>The cookie of all nodes.</summary>
    public string Cookie { get; init; } = "secret";

    /// <summary>What the certificate of all nodes is issued to, with TLS; hosts of node names. <c>localhost</c> by default.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = ["localhost"];
}
