using System.Net.Sockets;
using ErlDist.Embedding;

namespace ErlDist.Carriers;

/// <summary>
/// Bounds what the kernel holds of a connection. Left alone it lets megabytes pile up before a receiver that is busy, and a small
/// message behind them waits as long as a large one.
/// </summary>
internal static class SocketBuffers
{
    // Linux doubles it, for its own bookkeeping.
    private const int Bytes = 128 * 1024;

    // A longer path needs more in flight than this to be filled, and how much the kernel finds out best.
    private const uint ShortPathMicroseconds = 1000;

    // getsockopt(IPPROTO_TCP, TCP_INFO), linux/tcp.h; tcpi_min_rtt is there since Linux 4.6.
    private const int TcpLevel = 6;
    private const int TcpInfo = 11;
    private const int MinRttOffset = 148;

    /// <summary>To be called when the connection has carried something. Sizes that were asked for stay.</summary>
    /// <exception cref="SocketException">The peer has closed the connection.</exception>
    public static void Bound(Socket socket, SocketSettings settings)
    {
        if (OperatingSystem.IsLinux() && MinRoundTrip(socket) < ShortPathMicroseconds)
        {
            socket.SendBufferSize = settings.SendBufferSize ?? Bytes;
            socket.ReceiveBufferSize = settings.ReceiveBufferSize ?? Bytes;
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
