using System.Net;
using ErlDist.Embedding;

namespace AkkaErlDist.Carriers;

/// <summary>A connection on a DotNetty channel, without TLS of its own.</summary>
/// <param name="pipe">The channel's bytes.</param>
/// <param name="isPlain">False where TLS lies on it, which has words of its own for failures: those of the channel reach it as they are.</param>
internal sealed class DotNettyConnection(ChannelPipe pipe, bool isPlain) : ICarrierConnection
{
    // How long what was written may take to leave when the peer no longer reads.
    private static readonly TimeSpan s_goodbyeLimit = TimeSpan.FromSeconds(1);

    private bool _hasRead;

    public EndPoint LocalEndPoint { get; } = pipe.Channel.LocalAddress;

    public EndPoint RemoteEndPoint { get; } = pipe.Channel.RemoteAddress;

    public CarrierSecurity? Security => null;

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        isPlain ? ReadPlainAsync(buffer, cancellationToken) : pipe.ReadAsync(buffer, cancellationToken);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        isPlain ? WritePlainAsync(data, cancellationToken) : pipe.WriteAsync(data, cancellationToken);

    public void OnReceivingBulk(bool isBulk) => pipe.OnReceivingBulk(isBulk);

    public void Abort() => pipe.Abandon();

    public async ValueTask DisposeAsync()
    {
        try
        {
            await pipe.WrittenAsync().WaitAsync(s_goodbyeLimit).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The peer does not read any more: closing has to do.
        }

        pipe.Abandon();
        await pipe.Channel.CloseCompletion.ConfigureAwait(false);
    }

    private async ValueTask<int> ReadPlainAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            int read = await pipe.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (!_hasRead && read > 0)
            {
                _hasRead = true;
                CarrierException.ThrowIfTls(RemoteEndPoint, buffer.Span[..read]);
            }

            return read;
        }
        catch (IOException e)
        {
            throw CarrierException.OfConnection(RemoteEndPoint, e);
        }
    }

    private async ValueTask WritePlainAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        try
        {
            await pipe.WriteAsync(data, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw CarrierException.OfConnection(RemoteEndPoint, e);
        }
    }
}
