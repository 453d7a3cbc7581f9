using System.Net;
using System.Net.Sockets;

namespace ErlDist.Embedding;

/// <summary>
/// What may be set of a connection's socket: what .NET has of the options of <c>inet:setopts/2</c> that
/// <c>inet_dist_listen_options</c> and <c>inet_dist_connect_options</c> take. Null: as the system or the distribution has it.
/// </summary>
public sealed record SocketSettings
{
    /// <summary><c>nodelay</c>: small messages do not wait for others (TCP_NODELAY). True by default.</summary>
    public bool? NoDelay { get; init; }

    /// <summary><c>keepalive</c>: the system probes an idle connection.</summary>
    public bool? KeepAlive { get; init; }

    /// <summary><c>sndbuf</c>: bytes that the system holds for the peer.</summary>
    public int? SendBufferSize { get; init; }

    /// <summary><c>recbuf</c>: bytes that the system holds for this node.</summary>
    public int? ReceiveBufferSize { get; init; }

    /// <summary><c>linger</c>: how long a close waits for what has not been sent.</summary>
    public TimeSpan? Linger { get; init; }

    /// <summary><c>tos</c>: the type of service of IPv4 (IP_TOS).</summary>
    public int? TypeOfService { get; init; }

    /// <summary><c>priority</c>: Linux's SO_PRIORITY.</summary>
    public int? Priority { get; init; }

    /// <summary><c>backlog</c>: connections that the system holds until they are accepted; for listening only.</summary>
    public int? Backlog { get; init; }

    /// <summary><c>ip</c>, <c>ifaddr</c>: the own address, to connect from; for listening <c>inet_dist_use_interface</c> goes before it.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>Sets what is given on a connected socket.</summary>
    /// <exception cref="SocketException">The system refuses one.</exception>
    public void Apply(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        socket.NoDelay = NoDelay ?? true;
        if (KeepAlive is { } keepAlive)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, keepAlive);
        }

        if (SendBufferSize is { } send)
        {
            socket.SendBufferSize = send;
        }

        if (ReceiveBufferSize is { } receive)
        {
            socket.ReceiveBufferSize = receive;
        }

        if (Linger is { } linger)
        {
            socket.LingerState = new LingerOption(true, (int)linger.TotalSeconds);
        }

        if (TypeOfService is { } service && socket.AddressFamily == AddressFamily.InterNetwork)
        {
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.TypeOfService, service);
        }

        if (Priority is { } priority && OperatingSystem.IsLinux())
        {
            // SOL_SOCKET, SO_PRIORITY: .NET has no name for it.
            socket.SetRawSocketOption(1, 12, BitConverter.GetBytes(priority));
        }
    }
}
