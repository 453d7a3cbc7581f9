using ErlDist.Embedding;
using ErlDist.Tls;

namespace ErlDist.Carriers;

/// <summary>The bytes of a plain connection, for TLS to lie on. It does not own the connection.</summary>
internal sealed class CarrierStream(ICarrierConnection connection) : AsyncStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        connection.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(buffer, cancellationToken);
}
