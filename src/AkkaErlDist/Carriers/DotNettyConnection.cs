using System.Net;
using ErlDist.Carriers;

namespace AkkaErlDist.Carriers;

/// <summary>A plain connection on a DotNetty channel.</summary>
internal sealed class DotNettyConnection(ChannelPipe pipe) : ICarrierConnection
{
    // How long what was written may take to leave when the peer no longer reads.
    private static readonly TimeSpan s_goodbyeLimit = TimeSpan.FromSeconds(1);

    private bool _hasRead;

    public EndPoint LocalEndPoint { get; } = pipe.Channel.LocalAddress;

    public EndPoint RemoteEndPoint { get; } = pipe.Channel.RemoteAddress;

    public CarrierSecurity? Security => null;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            int read = await pipe.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (!_hasRead && read > 0)
            {
                _hasRead = true;
                ConnectionFailure.ThrowIfTls(RemoteEndPoint, buffer.Span[..read]);
            }

            return read;
        }
        catch (IOException e)
        {
            throw ConnectionFailure.Of(RemoteEndPoint, e);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        try
        {
            await pipe.WriteAsync(data, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw ConnectionFailure.Of(RemoteEndPoint, e);
        }
    }

    public void Abort() => pipe.Abandon();

    public async ValueTask DisposeAsync()
    {
        try
        {
            await pipe.WrittenAsync().WaitAsync(s_goodbyeLimit).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The peer doesn't read any more: closing has to do.
        }

        pipe.Abandon();
        await pipe.Channel.CloseCompletion.ConfigureAwait(false);
    }
}
