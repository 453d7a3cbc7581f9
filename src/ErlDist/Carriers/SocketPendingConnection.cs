using System.Net;
using System.Net.Sockets;
using ErlDist.Embedding;

namespace ErlDist.Carriers;

/// <summary>A connection just accepted.</summary>
internal sealed class SocketPendingConnection : IPendingConnection
{
    private readonly Func<Socket, CancellationToken, ValueTask<ICarrierConnection>> _open;
    private Socket? _socket;

    public SocketPendingConnection(Socket socket, Func<Socket, CancellationToken, ValueTask<ICarrierConnection>> open)
    {
        _socket = socket;
        _open = open;
        RemoteEndPoint = socket.RemoteEndPoint ?? new IPEndPoint(IPAddress.None, 0);
    }

    public EndPoint RemoteEndPoint { get; }

    public async ValueTask<ICarrierConnection> CompleteAsync(CancellationToken cancellationToken)
    {
        Socket socket = Interlocked.Exchange(ref _socket, null)
            ?? throw new InvalidOperationException("This connection was completed or closed already.");
        try
        {
            return await _open(socket, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new CarrierException(CarrierError.Closed, $"{RemoteEndPoint} has closed the connection.", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref _socket, null)?.Dispose();
        return ValueTask.CompletedTask;
    }
}
