using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace ErlDist.Tls;

/// <summary>
/// Revocation lists from where certificates say by HTTP (<c>{http,Milliseconds}</c> in crl_cache). The handshake waits, on its own
/// thread and within the time; only certificates that are good so far are asked about, so that no stranger names an address. Lists
/// are kept until they end, a day at most; what failed is not tried again for a minute.
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
    private readonly SemaphoreSlim _places = new(MaxAtOnce);

    private sealed record Fetched(IReadOnlyList<CertificateList> Lists, DateTime Until);

    /// <summary>The lists of a certificate's distribution points.</summary>
    public IEnumerable<CertificateList> Lists(X509Certificate2 certificate) => Addresses(certificate).SelectMany(Get);

    private IReadOnlyList<CertificateList> Get(Uri address)
    {
        DateTime now = DateTime.UtcNow;
        if (_known.TryGetValue(address, out Fetched? known) && known.Until > now)
        {
            return known.Lists;
        }

        if (_known.Count >= MaxAddresses)
        {
            _known.Clear();
        }

        IReadOnlyList<CertificateList> lists = Fetch(address);
        DateTime end = lists.Count == 0 ? now + s_keepFailure : lists.Min(l => l.NextUpdate?.UtcDateTime ?? DateTime.MaxValue);
        _known[address] = new Fetched(lists, end < now ? now + s_keepFailure : end < now + s_keep ? end : now + s_keep);
        return lists;
    }

    private IReadOnlyList<CertificateList> Fetch(Uri address)
    {
        using var limit = new CancellationTokenSource(timeout);
        try
        {
            _places.Wait(limit.Token);
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, address);
                using HttpResponseMessage response = s_client.Send(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                response.EnsureSuccessStatusCode();
                using Stream body = response.Content.ReadAsStream(limit.Token);
                using CancellationTokenRegistration stop = limit.Token.Register(body.Dispose);
                return CertificateList.ReadAll(ReadBounded(body));
            }
            finally
            {
                _places.Release();
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException
            or AsnContentException or CryptographicException or FormatException or InvalidOperationException)
        {
            string why = limit.IsCancellationRequested ? $"it did not come within {timeout.TotalMilliseconds:0} ms" : e.Message;
            TlsLog.ListUnusable(logger, $"the revocation list at {address} can't be had: {why}");
            return [];
        }
    }

    private static byte[] ReadBounded(Stream body)
    {
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        for (int read; (read = body.Read(buffer)) > 0;)
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
