using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ErlDist.Tls;

/// <summary>One TLS handshake: the options for <see cref="SslStream"/>, the judgement on the peer, and the explanation of failures.</summary>
internal sealed class TlsHandshake
{
    private readonly PeerIdentity _peer;
    private TlsRole _role;
    private PeerVerifier _verifier;
    private HandshakeStream? _beneath;
    private CancellationToken _cancelled;
    private volatile TlsFailure? _refusal;
    private Unjudged? _unjudged;

    internal TlsHandshake(TlsRole role, PeerIdentity peer)
    {
        _peer = peer;
        _role = role;
        _verifier = Verifier(role);
    }

    /// <summary>What the socket beneath gets.</summary>
    internal TlsSocketOptions SocketOptions => _role.Options.Socket;

    /// <summary>Makes the stream that TLS is done on.</summary>
    /// <param name="bytes">The connection's bytes; nothing was said on it. Disposed of with the stream.</param>
    public SslStream Open(Stream bytes)
    {
        bool hears = !_peer.IsServer && _role.NeedsHello, waits = _role.Crls is { Fetches: true };
        _beneath = hears || waits ? new HandshakeStream(bytes, hears, waits) : null;
        return new SslStream(_beneath ?? bytes, leaveInnerStreamOpen: false);
    }

    /// <summary>Runs it, once.</summary>
    /// <param name="stream">What <see cref="Open"/> made.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(SslStream stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _cancelled = cancellationToken;
        Task handshake = _peer.IsServer ? stream.AuthenticateAsClientAsync(ClientOptions(), cancellationToken)
            : _role.ChoosesByHello ? stream.AuthenticateAsServerAsync((_, hello, _, _) => ValueTask.FromResult(Choose(hello)), null, cancellationToken)
            : stream.AuthenticateAsServerAsync(ServerOptions(_role.Credentials.Current), cancellationToken);
        await handshake.ConfigureAwait(false);
        _beneath?.EndHandshake();
        if (_unjudged is { } unjudged)
        {
            await _role.Crls!.FetchAsync(unjudged.Missing, cancellationToken).ConfigureAwait(false);
            JudgeWithLists(unjudged);
        }
    }

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

    /// <summary>The server's options for what a client says at first: those of the host that it asks for, a certificate that it can verify.</summary>
    private SslServerAuthenticationOptions Choose(SslClientHelloInfo hello)
    {
        _role = _role.For(hello.ServerName);
        _verifier = Verifier(_role);
        return ServerOptions(_role.Credentials.For(_role.NeedsHello && _beneath is not null ? ClientHello.Read(_beneath.Take()) : null));
    }

    private PeerVerifier Verifier(TlsRole role) => new(role.Options, role.Anchors.Current, role.Crls, _peer);

    private SslClientAuthenticationOptions ClientOptions() => new()
    {
        TargetHost = _peer.ServerName ?? "",
        ClientCertificateContext = _role.Credentials.Current,
        EnabledSslProtocols = _role.Versions,
        CipherSuitesPolicy = _role.CipherSuites,
        ApplicationProtocols = _role.ApplicationProtocols,
        AllowRenegotiation = _role.Options.AllowRenegotiation,
        AllowTlsResume = _role.Resumes,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = _verifier.Policy(),
        RemoteCertificateValidationCallback = Judge,
    };

    private SslServerAuthenticationOptions ServerOptions(SslStreamCertificateContext? certificate) => new()
    {
        ServerCertificateContext = certificate,
        ClientCertificateRequired = _role.Options.Verify == TlsVerify.Peer,
        EnabledSslProtocols = _role.Versions,
        CipherSuitesPolicy = _role.CipherSuites,
        ApplicationProtocols = _role.ApplicationProtocols,
        AllowRenegotiation = _role.Options.AllowRenegotiation,
        AllowTlsResume = _role.Resumes,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = _verifier.Policy(),
        RemoteCertificateValidationCallback = Judge,
    };

    /// <summary>Takes the place of all of .NET's own checks, so its findings about names are of no interest.</summary>
    private bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        try
        {
            var missing = new List<Uri>();
            _refusal = _verifier.Verify(certificate as X509Certificate2, chain, missing);
            if (missing.Count > 0 && PatientThreads.IsCurrent)
            {
                _role.Crls!.FetchAsync(missing, _cancelled).Wait(_cancelled);
                missing.Clear();
                _refusal = _verifier.Verify(certificate as X509Certificate2, chain, missing);
            }

            _unjudged = missing.Count > 0 ? Unjudged.Of(chain!, missing) : null;
        }
#pragma warning disable CA1031 // Certificates may hold any bytes, and functions of the user's may throw anything: both are a no.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _refusal = new TlsFailure(TlsError.InvalidCertificate, PeerMessages.Unreadable(_peer, e.Message));
        }

        return _refusal is null;
    }

    /// <summary>
    /// The judgement that waited for revocation lists where none of <see cref="PatientThreads"/> was free: the handshake is over by now; nothing else has
    /// been said on the connection, and nothing will be where it is refused.
    /// </summary>
    /// <exception cref="AuthenticationException">The peer is refused.</exception>
    private void JudgeWithLists(Unjudged unjudged)
    {
        using var chain = new X509Chain { ChainPolicy = _verifier.Policy() };
        chain.ChainPolicy.ExtraStore.AddRange(unjudged.Path[1..]);
        chain.Build(unjudged.Path[0]);
        try
        {
            var missing = new List<Uri>();
            _refusal = _verifier.Verify(unjudged.Path[0], chain, missing);
            if (missing.Count > 0)
            {
                _refusal = new TlsFailure(
                    TlsError.RevocationUnknown,
                    PeerMessages.Revocation(_peer, unjudged.Path[0], RevocationStatus.Unknown("lists of too many places are fetched"), _role.Options));
            }
        }
#pragma warning disable CA1031 // As in Judge.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _refusal = new TlsFailure(TlsError.InvalidCertificate, PeerMessages.Unreadable(_peer, e.Message));
        }

        if (_refusal is { } refusal)
        {
            throw new AuthenticationException(refusal.Message);
        }
    }

    /// <summary>What a peer showed, while the revocation lists are fetched that it takes to judge it.</summary>
    /// <param name="Path">Its certificate, and the way to an authority.</param>
    /// <param name="Missing">Where the lists are.</param>
    private sealed record Unjudged(X509Certificate2[] Path, IReadOnlyList<Uri> Missing)
    {
        // .NET disposes of its chain when the handshake is over.
        public static Unjudged Of(X509Chain chain, IReadOnlyList<Uri> missing) =>
            new([.. chain.ChainElements.Select(e => X509CertificateLoader.LoadCertificate(e.Certificate.RawDataMemory.Span))], missing);
    }
}
