using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ErlDist.TestKit;

/// <summary>What a test wants to be in a certificate.</summary>
public sealed record TestCertificateOptions
{
    /// <summary>The subject, as <c>CN=node</c>.</summary>
    public string Subject { get; init; } = "CN=node";

    /// <summary>The alternative names of kind DNS: hosts, or whole node names.</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>The alternative names of kind IP.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Whether its extended key usage has serverAuth.</summary>
    public bool ForServers { get; init; } = true;

    /// <summary>Whether its extended key usage has clientAuth.</summary>
    public bool ForClients { get; init; } = true;

    /// <summary>Its begin: two days ago by default.</summary>
    public DateTimeOffset NotBefore { get; init; } = DateTimeOffset.UtcNow.AddDays(-2);

    /// <summary>Its end: in 30 days by default.</summary>
    public DateTimeOffset NotAfter { get; init; } = DateTimeOffset.UtcNow.AddDays(30);
}
