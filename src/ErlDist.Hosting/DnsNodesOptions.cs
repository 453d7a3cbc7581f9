namespace ErlDist.Hosting;

/// <summary>The section <c>dns</c>: nodes found by a DNS name.</summary>
public sealed class DnsNodesOptions
{
    /// <summary>The DNS name of the nodes: with <see cref="Port"/> one with addresses, without one with SRV records.</summary>
    public string? Service { get; set; }

    /// <summary>What names of nodes have before the <c>@</c>; needed to list them for <c>KeepConnected: ["*"]</c>.</summary>
    public string? Alive { get; set; }

    /// <summary>The port that every node listens on; null = the SRV records say it.</summary>
    public int? Port { get; set; }
}
