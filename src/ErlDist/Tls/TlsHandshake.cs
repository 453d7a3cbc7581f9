using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ErlDist.Tls;

/// <summary>One TLS handshake: the options for <see cref="SslStream"/>, the judgement on the peer, and the explanation of failures.</summary>
public sealed class TlsHandshake
{
    private readonly TlsRole _role;
    private readonly PeerIdentity _peer;
    private readonly PeerVerifier _verifier;
    private SslClientAuthenticationOptions? _clientOptions;
    private SslServerAuthenticationOptions? _serverOptions;
    private volatile TlsFailure? _refusal;

    private TlsHandshake(TlsRole role, PeerIdentity peer)
    {
        _role = role;
        _peer = peer;
        _verifier = new PeerVerifier(role.Options, role.Anchors.Current, role.Crls, peer);
    }

    /// <summary>Runs it, once.</summary>
    /// <param name="stream">A stream that nothing was said on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task RunAsync(SslStream stream, CancellationToken cancellationToken) => _clientOptions is null
        ? stream.AuthenticateAsServerAsync(_serverOptions!, cancellationToken)
        : stream.AuthenticateAsClientAsync(_clientOptions, cancellationToken);

    /// <summary>What a failure of the handshake means, the most exact first: our refusal, the peer's alert, what the system says.</summary>
    /// <param name="exception">What <see cref="RunAsync"/> threw.</param>
    public TlsFailure Explain(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return _refusal ?? ExplainAlert(exception) ?? HandshakeFailures.Explain(exception, _peer, _role.Options);
    }

    /// <summary>
    /// What a failure after the handshake means if it is an alert of the peer; else null. A TLS 1.3 server judges the client's
    /// certificate only then.
    /// </summary>
    /// <param name="exception">What a read or write threw.</param>
    public TlsFailure? ExplainAlert(Exception exception) =>
        AlertCode.Find(exception) is { } alert ? AlertMessages.Explain(alert, _peer, _role) : null;

    /// <summary>What it means that bytes came which TLS does not take; null for any other failure of a read or write.</summary>
    public TlsFailure? ExplainCorruption(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            // .NET looks at the first bytes of a record itself, and has no code for what it finds.
            if (AlertCode.OpenSslReason(e.Message) is not null || e.Message.Contains("frame", StringComparison.OrdinalIgnoreCase))
            {
                return new TlsFailure(
                    TlsError.Corrupted,
                    $"{_peer} sent bytes that are no TLS record of this connection ({e.Message}): it is broken, or somebody on the way is.");
            }
        }

        return null;
    }

    /// <summary>What it means that the peer closes without a word as soon as TLS is up.</summary>
    public TlsFailure ExplainEarlyEnd() => AlertMessages.ExplainEarlyEnd(_peer, _role);

    internal static TlsHandshake OfClient(TlsRole role, PeerIdentity peer)
    {
        var handshake = new TlsHandshake(role, peer);
        handshake._clientOptions = new SslClientAuthenticationOptions
        {
            TargetHost = peer.ServerName ?? "",
            ClientCertificateContext = role.Credentials.Current,
            EnabledSslProtocols = role.Options.Versions,
            CipherSuitesPolicy = role.CipherSuites,
            ApplicationProtocols = role.ApplicationProtocols,
            AllowRenegotiation = role.Options.AllowRenegotiation,
            AllowTlsResume = role.Options.ReuseSessions,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = handshake._verifier.Policy(),
            RemoteCertificateValidationCallback = handshake.Judge,
        };
        return handshake;
    }

    internal static TlsHandshake OfServer(TlsRole role, PeerIdentity peer)
    {
        var handshake = new TlsHandshake(role, peer);
        handshake._serverOptions = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = role.Credentials.Current,
            ClientCertificateRequired = role.Options.Verify == TlsVerify.Peer,
            EnabledSslProtocols = role.Options.Versions,
            CipherSuitesPolicy = role.CipherSuites,
            ApplicationProtocols = role.ApplicationProtocols,
            AllowRenegotiation = role.Options.AllowRenegotiation,
            AllowTlsResume = role.Options.ReuseSessions,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = handshake._verifier.Policy(),
            RemoteCertificateValidationCallback = handshake.Judge,
        };
        return handshake;
    }

    /// <summary>Takes the place of all of .NET's own checks, so its findings about names are of no interest.</summary>
    private bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        _refusal = _verifier.Verify(certificate as X509Certificate2, chain);
        return _refusal is null;
    }
}
