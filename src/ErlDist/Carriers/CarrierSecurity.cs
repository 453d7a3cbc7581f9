using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ErlDist.Embedding;

/// <summary>What TLS agreed on for a connection.</summary>
public sealed class CarrierSecurity
{
    /// <summary>Makes one.</summary>
    /// <param name="protocol">The version.</param>
    /// <param name="cipherSuite">The cipher suite.</param>
    /// <param name="peerCertificate">The peer's certificate, if it sent one.</param>
    /// <param name="serverCertificate">The certificate that the server showed, ours or the peer's.</param>
    public CarrierSecurity(
        SslProtocols protocol, TlsCipherSuite cipherSuite, X509Certificate2? peerCertificate, X509Certificate? serverCertificate = null)
    {
        Protocol = protocol;
        CipherSuite = cipherSuite;
        PeerCertificate = peerCertificate;
        PeerNames = peerCertificate is null ? null : CertificateNames.Of(peerCertificate);
        ServerCertificateHash = serverCertificate?.GetCertHash(HashAlgorithmName.SHA256);
    }

    /// <summary>The version: <see cref="SslProtocols.Tls12"/> or <see cref="SslProtocols.Tls13"/>.</summary>
    public SslProtocols Protocol { get; }

    /// <summary>The cipher suite.</summary>
    public TlsCipherSuite CipherSuite { get; }

    /// <summary>The peer's certificate; null when a client sent none.</summary>
    public X509Certificate2? PeerCertificate { get; }

    /// <summary>The names in the peer's certificate; null when a client sent none.</summary>
    public CertificateNames? PeerNames { get; }

    /// <summary>
    /// SHA-256 of the certificate that the server of this connection showed, as both ends see it: a proof that covers it cannot be
    /// relayed over two connections, since nobody else has that certificate's key (what RFC 5929 calls <c>tls-server-end-point</c>).
    /// </summary>
    public ReadOnlyMemory<byte>? ServerCertificateHash { get; }

    /// <summary>Whether the peer's certificate is issued to a host (or, under that name, to a node), as OTP compares them.</summary>
    /// <param name="host">A host name, an address or a node name.</param>
    public bool IsIssuedTo(string host) => PeerNames?.Matches(host) ?? false;

    /// <summary>Whether the peer's certificate is issued to an address.</summary>
    /// <param name="address">An address.</param>
    public bool IsIssuedTo(IPAddress address) => PeerNames?.Matches(address) ?? false;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Protocol == SslProtocols.Tls13 ? "TLS 1.3" : Protocol == SslProtocols.Tls12 ? "TLS 1.2" : Protocol)}, {CipherSuite}, "
        + (PeerNames is null ? "no peer certificate" : $"peer certificate of {PeerNames}");
}
