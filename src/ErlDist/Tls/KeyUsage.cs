using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ErlDist.Tls;

/// <summary>What a certificate may be used for, as its key usage and extended key usage name it.</summary>
internal static class KeyUsage
{
    public static Oid ServerAuthentication { get; } = new("1.3.6.1.5.5.7.3.1", "serverAuth");

    public static Oid ClientAuthentication { get; } = new("1.3.6.1.5.5.7.3.2", "clientAuth");

    /// <summary>Whether an authority may sign revocation lists; one without a key usage may all.</summary>
    public static bool AllowsSigningLists(X509Certificate2 authority) =>
        Of(authority)?.KeyUsages.HasFlag(X509KeyUsageFlags.CrlSign) ?? true;

    /// <summary>Whether a certificate's key may agree on keys only, and not sign as TLS wants it.</summary>
    public static bool IsForAgreementOnly(X509Certificate2 certificate) => Of(certificate) is { KeyUsages: var usages }
        && usages.HasFlag(X509KeyUsageFlags.KeyAgreement)
        && !usages.HasFlag(X509KeyUsageFlags.DigitalSignature);

    private static X509KeyUsageExtension? Of(X509Certificate2 certificate) => certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault();
}
