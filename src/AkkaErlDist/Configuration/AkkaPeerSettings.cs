using System.IO.Enumeration;
using AkkaErlDist.Addresses;

namespace AkkaErlDist.Configuration;

/// <summary>
/// The section <c>akka-peers</c>: which nodes may speak Akka's own protocol to us. A node must have one of the names, and
/// since any node that has the cookie can take any name, it must prove besides that the name is its own: by a cookie that
/// only such nodes have, or by its certificate.
/// </summary>
internal sealed record AkkaPeerSettings
{
    /// <summary>In <c>certificate-names</c> the name of the node that connects.</summary>
    private const string OwnName = "{node}";

    /// <summary><c>nodes</c>: patterns of node names; <c>*</c> and <c>?</c> as in a shell, the host in any case.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary><c>cookie</c>: in place of the common one, the cookie of all nodes with such names; null = none.</summary>
    public string? Cookie { get; init; }

    /// <summary><c>certificate-names</c>: when not empty, the certificate must carry a name that matches.</summary>
    public IReadOnlyList<string> CertificateNames { get; init; } = [];

    /// <summary>Whether a node has a name of an Akka peer.</summary>
    /// <param name="node">The node's name.</param>
    public bool IsNamed(string node) => Nodes.Any(pattern => Matches(pattern, node));

    /// <summary>Why a node that has connected is no Akka peer; null if it is one.</summary>
    /// <param name="node">The node's name.</param>
    /// <param name="certificateNames">The names in its certificate, verified; empty where there is none.</param>
    public string? ObjectionTo(string node, IReadOnlyList<string> certificateNames)
    {
        if (!IsNamed(node))
        {
            return $"{node} is not among akka-peers.nodes ({string.Join(", ", Nodes)})";
        }

        if (CertificateNames.Count > 0)
        {
            return certificateNames.Any(name => CertificateNames.Any(pattern => Matches(pattern.Replace(OwnName, node, StringComparison.Ordinal), name)))
                ? null
                : $"no name in the certificate of {node} ({Listed(certificateNames)}) matches akka-peers.certificate-names ({string.Join(", ", CertificateNames)})";
        }

        return Cookie is not null || certificateNames.Contains(node, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"nothing proves that {node} is not another node that has the cookie and took this name: its certificate ({Listed(certificateNames)})"
              + " doesn't carry it. Set akka-peers.cookie, the same on all members, or akka-peers.certificate-names, or issue certificates to node names";
    }

    /// <summary>No cookie.</summary>
    public override string ToString() => $"{nameof(AkkaPeerSettings)} {{ {string.Join(", ", Nodes)} }}";

    internal static AkkaPeerSettings Read(SettingReader reader, string membersOfOurSystem) => new()
    {
        Nodes = reader.List(SettingKeys.AkkaPeerNodes) is { Count: > 0 } nodes ? nodes : [membersOfOurSystem],
        Cookie = reader.OptionalText(SettingKeys.AkkaPeerCookie),
        CertificateNames = reader.List(SettingKeys.AkkaPeerCertificateNames),
    };

    private static string Listed(IReadOnlyList<string> names) => names.Count == 0 ? "none that was verified" : string.Join(", ", names);

    // Addresses of Akka have hosts in lower case, whatever the configuration says.
    private static bool Matches(string pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(LowerHost(pattern), LowerHost(name), ignoreCase: false);

    private static string LowerHost(string name) => AkkaAddress.WithHost(name, static host => AkkaAddress.ErlangHostOf(host).ToLowerInvariant());
}
