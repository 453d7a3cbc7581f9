using System.Net;
using System.Net.Sockets;
using ErlDist.Tls;

namespace ErlDist.Carriers;

/// <summary>What the end of an established connection is called.</summary>
internal static class ConnectionFailure
{
    public static CarrierException Of(EndPoint peer, Exception e) =>
        e is ObjectDisposedException || FindSocketError(e) is SocketError.OperationAborted
            ? new CarrierException(CarrierError.Closed, $"The connection with {peer} was closed on this side.", e)
            : new CarrierException(CarrierError.Closed, $"The connection with {peer} broke: {Innermost(e).Message}", e);

    /// <summary>
    /// For what a peer says first on a plain connection: the first message of the handshake is far shorter than the 5,000 bytes that
    /// the start of a TLS record would announce.
    /// </summary>
    public static void ThrowIfTls(EndPoint peer, ReadOnlySpan<byte> start)
    {
        if (TlsRecord.LooksLikeStart(start))
        {
            throw new CarrierException(
                CarrierError.PeerSpeaksTls, $"{peer} speaks TLS and this node plain TCP: start both with the same proto_dist.");
        }
    }

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
