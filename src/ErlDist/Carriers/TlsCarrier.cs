using System.Net.Sockets;
using ErlDist.Embedding;
using ErlDist.Tls;
using Microsoft.Extensions.Logging;

namespace ErlDist.Carriers;

/// <summary>TLS on TCP: <c>inet_tls</c> and <c>inet6_tls</c>.</summary>
internal sealed class TlsCarrier : SocketCarrier
{
    private readonly TlsAuthentication _tls;

    /// <summary>Makes one; reads and checks all files that the options name.</summary>
    /// <param name="family">IPv4 or IPv6.</param>
    /// <param name="options">The TLS options of both roles.</param>
    /// <param name="loggers">Where warnings about the options and reloads of files go.</param>
    /// <exception cref="TlsOptionException">An option or a file is unusable.</exception>
    public TlsCarrier(AddressFamily family, TlsOptions options, ILoggerFactory? loggers = null)
        : base(family) => _tls = new TlsAuthentication(options, loggers);

    /// <inheritdoc/>
    public override string Name => Family == AddressFamily.InterNetwork ? "inet_tls" : "inet6_tls";

    /// <inheritdoc/>
    public override bool IsSecure => true;

    /// <inheritdoc/>
    public override ValueTask<ICarrierListener> ListenAsync(ListenOptions options, CancellationToken cancellationToken)
    {
        _tls.RequireServerCertificate();
        return base.ListenAsync(options, cancellationToken);
    }

    protected override ValueTask<ICarrierConnection> OpenConnectedAsync(
        Socket socket, ConnectTarget target, CancellationToken cancellationToken) =>
        OpenAsync(socket, _tls.BeginClient(target.Host, target.NodeName, socket.RemoteEndPoint), ConnectSocket, cancellationToken);

    protected override ValueTask<ICarrierConnection> OpenAcceptedAsync(
        Socket socket, ListenOptions options, CancellationToken cancellationToken) =>
        OpenAsync(socket, _tls.BeginServer(socket.RemoteEndPoint, options.AllowedHosts?.Invoke()), ListenSocket, cancellationToken);

    private static async ValueTask<ICarrierConnection> OpenAsync(
        Socket socket, TlsHandshake handshake, SocketSettings settings, CancellationToken cancellationToken)
    {
        var plain = new TcpConnection(socket);
        TlsConnection connection = await TlsConnection.OpenAsync(plain, plain.OpenStream(), handshake, cancellationToken).ConfigureAwait(false);
        try
        {
            TlsSocketOptions asked = handshake.SocketOptions;
            plain.BoundBuffers(asked.SendBufferSize ?? settings.SendBufferSize, asked.ReceiveBufferSize ?? settings.ReceiveBufferSize);
            asked.Apply(socket);
            return connection;
        }
        catch (SocketException e)
        {
            connection.Abort();
            throw new CarrierException(handshake.Explain(e), e);
        }
    }
}
