using System.Net.Sockets;
using ErlDist.Carriers;
using ErlDist.Embedding;
using ErlDist.Testing.Carriers;

namespace ErlDist.Tests.Carriers;

/// <summary>The carriers on sockets keep the contract.</summary>
public sealed class SocketCarrierTests : CarrierContract
{
    protected override ICarrier Create(AddressFamily family, TlsOptions? tls) =>
        tls is null ? new TcpCarrier(family) : new TlsCarrier(family, tls);
}

/// <summary>TLS of the carriers on sockets keeps the contract.</summary>
public sealed class SocketTlsTests : TlsContract
{
    protected override ICarrier Create(TlsOptions? tls) =>
        tls is null ? new TcpCarrier(AddressFamily.InterNetwork) : new TlsCarrier(AddressFamily.InterNetwork, tls);
}

/// <summary>The carrier on sockets takes what comes with the end of TLS's handshake.</summary>
public sealed class SocketEagerPeerTests : EagerPeerContract
{
    protected override ICarrier Create(TlsOptions tls) => new TlsCarrier(AddressFamily.InterNetwork, tls);
}
