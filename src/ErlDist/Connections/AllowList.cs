using ErlDist.Embedding;

namespace ErlDist.Connections;

/// <summary>
/// Who may connect when <see cref="ErlangNodeOptions.AllowedNodes"/> is given, as net_kernel:allow/1 and inet_tls_dist have it:
/// a peer without a certificate must be on the list by its name; one with a certificate must be on a host of the list that its
/// certificate is issued to. Hosts count in any case. Where certificates must carry node names
/// (<see cref="ErlangNodeOptions.CertificateNamesNode"/>), the peer must be on the list, if there is one, and have its name in its
/// certificate.
/// </summary>
internal sealed class AllowList(IEnumerable<string> nodes, bool certificateNamesNode = false)
{
    private readonly HashSet<string> _nodes = nodes.ToHashSet(NodeName.IgnoringHostCase);

    /// <summary>The hosts of the list; an entry without <c>@</c> is a host.</summary>
    public IReadOnlyCollection<string> Hosts => _nodes.Select(NodeName.HostOf).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a peer may continue its handshake.</summary>
    public bool Allows(string peer, CarrierSecurity? security) =>
        certificateNamesNode ? security?.IsIssuedTo(peer) == true && (_nodes.Count == 0 || _nodes.Contains(peer) || _nodes.Contains(NodeName.HostOf(peer)))
        : security?.PeerCertificate is null
            ? _nodes.Contains(peer)
            : NodeName.HostOf(peer) is var host && Hosts.Contains(host) && security.IsIssuedTo(host);
}
