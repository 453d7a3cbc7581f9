using System.IO.Enumeration;

namespace AkkaErlDist.Configuration;

/// <summary>
/// The section <c>akka-peers</c>: which nodes may speak Akka's own protocol to us. It decides by a node's name and
/// the names in its certificate, never by what a node says of itself.
/// </summary>
public sealed record AkkaPeerSettings
{
    /// <summary><c>nodes</c>: patterns of node names; <c>*</c> and <c>?</c> as in a shell.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary><c>certificate-names</c>: when not empty, the certificate must besides carry a name that matches.</summary>
    public IReadOnlyList<string> CertificateNames { get; init; } = [];

    /// <summary>Whether a node is an Akka peer.</summary>
    /// <param name="node">The node's name, as its handshake proved it.</param>
    /// <param name="certificateNames">The names in the certificate that it presented; empty without TLS.</param>
    public bool Admits(string node, IEnumerable<string> certificateNames) =>
        Nodes.Any(pattern => Matches(pattern, node))
        && (CertificateNames.Count == 0 || certificateNames.Any(name => CertificateNames.Any(pattern => Matches(pattern, name))));

    internal static AkkaPeerSettings Read(HoconSection section, string membersOfOurSystem) => new()
    {
        Nodes = section.Texts("nodes") is { Count: > 0 } nodes ? nodes : [membersOfOurSystem],
        CertificateNames = section.Texts("certificate-names"),
    };

    private static bool Matches(string pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
