using System.Net;
using System.Net.Sockets;

namespace ErlDist.Carriers;

/// <summary>What the end of an established connection is called.</summary>
internal static class ConnectionFailure
{
    public static CarrierException Of(EndPoint peer, Exception e) =>
        e is ObjectDisposedException || FindSocketError(e) is SocketError.OperationAborted
            ? new CarrierException(CarrierError.Closed, $"The connection with {peer} was closed on this side.", e)
            : new CarrierException(CarrierError.Closed, $"The connection with {peer} broke: {Innermost(e).Message}", e);

    private static SocketError? FindSocketError(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is SocketException socket)
            {
                return socket.SocketErrorCode;
            }
        }

        return null;
    }

    private static Exception Innermost(Exception e)
    {
        while (e.InnerException is { } inner)
        {
            e = inner;
        }

        return e;
    }
}
