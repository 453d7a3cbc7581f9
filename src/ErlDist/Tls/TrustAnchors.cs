using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace ErlDist.Tls;

/// <summary>The authorities that a role trusts.</summary>
internal sealed class TrustAnchors
{
    private readonly WatchedFiles<AnchorSet>? _files;
    private readonly AnchorSet _fixed;

    private TrustAnchors(WatchedFiles<AnchorSet>? files, AnchorSet anchors)
    {
        _files = files;
        _fixed = anchors;
    }

    public AnchorSet Current => _files?.Current ?? _fixed;

    public static TrustAnchors Load(TlsRoleOptions options, ILogger logger)
    {
        var given = new AnchorSet([.. options.CaCertificates]);
        if (options.CaCertificateFile is not { } file)
        {
            return new TrustAnchors(null, given);
        }

        var files = new WatchedFiles<AnchorSet>(
            () => [file], () => new AnchorSet([.. PemFile.ReadCertificates(options.Origins["cacertfile"], file), .. given.All]), logger);
        return new TrustAnchors(files, given);
    }
}

/// <summary>Authorities as they stood at one moment. Roots are trusted; the others only help to find a way to one.</summary>
internal sealed class AnchorSet(IReadOnlyList<X509Certificate2> all)
{
    public IReadOnlyList<X509Certificate2> All => all;

    public X509Certificate2Collection Roots { get; } = new((X509Certificate2[])[.. all.Where(IsSelfIssued)]);

    public X509Certificate2Collection Intermediates { get; } = new((X509Certificate2[])[.. all.Where(c => !IsSelfIssued(c))]);

    public static bool IsSelfIssued(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
