namespace ErlDist.Tls;

/// <summary>Whether a certificate is revoked.</summary>
/// <param name="Fault">Null = it is not; else <see cref="TlsError.CertificateRevoked"/> or <see cref="TlsError.RevocationUnknown"/>.</param>
/// <param name="Detail">When it was revoked, or why that is unknown.</param>
internal sealed record RevocationStatus(TlsError? Fault, string Detail)
{
    public static RevocationStatus Good { get; } = new(null, "");

    public static RevocationStatus Unknown(string detail) => new(TlsError.RevocationUnknown, detail);
}
