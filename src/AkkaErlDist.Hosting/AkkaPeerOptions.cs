namespace AkkaErlDist.Hosting;

/// <summary>The section <c>akka-peers</c>.</summary>
public sealed class AkkaPeerOptions
{
    /// <summary><c>akka-peers.nodes</c>: patterns of the nodes that may speak Akka's own protocol.</summary>
    public IList<string> Nodes { get; set; } = [];

    /// <summary><c>akka-peers.cookie</c>: the secret of those nodes, which BEAM nodes do not have.</summary>
    public string? Cookie { get; set; }

    /// <summary><c>akka-peers.certificate-names</c>: patterns that a name in their certificate must match besides.</summary>
    public IList<string> CertificateNames { get; set; } = [];
}
