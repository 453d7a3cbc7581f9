using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace ErlDist.Tls;

/// <summary>A role's own certificate, its key, and the chain that is sent with it; null where the role has none.</summary>
internal sealed class TlsCredentials
{
    private readonly WatchedFiles<SslStreamCertificateContext>? _files;
    private readonly SslStreamCertificateContext? _fixed;

    private TlsCredentials(WatchedFiles<SslStreamCertificateContext>? files, SslStreamCertificateContext? context)
    {
        _files = files;
        _fixed = context;
    }

    public SslStreamCertificateContext? Current => _files?.Current ?? _fixed;

    public static TlsCredentials Load(TlsRoleOptions options, TrustAnchors anchors, ILogger logger)
    {
        if (options.CertificateFile is { } file)
        {
            string[] paths = options.KeyFile is { } keyFile ? [file, keyFile] : [file];
            return new TlsCredentials(new WatchedFiles<SslStreamCertificateContext>(() => paths, () => FromFiles(options, anchors), logger), null);
        }

        return options.Certificate is not { } certificate ? new TlsCredentials(null, null)
            : certificate.HasPrivateKey ? new TlsCredentials(null, Context(certificate, options.CertificateChain, anchors))
            : throw new TlsOptionException($"cert: the certificate of {certificate.Subject} comes without its private key.") { Option = "cert" };
    }

    private static SslStreamCertificateContext FromFiles(TlsRoleOptions options, TrustAnchors anchors)
    {
        string file = options.CertificateFile!;
        List<X509Certificate2> certificates = PemFile.ReadCertificates("certfile", file);
        (string keyOption, string keyFile) = options.KeyFile is { } k ? ("keyfile", k) : ("certfile", file);
        using AsymmetricAlgorithm key = PrivateKeyFile.Read(keyOption, keyFile, options.Password)
            ?? throw new TlsOptionException(
                $"{keyOption}: the file '{keyFile}' holds no private key"
                + (keyOption == "keyfile" ? "." : "; put it there, or name its file with keyfile."))
            {
                Option = keyOption, File = keyFile,
            };
        try
        {
            return Context(Join(certificates[0], key), certificates.Skip(1), anchors);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new TlsOptionException(
                $"{keyOption}: the private key in '{keyFile}' is not that of the first certificate in '{file}' ({certificates[0].Subject}).", e)
            {
                Option = keyOption, File = keyFile,
            };
        }
    }

    internal static X509Certificate2 Join(X509Certificate2 certificate, AsymmetricAlgorithm key)
    {
        X509Certificate2 joined = key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)key);
        if (!OperatingSystem.IsWindows())
        {
            return joined;
        }

        // Schannel takes no keys that live in memory only.
        using (joined)
        {
            return X509CertificateLoader.LoadPkcs12(joined.Export(X509ContentType.Pkcs12), password: null);
        }
    }

    /// <summary>As OTP, the chain is completed by what the CA file has.</summary>
    private static SslStreamCertificateContext Context(X509Certificate2 certificate, IEnumerable<X509Certificate2> chain, TrustAnchors anchors) =>
        SslStreamCertificateContext.Create(certificate, new X509Certificate2Collection((X509Certificate2[])[.. chain, .. anchors.Current.All]), offline: true);
}
