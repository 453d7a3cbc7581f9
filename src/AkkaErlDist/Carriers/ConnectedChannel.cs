using System.Net.Sockets;
using DotNetty.Transport.Channels.Sockets;

namespace AkkaErlDist.Carriers;

/// <summary>A DotNetty channel over a socket that is connected already.</summary>
internal sealed class ConnectedChannel : TcpSocketChannel
{
    public ConnectedChannel(Socket socket)
        : base(socket)
    {
        SetState(StateFlags.Active);
        CacheLocalAddress();
        CacheRemoteAddress();
    }
}
