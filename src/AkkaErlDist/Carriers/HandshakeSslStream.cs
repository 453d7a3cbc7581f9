using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ErlDist.Tls;

namespace AkkaErlDist.Carriers;

/// <summary>
/// What DotNetty's TlsHandler takes for its stream: it calls the old overloads, which know neither TLS 1.3 nor our rules,
/// and gets the handshake that the options ask for.
/// </summary>
internal sealed class HandshakeSslStream(Stream inner, TlsHandshake handshake) : SslStream(inner, leaveInnerStreamOpen: true)
{
    public override Task AuthenticateAsClientAsync(
        string targetHost, X509CertificateCollection? clientCertificates, SslProtocols enabledSslProtocols, bool checkCertificateRevocation) =>
        AuthenticateAsClientAsync(handshake.ClientOptions, CancellationToken.None);

    public override Task AuthenticateAsServerAsync(
        X509Certificate serverCertificate, bool clientCertificateRequired, SslProtocols enabledSslProtocols, bool checkCertificateRevocation) =>
        AuthenticateAsServerAsync(handshake.ServerOptions, CancellationToken.None);
}
