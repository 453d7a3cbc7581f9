using System.Net.Sockets;

namespace ErlDist.Tls;

/// <summary>What a role's option file may say about the sockets beneath TLS; null = as the carrier has it.</summary>
public sealed record TlsSocketOptions
{
    private const int SolSocket = 1;
    private const int SoPriority = 12;

    /// <summary>The receive buffer, bytes (<c>recbuf</c>).</summary>
    public int? ReceiveBufferSize { get; init; }

    /// <summary>The send buffer, bytes (<c>sndbuf</c>).</summary>
    public int? SendBufferSize { get; init; }

    /// <summary>TCP's keep-alive (<c>keepalive</c>).</summary>
    public bool? KeepAlive { get; init; }

    /// <summary>The priority of what is sent, 0 to 6, on Linux (<c>priority</c>).</summary>
    public int? Priority { get; init; }

    /// <summary>Sets them.</summary>
    /// <exception cref="SocketException">The system refuses one, or the socket is closed.</exception>
    internal void Apply(Socket socket)
    {
        if (ReceiveBufferSize is { } receive)
        {
            socket.ReceiveBufferSize = receive;
        }

        if (SendBufferSize is { } send)
        {
            socket.SendBufferSize = send;
        }

        if (KeepAlive is { } keepAlive)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, keepAlive);
        }

        if (Priority is { } priority && OperatingSystem.IsLinux())
        {
            socket.SetRawSocketOption(SolSocket, SoPriority, BitConverter.GetBytes(priority));
        }
    }
}
