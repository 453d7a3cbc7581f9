using System.Security.Cryptography;

namespace ErlDist.Tls;

/// <summary>What a certificate may be used for, as its extended key usage names it.</summary>
internal static class KeyUsage
{
    public static Oid ServerAuthentication { get; } = new("1.3.6.1.5.5.7.3.1", "serverAuth");

    public static Oid ClientAuthentication { get; } = new("1.3.6.1.5.5.7.3.2", "clientAuth");
}
