namespace ErlDist.Tls;

/// <summary>
/// A judgement on the peer's certificates, called as OTP calls a <c>verify_fun</c>: for each certificate from the authority's down
/// to the peer's, with what the verification found. It runs inside the TLS handshake: quick, no I/O.
/// </summary>
/// <param name="verification">The certificate and what was found.</param>
public delegate TlsVerdict TlsVerifyFunction(TlsVerification verification);
