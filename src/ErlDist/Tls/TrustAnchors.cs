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
            () => [file], () => new AnchorSet([.. PemFile.ReadAuthorities(options.Origins["cacertfile"], file, logger), .. given.All]), logger);
        return new TrustAnchors(files, given);
    }
}
