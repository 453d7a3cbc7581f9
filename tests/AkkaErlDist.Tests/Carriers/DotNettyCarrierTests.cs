using System.Net.Sockets;
using AkkaErlDist.Carriers;
using ErlDist;
using ErlDist.Embedding;
using ErlDist.Testing.Carriers;

namespace AkkaErlDist.Tests.Carriers;

/// <summary>The carrier on DotNetty keeps the contract.</summary>
public sealed class DotNettyCarrierTests : CarrierContract
{
    protected override ICarrier Create(AddressFamily family, TlsOptions? tls) => new DotNettyCarrier(family, tls);
}

/// <summary>TLS of the carrier on DotNetty keeps the contract.</summary>
public sealed class DotNettyTlsSpec : TlsContract
{
    protected override ICarrier Create(TlsOptions? tls) => new DotNettyCarrier(AddressFamily.InterNetwork, tls);
}

/// <summary>The carrier on DotNetty takes what comes with the end of TLS's handshake.</summary>
public sealed class DotNettyEagerPeerSpec : EagerPeerContract
{
    protected override ICarrier Create(TlsOptions tls) => new DotNettyCarrier(AddressFamily.InterNetwork, tls);
}
