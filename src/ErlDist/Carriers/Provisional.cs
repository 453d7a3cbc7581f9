// Stands in until the carriers land: whoever brings ICarrier and TcpCarrier deletes this file.
#pragma warning disable
using System.Net; using System.Net.Sockets; using Microsoft.Extensions.Logging;
namespace ErlDist.Tls { public sealed record TlsOptions; }
namespace ErlDist.Carriers {
public interface ICarrier { string Name { get; } bool IsSecure { get; } int HandshakePrefixBytes { get; }
  ValueTask<ICarrierListener> ListenAsync(ListenOptions options, CancellationToken ct);
  ValueTask<ICarrierConnection> ConnectAsync(ConnectTarget target, CancellationToken ct); }
public interface ICarrierListener : IAsyncDisposable { IPEndPoint LocalEndPoint { get; } ValueTask<IPendingConnection> AcceptAsync(CancellationToken ct); }
public interface IPendingConnection : IAsyncDisposable { EndPoint RemoteEndPoint { get; } ValueTask<ICarrierConnection> CompleteAsync(CancellationToken ct); }
public interface ICarrierConnection : IAsyncDisposable { EndPoint LocalEndPoint { get; } EndPoint RemoteEndPoint { get; } CarrierSecurity? Security { get; }
  ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken ct); ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken ct); void Abort(); }
public sealed record CarrierSecurity;
public sealed record ListenOptions { public IPAddress? Address { get; init; } public int PortMin { get; init; } public int PortMax { get; init; } }
public sealed record ConnectTarget { public string Host { get; init; } public int Port { get; init; } public string NodeName { get; init; } }
public sealed class CarrierException(string m, Exception? e = null) : ErlangException(m, e);
public static class Carrier { public static ICarrier Create(string p, Tls.TlsOptions? t, ILoggerFactory l) => new TcpCarrier(); }
public sealed class TcpCarrier : ICarrier {
  public string Name => "inet_tcp"; public bool IsSecure => false; public int HandshakePrefixBytes => 2;
  public async ValueTask<ICarrierListener> ListenAsync(ListenOptions o, CancellationToken ct) { var l = new TcpListener(o.Address ?? IPAddress.Any, o.PortMin); l.Start(); return new L(l); }
  public async ValueTask<ICarrierConnection> ConnectAsync(ConnectTarget t, CancellationToken ct) { var s = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp){NoDelay=true}; try { await s.ConnectAsync(t.Host, t.Port, ct);} catch (SocketException e) { throw new CarrierException(e.Message, e);} return new C(s); }
  class L(TcpListener l) : ICarrierListener { public IPEndPoint LocalEndPoint => (IPEndPoint)l.LocalEndpoint; public async ValueTask<IPendingConnection> AcceptAsync(CancellationToken ct) => new P(await l.AcceptSocketAsync(ct)); public ValueTask DisposeAsync() { l.Stop(); return default; } }
  class P(Socket s) : IPendingConnection { public EndPoint RemoteEndPoint => s.RemoteEndPoint; public async ValueTask<ICarrierConnection> CompleteAsync(CancellationToken ct) { s.NoDelay = true; return new C(s);} public ValueTask DisposeAsync() => default; }
  class C(Socket s) : ICarrierConnection { NetworkStream n = new(s); public EndPoint LocalEndPoint => s.LocalEndPoint; public EndPoint RemoteEndPoint => s.RemoteEndPoint; public CarrierSecurity? Security => null;
    public ValueTask<int> ReadAsync(Memory<byte> b, CancellationToken ct) => n.ReadAsync(b, ct); public ValueTask WriteAsync(ReadOnlyMemory<byte> d, CancellationToken ct) => n.WriteAsync(d, ct); public void Abort() => s.Close(); public ValueTask DisposeAsync() { s.Dispose(); return default; } }
}}
