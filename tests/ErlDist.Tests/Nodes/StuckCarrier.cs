using System.Net;
using ErlDist.Embedding;

namespace ErlDist.Tests.Nodes;

/// <summary>A connection whose writes wait until they are let through.</summary>
internal sealed class StuckCarrier : ICarrierConnection
{
    private readonly SemaphoreSlim _writes = new(0);

    /// <inheritdoc/>
    public EndPoint LocalEndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 1);

    /// <inheritdoc/>
    public EndPoint RemoteEndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 2);

    /// <inheritdoc/>
    public CarrierSecurity? Security => null;

    /// <summary>Lets some writes through.</summary>
    public void Let(int writes) => _writes.Release(writes);

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => ValueTask.FromResult(0);

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        await _writes.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public void Abort()
    {
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _writes.Dispose();
        return ValueTask.CompletedTask;
    }
}
