using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace ErlDist.Tls;

/// <summary>
/// The revocation lists of a role: files by name, a directory by hash names, and what is fetched. Changed files are read again.
/// </summary>
internal sealed class CrlStore
{
    private readonly string? _directory;
    private readonly ILogger _logger;
    private readonly OptionOrigin _option;
    private readonly CrlFetcher? _fetcher;
    private readonly List<WatchedFiles<IReadOnlyList<CertificateList>>> _files = [];
    private readonly ConcurrentDictionary<string, WatchedFiles<IReadOnlyList<CertificateList>>> _hashed = [];

    /// <summary>Reads the files; looks into the directory when it is asked.</summary>
    /// <exception cref="TlsOptionException">A file is missing or no list, or the directory is missing.</exception>
    public CrlStore(TlsRoleOptions options, ILogger logger)
    {
        _directory = options.CrlDirectory;
        _logger = logger;
        _option = options.Origins["crl_cache"];
        _fetcher = options.CrlFetchTimeout is { } timeout ? new CrlFetcher(timeout, logger) : null;
        if (_directory is not null && !Directory.Exists(_directory))
        {
            throw _option.Error($"there is no directory '{_directory}'.", _directory);
        }

        _files.AddRange(options.CrlFiles.Select(Watch));
    }

    /// <summary>Whether lists are fetched.</summary>
    public bool Fetches => _fetcher is not null;

    /// <summary>Looks a certificate up in the lists of its issuer.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="authorities">Who may have signed such lists.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="missing">Gets the addresses where the certificate says that a list is that is not here; null = none may be asked.</param>
    public RevocationStatus Check(
        X509Certificate2 certificate, IReadOnlyList<X509Certificate2> authorities, DateTime now, List<Uri>? missing)
    {
        if (NameHash.TryCanonical(certificate.IssuerName) is not { } issuer)
        {
            return new RevocationStatus(TlsError.InvalidCertificate, "the name of its issuer can't be read");
        }

        RevocationStatus status = Check(certificate, authorities, now, issuer, Lists(certificate.IssuerName));
        if (status.Fault != TlsError.RevocationUnknown || missing is null || _fetcher is null)
        {
            return status;
        }

        var notHere = new List<Uri>();
        status = Check(certificate, authorities, now, issuer, _fetcher.Known(certificate, notHere));
        if (status.Fault == TlsError.RevocationUnknown)
        {
            missing.AddRange(notHere);
        }

        return status;
    }

    /// <summary>Fetches lists that a check was missing.</summary>
    public Task FetchAsync(IEnumerable<Uri> addresses, CancellationToken cancellationToken) =>
        _fetcher?.FetchAsync(addresses, cancellationToken) ?? Task.CompletedTask;

    private static RevocationStatus Check(
        X509Certificate2 certificate, IReadOnlyList<X509Certificate2> authorities, DateTime now, byte[] issuer, IEnumerable<CertificateList> lists)
    {
        string why = "there is no list";
        bool good = false;
        foreach (CertificateList list in lists.Where(l => l.CanonicalIssuer.AsSpan().SequenceEqual(issuer)))
        {
            if (Unusable(list, authorities, issuer, now) is { } reason)
            {
                why = reason;
            }
            else if (list.RevokedAt(certificate) is { } at)
            {
                return new RevocationStatus(TlsError.CertificateRevoked, "on " + Day(at));
            }
            else
            {
                good = true;
            }
        }

        return good ? RevocationStatus.Good : RevocationStatus.Unknown(why);
    }

    private static string? Unusable(CertificateList list, IReadOnlyList<X509Certificate2> authorities, byte[] issuer, DateTime now) =>
        list.Unsupported is { } unsupported ? unsupported
        : list.NextUpdate < now ? "the list ended on " + Day(list.NextUpdate.Value)
        : SignatureFault(list, authorities.Where(a => NameHash.TryCanonical(a.SubjectName) is { } name && name.AsSpan().SequenceEqual(issuer)));

    private static string? SignatureFault(CertificateList list, IEnumerable<X509Certificate2> issuers)
    {
        X509Certificate2[] signers = [.. issuers.Where(list.IsSignedBy)];
        return signers.Length == 0 ? "the list is not signed by the issuer"
            : signers.Any(KeyUsage.AllowsSigningLists) ? null
            : "the issuer's certificate is not for signing lists: its key usage lacks cRLSign";
    }

    private IEnumerable<CertificateList> Lists(X500DistinguishedName issuer)
    {
        foreach (WatchedFiles<IReadOnlyList<CertificateList>> file in _files)
        {
            foreach (CertificateList list in file.Current)
            {
                yield return list;
            }
        }

        for (int n = 0; _directory is not null; n++)
        {
            string path = Path.Combine(_directory, string.Create(CultureInfo.InvariantCulture, $"{NameHash.Of(issuer)}.r{n}"));
            if (!File.Exists(path))
            {
                yield break;
            }

            foreach (CertificateList list in Hashed(path))
            {
                yield return list;
            }
        }
    }

    private IReadOnlyList<CertificateList> Hashed(string path)
    {
        try
        {
            return _hashed.GetOrAdd(path, Watch).Current;
        }
        catch (TlsOptionException e)
        {
            TlsLog.ListUnusable(_logger, e.Message);
            return [];
        }
    }

    private WatchedFiles<IReadOnlyList<CertificateList>> Watch(string path) => new(() => [path], () => Read(path), _logger);

    private IReadOnlyList<CertificateList> Read(string path)
    {
        byte[] bytes = PemFile.ReadBytes(_option, path);
        try
        {
            return CertificateList.ReadAll(bytes);
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException or FormatException)
        {
            throw _option.Error($"the file '{path}' holds no revocation list that can be read: {e.Message}", path, e);
        }
    }

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
