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

    /// <summary>The peer does not speak TLS.</summary>
    NotTls,

    /// <summary>The peer closed the connection in the middle.</summary>
    Closed,

    /// <summary>The two ends have no TLS version in common.</summary>
    ProtocolVersion,

    /// <summary>The two ends have no cipher suite, curve or signature algorithm in common.</summary>
    NoCommonCipher,

    /// <summary>The peer does not take our certificate; the message says why.</summary>
    PeerRejectedCertificate,

    /// <summary>The peer ended TLS for another reason; the message names its alert.</summary>
    PeerAlert,

    /// <summary>After the handshake: bytes came that are no record of this connection.</summary>
    Corrupted,

    /// <summary>TLS failed here, for a reason that only the system knows.</summary>
    Failed,
}
