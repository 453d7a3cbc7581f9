namespace AkkaErlDist.Hosting;

/// <summary>The section <c>dns</c>.</summary>
public sealed class DnsOptions
{
    /// <summary><c>service</c>: the DNS name of the nodes.</summary>
    public string? Service { get; set; }

    /// <summary><c>alive</c>: what names of nodes have before the <c>@</c>.</summary>
    public string? Alive { get; set; }

    /// <summary><c>port</c> of every node.</summary>
    public int? Port { get; set; }
}
