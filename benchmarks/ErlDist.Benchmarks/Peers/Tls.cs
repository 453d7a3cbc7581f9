using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ErlDist.Benchmarks.Orchestration;

namespace ErlDist.Benchmarks.Peers;

/// <summary>TLS 1.3 with certificates on both sides, straight on SslStream.</summary>
internal sealed class Tls
{
    private readonly SslStreamCertificateContext _certificate;
    private readonly X509Certificate2 _authority;

    public Tls(string directory)
    {
        X509Certificate2 own = X509CertificateLoader.LoadPkcs12FromFile(Path.Combine(directory, "node.pfx"), Certificates.Password);
        _certificate = SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true);
        _authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(directory, "ca.pem"));
    }

    public SslServerAuthenticationOptions ServerOptions() => new()
    {
        ServerCertificateContext = _certificate,
        EnabledSslProtocols = SslProtocols.Tls13,
        ClientCertificateRequired = true,
        CertificateChainPolicy = Policy(_authority),
    };

    public SslClientAuthenticationOptions ClientOptions() => new()
    {
        TargetHost = "localhost",
        EnabledSslProtocols = SslProtocols.Tls13,
        ClientCertificateContext = _certificate,
        CertificateChainPolicy = Policy(_authority),
        // Each connection is to cost a whole handshake.
        AllowTlsResume = false,
    };

    /// <summary>Connects to <c>host:port</c>.</summary>
    public async Task<SslStream> ConnectAsync(string target)
    {
        string[] parts = target.Split(':');
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(ClientOptions());
        return stream;
    }

    private static X509ChainPolicy Policy(X509Certificate2 authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(authority);
        return policy;
    }
}
