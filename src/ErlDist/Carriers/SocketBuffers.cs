using System.Net.Sockets;

namespace ErlDist.Carriers;

/// <summary>
/// Bounds what the kernel holds of a connection. Left alone it lets megabytes pile up before a receiver that is busy, and a small
/// message behind them waits as long as a large one. While large messages have a direction to themselves their sender may have more,
/// so that it does not wait for the receiver at every fragment.
/// </summary>
/// <remarks>
/// The receiver's room stays as it is: where it shrinks, Linux drops what comes into the room that the peer was promised before, and
/// whatever acknowledges the other direction with it, and nothing moves until all that is sent again, which takes 200 ms and more.
/// </remarks>
internal sealed class SocketBuffers
{
    // Linux doubles these, for its own bookkeeping.
    private const int SendBytes = 128 * 1024;
    private const int BulkSendBytes = 1024 * 1024;
    private const int ReceiveBytes = 192 * 1024;

    // A longer path needs more in flight than this to be filled, and how much the kernel finds out best.
    private const uint ShortPathMicroseconds = 1000;

    // getsockopt(IPPROTO_TCP, TCP_INFO), linux/tcp.h; tcpi_min_rtt is there since Linux 4.6.
    private const int TcpLevel = 6;
    private const int TcpInfo = 11;
    private const int MinRttOffset = 148;

    private readonly Socket _socket;
    private readonly bool _boundsSending;

    /// <summary>Bounds a connection that has carried something. Sizes that were asked for stay.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="send">What was asked for sending; null for nothing.</param>
    /// <param name="receive">What was asked for receiving; null for nothing.</param>
    /// <exception cref="SocketException">The peer has closed the connection.</exception>
    public SocketBuffers(Socket socket, int? send, int? receive)
    {
        _socket = socket;
        bool isShort = OperatingSystem.IsLinux() && MinRoundTrip(socket) < ShortPathMicroseconds;
        _boundsSending = isShort && send is null;
        if (_boundsSending)
        {
            socket.SendBufferSize = SendBytes;
        }

        if (isShort && receive is null)
        {
            socket.ReceiveBufferSize = ReceiveBytes;
        }
    }

    /// <summary>See <see cref="Embedding.ICarrierConnection.OnSendingBulk"/>.</summary>
    public void OnSendingBulk(bool isBulk)
    {
        if (!_boundsSending)
        {
            return;
        }

        try
        {
            _socket.SendBufferSize = isBulk ? BulkSendBytes : SendBytes;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed, which the next read or write finds.
        }
    }

    private static uint MinRoundTrip(Socket socket)
    {
        Span<byte> info = stackalloc byte[MinRttOffset + sizeof(uint)];
        int length = socket.GetRawSocketOption(TcpLevel, TcpInfo, info);
        uint read = length == info.Length ? BitConverter.ToUInt32(info[MinRttOffset..]) : 0;
        return read == 0 ? uint.MaxValue : read;
    }
}
