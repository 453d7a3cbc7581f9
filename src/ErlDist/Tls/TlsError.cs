namespace ErlDist.Tls;

/// <summary>Why TLS was not set up, or ended. The first group is what this side finds, the second what the peer says.</summary>
public enum TlsError
{
    /// <summary>A certificate of the peer's chain is past its end or before its begin (OTP: <c>cert_expired</c>).</summary>
    CertificateExpired,

    /// <summary>A certificate of the peer's chain is on a revocation list (<c>revoked</c>).</summary>
    CertificateRevoked,

    /// <summary>No current revocation list tells about a certificate (<c>revocation_status_undetermined</c>).</summary>
    RevocationUnknown,

    /// <summary>The server's certificate is issued to other names (<c>hostname_check_failed</c>).</summary>
    CertificateNameMismatch,

    /// <summary>The peer's certificate comes from no authority that we trust (<c>unknown_ca</c>).</summary>
    UnknownCa,

    /// <summary>The peer's certificate is signed by itself (<c>selfsigned_peer</c>).</summary>
    SelfSigned,

    /// <summary>The peer's certificate is not for this role: its extended key usage lacks serverAuth or clientAuth.</summary>
    WrongUsage,

    /// <summary>More intermediate certificates than <c>depth</c> allows (<c>max_path_length_reached</c>).</summary>
    ChainTooLong,

    /// <summary>The peer's chain is faulty in another way.</summary>
    InvalidCertificate,

    /// <summary>The client showed no certificate.</summary>
    NoPeerCertificate,

    /// <summary>The verification function refused the certificate.</summary>
    RefusedByFunction,

    /// <summary>The client's certificate is neither for its address nor for an allowed host.</summary>
    HostNotAllowed,

    /// <summary>The peer doesn't speak TLS.</summary>
    NotTls,

    /// <summary>The peer closed the connection in the middle.</summary>
    Closed,

    /// <summary>The two ends have no TLS version in common.</summary>
    ProtocolVersion,

    /// <summary>The two ends have no cipher suite, curve or signature algorithm in common.</summary>
    NoCommonCipher,

    /// <summary>The peer doesn't take our certificate; <see cref="TlsFailure.Alert"/> says why.</summary>
    PeerRejectedCertificate,

    /// <summary>The peer ended TLS for another reason; <see cref="TlsFailure.Alert"/> says which.</summary>
    PeerAlert,

    /// <summary>After the handshake: bytes came that are no record of this connection.</summary>
    Corrupted,

    /// <summary>TLS failed here, for a reason that only the system knows.</summary>
    Failed,
}

/// <summary>What TLS ended with.</summary>
/// <param name="Error">The kind of failure.</param>
/// <param name="Message">The cause and what to do.</param>
/// <param name="Alert">The alert that the peer sent, if it did.</param>
public sealed record TlsFailure(TlsError Error, string Message, TlsAlert? Alert = null);

/// <summary>The alerts of RFC 8446, 6, by their numbers; names as there and in OTP's logs.</summary>
public enum TlsAlert
{
    /// <summary>close_notify</summary>
    CloseNotify = 0,

    /// <summary>unexpected_message</summary>
    UnexpectedMessage = 10,

    /// <summary>bad_record_mac</summary>
    BadRecordMac = 20,

    /// <summary>record_overflow</summary>
    RecordOverflow = 22,

    /// <summary>handshake_failure</summary>
    HandshakeFailure = 40,

    /// <summary>bad_certificate</summary>
    BadCertificate = 42,

    /// <summary>unsupported_certificate</summary>
    UnsupportedCertificate = 43,

    /// <summary>certificate_revoked</summary>
    CertificateRevoked = 44,

    /// <summary>certificate_expired</summary>
    CertificateExpired = 45,

    /// <summary>certificate_unknown</summary>
    CertificateUnknown = 46,

    /// <summary>illegal_parameter</summary>
    IllegalParameter = 47,

    /// <summary>unknown_ca</summary>
    UnknownCa = 48,

    /// <summary>access_denied</summary>
    AccessDenied = 49,

    /// <summary>decode_error</summary>
    DecodeError = 50,

    /// <summary>decrypt_error</summary>
    DecryptError = 51,

    /// <summary>protocol_version</summary>
    ProtocolVersion = 70,

    /// <summary>insufficient_security</summary>
    InsufficientSecurity = 71,

    /// <summary>internal_error</summary>
    InternalError = 80,

    /// <summary>inappropriate_fallback</summary>
    InappropriateFallback = 86,

    /// <summary>user_canceled</summary>
    UserCanceled = 90,

    /// <summary>no_renegotiation</summary>
    NoRenegotiation = 100,

    /// <summary>missing_extension</summary>
    MissingExtension = 109,

    /// <summary>unsupported_extension</summary>
    UnsupportedExtension = 110,

    /// <summary>unrecognized_name</summary>
    UnrecognizedName = 112,

    /// <summary>certificate_required</summary>
    CertificateRequired = 116,

    /// <summary>no_application_protocol</summary>
    NoApplicationProtocol = 120,
}
