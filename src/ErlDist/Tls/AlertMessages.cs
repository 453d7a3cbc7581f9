using ErlDist.Embedding;

namespace ErlDist.Tls;

/// <summary>The sentences about peers that refuse us: what their alert says, what usually lies behind it, what to do.</summary>
internal static class AlertMessages
{
    public static TlsFailure Explain(TlsAlert alert, PeerIdentity peer, TlsRole role)
    {
        (TlsError error, string message) = alert switch
        {
            TlsAlert.CertificateExpired => Certificate("it has expired, or a clock is wrong: renew it"),
            TlsAlert.CertificateRevoked => Certificate("its issuer has revoked it: get a new one"),
            TlsAlert.UnknownCa => Certificate("it doesn't know the authority: add that to cacertfile there, or take a certificate from one that it has"),
            TlsAlert.BadCertificate => Certificate(peer.IsServer
                ? "it is signed by itself or damaged, or there is no revocation list for it: take one from an authority that the peer trusts"
                : "it isn't issued to the name by which it calls us, is signed by itself or damaged, or there is no revocation list for it: "
                + "take one to that name from an authority that the peer trusts"),
            TlsAlert.UnsupportedCertificate => Certificate("it is of a kind that it doesn't take: look at its key type and extended key usage"),
            TlsAlert.CertificateUnknown or TlsAlert.AccessDenied => Certificate("it doesn't say why: look at its log"),
            TlsAlert.CertificateRequired => (TlsError.PeerRejectedCertificate,
                $"{peer} wants a certificate, and we have shown {Ours(role, "none")}: set {role.Options.Origins["certfile"]}."),
            TlsAlert.ProtocolVersion => (TlsError.ProtocolVersion,
                $"{peer} doesn't speak the TLS versions that we offer ({role.Options.Versions}; {role.Options.Origins["versions"]}): set versions alike on both ends (OTP 25 takes TLS 1.2 only, unless told)."),
            TlsAlert.InsufficientSecurity => (TlsError.NoCommonCipher,
                $"{peer} finds no cipher suite that is good enough: set ciphers and key types alike on both ends; a node without a certificate says so too."),
            TlsAlert.HandshakeFailure => (TlsError.PeerAlert, HandshakeFailure(peer, role)),
            TlsAlert.NoApplicationProtocol => (TlsError.PeerAlert, $"{peer} takes none of the protocols that we name by ALPN."),
            TlsAlert.UnrecognizedName => (TlsError.PeerAlert,
                $"{peer} doesn't know the name '{peer.ServerName}': set server_name_indication to one that it knows."),
            _ => (TlsError.PeerAlert, $"{peer} ended TLS with the alert {Name(alert)}: look at its log."),
        };
        return new TlsFailure(error, message, alert);

        (TlsError Error, string Message) Certificate(string why) =>
            (TlsError.PeerRejectedCertificate, $"{peer} refuses our certificate ({Ours(role, "none was shown")}): {why}. (Alert {Name(alert)}.)");
    }

    public static TlsFailure ExplainEarlyEnd(PeerIdentity peer, TlsRole role) => new(
        TlsError.Closed,
        $"{peer} closed the connection right after TLS was set up: it may not take our certificate ({Ours(role, "none was shown")}), or takes no connections from us; look at its log.");

    private static string HandshakeFailure(PeerIdentity peer, TlsRole role)
    {
        string none = $"{peer} refuses TLS without saying why (alert handshake_failure). ";
        return peer.IsServer
            ? none + (role.Credentials.Current is null
                ? $"Most likely it wants a certificate and we have none: set {role.Options.Origins["certfile"]}."
                : $"Either there is no common cipher suite, or our certificate ({Ours(role, "")}) isn't issued for clients or not for a host that it allows.")
            : none + $"Either there is no common cipher suite, or our certificate ({Ours(role, "")}) isn't issued to the name by which it calls us or not for servers.";
    }

    private static string Ours(TlsRole role, string none) => role.Credentials.Current is { TargetCertificate: var certificate }
        ? certificate.Subject.Length > 0 ? certificate.Subject : CertificateNames.Of(certificate).ToString()
        : none;

    /// <summary>As RFC 8446 spells it: <c>unknown_ca</c>.</summary>
    private static string Name(TlsAlert alert) =>
        string.Concat(alert.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}
