using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace ErlDist.Tls;

/// <summary>
/// Revocation lists from where certificates say by HTTP (<c>{http,Milliseconds}</c> in crl_cache). The handshake that needs one awaits it, and no
/// thread does; only certificates that are good so far are asked about, so that no stranger names an address. Lists are kept until they end, a
/// day at most; what failed is not tried again for a minute.
/// </summary>
internal sealed class CrlFetcher(TimeSpan timeout, ILogger logger)
{
    private const string DistributionPoints = "2.5.29.31";
    private const int MaxBytes = 16 * 1024 * 1024;
    private const int MaxAddresses = 64;
    private const int MaxAtOnce = 4;
    private static readonly TimeSpan s_keep = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_keepFailure = TimeSpan.FromMinutes(1);
    private static readonly Asn1Tag s_zero = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag s_uri = new(TagClass.ContextSpecific, 6);

    private static readonly HttpClient s_client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly ConcurrentDictionary<Uri, Fetched> _known = new();
    private readonly ConcurrentDictionary<Uri, Lazy<Task>> _underWay = new();
    private readonly SemaphoreSlim _places = new(MaxAtOnce);

    private sealed record Fetched(IReadOnlyList<CertificateList> Lists, DateTime Until);

    /// <summary>The lists of a certificate's distribution points that are here.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="missing">Gets the addresses that have to be asked first.</param>
    public IEnumerable<CertificateList> Known(X509Certificate2 certificate, ICollection<Uri> missing)
    {
        var lists = new List<CertificateList>();
        foreach (Uri address in Addresses(certificate))
        {
            if (_known.TryGetValue(address, out Fetched? known) && known.Until > DateTime.UtcNow)
            {
                lists.AddRange(known.Lists);
            }
            else
            {
                missing.Add(address);
            }
        }

        return lists;
    }

    /// <summary>Fetches what is not here; what several handshakes need is fetched once.</summary>
    /// <param name="addresses">Where.</param>
    /// <param name="cancellationToken">Ends the waiting, and not the fetching.</param>
    public Task FetchAsync(IEnumerable<Uri> addresses, CancellationToken cancellationToken) =>
        Task.WhenAll(addresses.Distinct().Select(a => _underWay.GetOrAdd(a, address => new Lazy<Task>(() => FetchAsync(address))).Value)).WaitAsync(cancellationToken);

    private async Task FetchAsync(Uri address)
    {
        IReadOnlyList<CertificateList> lists = await ReadAsync(address).ConfigureAwait(false);
        if (_known.Count >= MaxAddresses)
        {
            _known.Clear();
        }

        DateTime now = DateTime.UtcNow;
        DateTime end = lists.Count == 0 ? now + s_keepFailure : lists.Min(l => l.NextUpdate?.UtcDateTime ?? DateTime.MaxValue);
        _known[address] = new Fetched(lists, end < now ? now + s_keepFailure : end < now + s_keep ? end : now + s_keep);
        _underWay.TryRemove(address, out _);
    }

    private async Task<IReadOnlyList<CertificateList>> ReadAsync(Uri address)
    {
        using var limit = new CancellationTokenSource(timeout);
        try
        {
            await _places.WaitAsync(limit.Token).ConfigureAwait(false);
            try
            {
                using HttpResponseMessage response =
                    await s_client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
                response.EnsureSuccessStatusCode();
                using Stream body = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
                return CertificateList.ReadAll(await ReadBoundedAsync(body, limit.Token).ConfigureAwait(false));
            }
            finally
            {
                _places.Release();
            }
        }
#pragma warning disable CA1031 // Whatever a server answers is no list, and nobody who waits for one may wait for ever.
        catch (Exception e)
#pragma warning restore CA1031
        {
            string why = limit.IsCancellationRequested ? $"it did not come within {timeout.TotalMilliseconds:0} ms" : e.Message;
            TlsLog.ListUnusable(logger, $"the revocation list at {address} can't be had: {why}");
            return [];
        }
    }

    private static async Task<byte[]> ReadBoundedAsync(Stream body, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        for (int read; (read = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > MaxBytes)
            {
                throw new IOException($"it is longer than {MaxBytes / (1024 * 1024)} MiB");
            }
        }

        return bytes.ToArray();
    }

    private static List<Uri> Addresses(X509Certificate2 certificate)
    {
        var addresses = new List<Uri>();
        try
        {
            if (certificate.Extensions[DistributionPoints] is { } extension)
            {
                AsnReader points = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
                while (points.HasData)
                {
                    AddAddresses(points.ReadSequence(), addresses);
                }
            }
        }
        catch (AsnContentException)
        {
            // Without an address there is no list, and the check says so.
        }

        return addresses;
    }

    private static void AddAddresses(AsnReader point, List<Uri> addresses)
    {
        if (!point.HasData || !point.PeekTag().HasSameClassAndValue(s_zero))
        {
            return;
        }

        AsnReader name = point.ReadSequence(s_zero);
        if (!name.HasData || !name.PeekTag().HasSameClassAndValue(s_zero))
        {
            return;
        }

        AsnReader names = name.ReadSequence(s_zero);
        while (names.HasData)
        {
            if (!names.PeekTag().HasSameClassAndValue(s_uri))
            {
                names.ReadEncodedValue();
            }
            else if (Uri.TryCreate(names.ReadCharacterString(UniversalTagNumber.IA5String, s_uri), UriKind.Absolute, out Uri? address)
                && address.Scheme == Uri.UriSchemeHttp)
            {
                addresses.Add(address);
            }
        }
    }
}
