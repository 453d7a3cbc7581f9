using System.Security.Cryptography.X509Certificates;

namespace ErlDist.Tls;

/// <summary>
/// One of several certificates of a role, each with its own key (an element of <c>certs_keys</c>): in files, which are read again
/// when they change, or in memory.
/// </summary>
public sealed record TlsCertificateSource
{
    /// <summary>PEM with the certificate first, then any intermediate ones; may hold the key too (<c>certfile</c>).</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM with the key, where <see cref="CertificateFile"/> does not hold it (<c>keyfile</c>).</summary>
    public string? KeyFile { get; init; }

    /// <summary>The key's password (<c>password</c>). Never printed.</summary>
    public string? Password { get; init; }

    /// <summary>Gives the key's password each time that the key is read, in place of <see cref="Password"/>.</summary>
    public Func<string>? PasswordFunction { get; init; }

    /// <summary>The certificate with its key, in place of <see cref="CertificateFile"/> (<c>cert</c>, <c>key</c>).</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The intermediate certificates that are sent along with <see cref="Certificate"/>.</summary>
    public IReadOnlyList<X509Certificate2> CertificateChain { get; init; } = [];

    /// <summary>What is fit to print: no password, no key.</summary>
    public override string ToString() => CertificateFile ?? Certificate?.Subject ?? "no certificate";
}
