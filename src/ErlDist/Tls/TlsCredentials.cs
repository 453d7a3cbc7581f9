using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace ErlDist.Tls;

/// <summary>A role's own certificates, their keys, and the chains that are sent with them.</summary>
internal sealed class TlsCredentials
{
    private readonly List<Func<SslStreamCertificateContext>> _contexts = [];

    private TlsCredentials()
    {
    }

    /// <summary>The first; null where the role has none.</summary>
    public SslStreamCertificateContext? Current => _contexts.Count == 0 ? null : _contexts[0]();

    /// <summary>All of them.</summary>
    public IEnumerable<SslStreamCertificateContext> All => _contexts.Select(c => c());

    /// <summary>Whether there is a choice.</summary>
    public bool AreSeveral => _contexts.Count > 1;

    /// <summary>The first that a client can verify; the first of all where it can verify none.</summary>
    public SslStreamCertificateContext? For(ClientHello? hello)
    {
        SslStreamCertificateContext[] all = [.. All];
        return all.FirstOrDefault(c => hello?.Takes(c.TargetCertificate) ?? true) ?? all.FirstOrDefault();
    }

    public static TlsCredentials Load(TlsRoleOptions options, TrustAnchors anchors, ILogger logger)
    {
        var credentials = new TlsCredentials();
        IEnumerable<TlsCertificateSource> sources = options.Certificates.Count > 0 ? options.Certificates
            : options.OwnCertificate is { } own ? [own]
            : [];
        foreach (TlsCertificateSource source in sources)
        {
            string[] paths = [.. new[] { source.CertificateFile, source.KeyFile }.OfType<string>()];
            if (paths.Length == 0)
            {
                SslStreamCertificateContext context = Load(options, source, anchors);
                credentials._contexts.Add(() => context);
                continue;
            }

            var files = new WatchedFiles<SslStreamCertificateContext>(() => paths, () => Load(options, source, anchors), logger);
            credentials._contexts.Add(() => files.Current);
        }

        return credentials;
    }

    /// <summary>A certificate with its key.</summary>
    /// <exception cref="ArgumentException">The key is that of another one.</exception>
    internal static X509Certificate2 Join(X509Certificate2 certificate, AsymmetricAlgorithm key)
    {
        X509Certificate2 joined = key switch
        {
            RSA rsa => certificate.CopyWithPrivateKey(rsa),
            ECDsa ecdsa => certificate.CopyWithPrivateKey(ecdsa),
            _ => throw new ArgumentException("the key is of a kind that isn't known here", nameof(key)),
        };
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

    private static SslStreamCertificateContext Load(TlsRoleOptions options, TlsCertificateSource source, TrustAnchors anchors)
    {
        bool isSingle = options.Certificates.Count == 0;
        OptionOrigin certificateOption = options.Origins[!isSingle ? "certs_keys" : source.Certificate is null ? "certfile" : "cert"];
        OptionOrigin keyOption = isSingle && source.KeyFile is not null ? options.Origins["keyfile"] : certificateOption;
        List<X509Certificate2> certificates = source.Certificate is { } given
            ? [given, .. source.CertificateChain]
            : PemFile.ReadCertificates(certificateOption, source.CertificateFile!);
        if (certificates[0].HasPrivateKey)
        {
            return Context(certificates[0], certificates.Skip(1), anchors);
        }

        string keyFile = source.KeyFile ?? source.CertificateFile
            ?? throw certificateOption.Error($"the certificate of {certificates[0].Subject} comes without its private key.");
        using AsymmetricAlgorithm key = PrivateKeyFile.Read(keyOption, keyFile, () => Password(options, source))
            ?? throw keyOption.Error(
                $"the file '{keyFile}' holds no private key" + (source.KeyFile is not null ? "." : "; put it there, or name its file with keyfile."), keyFile);
        try
        {
            return Context(Join(certificates[0], key), certificates.Skip(1), anchors);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw KeyUsage.IsForAgreementOnly(certificates[0])
                ? certificateOption.Error($"the certificate of {certificates[0].Subject} is not for signing, which TLS needs: have it issued with digitalSignature in its key usage.", keyFile, e)
                : keyOption.Error($"the private key in '{keyFile}' is not that of the certificate of {certificates[0].Subject}.", keyFile, e);
        }
    }

    private static string? Password(TlsRoleOptions options, TlsCertificateSource source)
    {
        try
        {
            return source.PasswordFunction?.Invoke() ?? source.Password;
        }
#pragma warning disable CA1031 // It is a function of the user's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            throw options.Origins["password"].Error($"the function threw: {e.Message}", inner: e);
        }
    }

    /// <summary>As OTP, the chain is completed by what the CA file has.</summary>
    private static SslStreamCertificateContext Context(X509Certificate2 certificate, IEnumerable<X509Certificate2> chain, TrustAnchors anchors) =>
        SslStreamCertificateContext.Create(certificate, new X509Certificate2Collection((X509Certificate2[])[.. chain, .. anchors.Current.All]), offline: true);
}
