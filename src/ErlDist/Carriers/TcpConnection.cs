using System.Net;
using System.Net.Sockets;
using ErlDist.Embedding;

namespace ErlDist.Carriers;

/// <summary>A connection on a bare socket.</summary>
internal sealed class TcpConnection(Socket socket) : ICarrierConnection
{
    private SocketBuffers? _buffers;
    private ReadAheadStream? _stream;
    private bool _hasRead;

    public EndPoint LocalEndPoint { get; } = socket.LocalEndPoint!;

    public EndPoint RemoteEndPoint { get; } = socket.RemoteEndPoint!;

    public CarrierSecurity? Security => null;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            int read = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            if (!_hasRead && read > 0)
            {
                _hasRead = true;
                CarrierException.ThrowIfTls(RemoteEndPoint, buffer.Span[..read]);
            }

            return read;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw CarrierException.OfConnection(RemoteEndPoint, e);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        try
        {
            while (!data.IsEmpty)
            {
                data = data[await socket.SendAsync(data, SocketFlags.None, cancellationToken).ConfigureAwait(false)..];
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw CarrierException.OfConnection(RemoteEndPoint, e);
        }
    }

    /// <summary>The bytes for TLS to lie on, which takes the place of reading and writing here.</summary>
    public Stream OpenStream() => _stream = new ReadAheadStream(new NetworkStream(socket, ownsSocket: false));

    /// <summary>Bounds what the kernel holds, once the connection has carried something. Who asks for a size to receive has no more than that on its way.</summary>
    /// <param name="send">What was asked for sending; null for nothing.</param>
    /// <param name="receive">What was asked for receiving; null for nothing.</param>
    /// <exception cref="SocketException">The peer has closed the connection.</exception>
    public void BoundBuffers(int? send, int? receive)
    {
        _buffers = new SocketBuffers(socket, send, receive);
        _stream = receive is null ? _stream : null; // Nobody tells it to read ahead then.
    }

    public void OnSendingBulk(bool isBulk) => _buffers?.OnSendingBulk(isBulk);

    public void OnReceivingBulk(bool isBulk)
    {
        if (_stream is not null)
        {
            _stream.IsAhead = isBulk;
        }
    }

    public void Abort() => socket.Dispose();

    public ValueTask DisposeAsync()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed already, from either end.
        }

        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
