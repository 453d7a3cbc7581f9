using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ErlDist.Embedding;

namespace ErlDist.Testing.Carriers;

/// <summary>A carrier that listens on loopback, and connections that it dials to itself.</summary>
public sealed class CarrierPair : IAsyncDisposable
{
    private static readonly TestAuthority s_authority = new();
    private static readonly X509Certificate2 s_certificate = s_authority.Issue(new TestCertificateOptions { Addresses = ["127.0.0.1", "::1"] });

    private readonly CarrierLease _carrier;

    private CarrierPair(CarrierLease carrier, ICarrierListener listener)
    {
        _carrier = carrier;
        Listener = listener;
    }

    /// <summary>For both roles: a certificate of both loopback addresses, mutual.</summary>
    public static TlsOptions Tls => new()
    {
        Server = new() { Certificate = s_certificate, CaCertificates = [s_authority.Certificate] },
        Client = new() { Certificate = s_certificate, CaCertificates = [s_authority.Certificate] },
    };

    public ICarrier Carrier => _carrier.Value;

    public ICarrierListener Listener { get; }

    public static IPAddress Loopback(AddressFamily family) =>
        family == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback;

    public static ConnectTarget Target(IPEndPoint at) => new() { Host = $"{at.Address}", Port = at.Port, NodeName = $"b@{at.Address}" };

    public static async Task<CarrierPair> StartAsync(ICarrier carrier, AddressFamily family)
    {
        var lease = new CarrierLease(carrier);
        return new CarrierPair(lease, await carrier.ListenAsync(new ListenOptions { Address = Loopback(family) }, default));
    }

    /// <summary>A connection, both ends ready.</summary>
    public async Task<(ICarrierConnection Dialled, ICarrierConnection Accepted)> ConnectAsync(CancellationToken cancellationToken)
    {
        Task<ICarrierConnection> dialling = Carrier.ConnectAsync(Target(Listener.LocalEndPoint), cancellationToken).AsTask();
        await using IPendingConnection pending = await Listener.AcceptAsync(cancellationToken);
        ICarrierConnection accepted = await pending.CompleteAsync(cancellationToken);
        return (await dialling, accepted);
    }

    public async ValueTask DisposeAsync()
    {
        await Listener.DisposeAsync();
        await _carrier.DisposeAsync();
    }
}
