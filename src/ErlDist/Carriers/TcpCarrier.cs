using System.Net.Sockets;
using ErlDist.Embedding;

namespace ErlDist.Carriers;

/// <summary>Plain TCP: <c>inet_tcp</c> and <c>inet6_tcp</c>. Nothing is encrypted, and only the cookie stands guard.</summary>
internal sealed class TcpCarrier : SocketCarrier
{
    /// <summary>Makes one.</summary>
    /// <param name="family">IPv4 or IPv6.</param>
    public TcpCarrier(AddressFamily family)
        : base(family)
    {
    }

    /// <inheritdoc/>
    public override string Name => Family == AddressFamily.InterNetwork ? "inet_tcp" : "inet6_tcp";

    /// <inheritdoc/>
    public override bool IsSecure => false;

    protected override ValueTask<ICarrierConnection> OpenConnectedAsync(
        Socket socket, ConnectTarget target, CancellationToken cancellationToken) => ValueTask.FromResult<ICarrierConnection>(Open(socket, ConnectSocket));

    protected override ValueTask<ICarrierConnection> OpenAcceptedAsync(
        Socket socket, ListenOptions options, CancellationToken cancellationToken) => ValueTask.FromResult<ICarrierConnection>(Open(socket, ListenSocket));

    private static TcpConnection Open(Socket socket, SocketSettings settings)
    {
        var connection = new TcpConnection(socket);
        connection.BoundBuffers(settings.SendBufferSize, settings.ReceiveBufferSize);
        return connection;
    }
}
