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
