using System.Net;
using System.Net.Sockets;
using ErlDist.Embedding;

namespace ErlDist.Carriers;

/// <summary>An open port on a <see cref="Socket"/>.</summary>
internal sealed class SocketListener(Socket socket, Func<Socket, CancellationToken, ValueTask<ICarrierConnection>> open) : ICarrierListener
{
    // While the process has no file descriptors left, each accept fails at once.
    private static readonly TimeSpan s_pauseWhenExhausted = TimeSpan.FromMilliseconds(100);

    public IPEndPoint LocalEndPoint { get; } = (IPEndPoint)socket.LocalEndPoint!;

    public async ValueTask<IPendingConnection> AcceptAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                Socket accepted = await socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
                return new SocketPendingConnection(accepted, open);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                // That peer has gone before it was its turn.
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.OperationAborted)
            {
                throw Closed(e);
            }
            catch (ObjectDisposedException e)
            {
                throw Closed(e);
            }
            catch (SocketException e)
            {
                await Task.Delay(s_pauseWhenExhausted, cancellationToken).ConfigureAwait(false);
                throw new CarrierException(
                    CarrierError.Exhausted, $"A connection at {LocalEndPoint} could not be accepted: {e.Message}. Is the limit of open files too low?", e);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private CarrierException Closed(Exception e) => new(CarrierError.Closed, $"The port {LocalEndPoint} is closed.", e);
}

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
