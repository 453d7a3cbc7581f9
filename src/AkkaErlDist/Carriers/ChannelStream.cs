using ErlDist.Carriers;

namespace AkkaErlDist.Carriers;

/// <summary>The bytes of a DotNetty channel, for TLS to lie on.</summary>
internal sealed class ChannelStream(ChannelPipe pipe) : AsyncStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        pipe.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        pipe.WriteAsync(buffer, cancellationToken);
}
