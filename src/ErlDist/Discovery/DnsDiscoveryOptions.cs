using System.Net;

namespace ErlDist;

/// <summary>What <see cref="NodeDiscovery.Dns"/> asks for.</summary>
public sealed record DnsDiscoveryOptions
{
    /// <summary>
    /// The DNS name of the nodes. With <see cref="Port"/>, a name with A and AAAA records, such as a headless service of Kubernetes: its
    /// nodes are <c>Alive@ADDRESS</c>. Else a name with SRV records, such as <c>_erldist._tcp.shop.example</c>: its nodes are
    /// <c>Alive@TARGET</c>, each on the record's port; <c>{name}</c> in it stands for what a node's name has before the <c>@</c>.
    /// </summary>
    public required string Service { get; init; }

    /// <summary>What the names of the nodes have before the <c>@</c>; needed to list them, not to find one.</summary>
    public string? Alive { get; init; }

    /// <summary>The port that every node listens on; null = the SRV records say it.</summary>
    public int? Port { get; init; }

    /// <summary>The name servers; none = the system's.</summary>
    public IReadOnlyList<IPEndPoint> NameServers { get; init; } = [];
}
