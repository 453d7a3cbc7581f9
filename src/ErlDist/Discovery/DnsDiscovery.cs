using System.Net;
using DnsClient;
using DnsClient.Protocol;
using ErlDist.Embedding;

namespace ErlDist.Discovery;

/// <summary>DNS, by DnsClient: SRV records are beyond <see cref="Dns"/>.</summary>
internal sealed class DnsDiscovery : INodeDiscovery
{
    private readonly DnsDiscoveryOptions _options;
    private readonly LookupClient _dns;

    public DnsDiscovery(DnsDiscoveryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Service.Length == 0 || options.Port is < 1 or > ushort.MaxValue)
        {
            throw new ArgumentException("A DNS name is needed, and a port is from 1 to 65535.", nameof(options));
        }

        if (options.Port is not null && options.Service.Contains("{name}", StringComparison.Ordinal))
        {
            throw new ArgumentException("{name} is for SRV records, which tell the port: leave one of the two out.", nameof(options));
        }

        _options = options;
        LookupClientOptions dns = options.NameServers.Count > 0 ? new([.. options.NameServers]) : new();
        _dns = new LookupClient(dns);
    }

    public async ValueTask<NodeAddress?> FindAsync(string node, CancellationToken cancellationToken)
    {
        var name = NodeName.Parse(node);
        if (_options.Port is { } port)
        {
            return new NodeAddress(name.Host, port);
        }

        (IReadOnlyList<SrvRecord> records, IReadOnlyList<DnsResourceRecord> additional) =
            await ServicesAsync(name.Alive, cancellationToken).ConfigureAwait(false);
        foreach (SrvRecord record in records.OrderBy(r => r.Priority).ThenByDescending(r => r.Weight))
        {
            string target = TargetOf(record);
            if (IsSameHost(target, name.Host) || additional.OfType<AddressRecord>().Any(a => a.DomainName.Equals(record.Target) && IsAddress(a, name.Host)))
            {
                return new NodeAddress(target, record.Port);
            }
        }

        return null;
    }

    public async ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        if (_options.Alive is not { } alive)
        {
            return [];
        }

        if (_options.Port is null)
        {
            (IReadOnlyList<SrvRecord> records, _) = await ServicesAsync(alive, cancellationToken).ConfigureAwait(false);
            return [.. records.Select(record => $"{alive}@{TargetOf(record)}").Distinct()];
        }

        IDnsQueryResponse v4 = await QueryAsync(_options.Service, QueryType.A, cancellationToken).ConfigureAwait(false);
        IDnsQueryResponse v6 = await QueryAsync(_options.Service, QueryType.AAAA, cancellationToken).ConfigureAwait(false);
        return [.. v4.Answers.Concat(v6.Answers).OfType<AddressRecord>().Select(record => $"{alive}@{record.Address}").Distinct()];
    }

    public override string ToString() => $"DNS ({_options.Service})";

    private async Task<(IReadOnlyList<SrvRecord>, IReadOnlyList<DnsResourceRecord>)> ServicesAsync(string alive, CancellationToken cancellationToken)
    {
        string service = _options.Service.Replace("{name}", alive, StringComparison.Ordinal);
        IDnsQueryResponse response = await QueryAsync(service, QueryType.SRV, cancellationToken).ConfigureAwait(false);
        return ([.. response.Answers.SrvRecords()], response.Additionals);
    }

    private async Task<IDnsQueryResponse> QueryAsync(string name, QueryType type, CancellationToken cancellationToken)
    {
        try
        {
            IDnsQueryResponse response = await _dns.QueryAsync(name, type, cancellationToken: cancellationToken).ConfigureAwait(false);
            return !response.HasError || response.Header.ResponseCode == DnsHeaderResponseCode.NotExistentDomain
                ? response
                : throw new DiscoveryException($"DNS cannot tell about {name} ({type}): {response.ErrorMessage}. Check the name and the name servers.");
        }
        catch (DnsResponseException e)
        {
            throw new DiscoveryException($"DNS gives no answer about {name} ({type}): {e.Message} Check the name servers and the network.", e);
        }
    }

    private static string TargetOf(SrvRecord record) => record.Target.Value.TrimEnd('.');

    /// <summary>Whether a DNS name is a node's host: the same, or its first label where node names are short.</summary>
    private static bool IsSameHost(string target, string host) =>
        target.Equals(host, StringComparison.OrdinalIgnoreCase)
        || (!host.Contains('.', StringComparison.Ordinal) && target.StartsWith(host + ".", StringComparison.OrdinalIgnoreCase));

    private static bool IsAddress(AddressRecord record, string host) => IPAddress.TryParse(host, out IPAddress? address) && address.Equals(record.Address);
}
