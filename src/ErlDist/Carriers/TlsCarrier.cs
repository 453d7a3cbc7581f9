using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using ErlDist.Tls;
using Microsoft.Extensions.Logging;

namespace ErlDist.Carriers;

/// <summary>TLS on TCP: <c>inet_tls</c> and <c>inet6_tls</c>.</summary>
public sealed class TlsCarrier : SocketCarrier
{
    private readonly TlsAuthentication _tls;

    /// <summary>Makes one; reads and checks all files that the options name.</summary>
    /// <param name="family">IPv4 or IPv6.</param>
    /// <param name="options">The TLS options of both roles.</param>
    /// <param name="loggers">Where warnings about the options and reloads of files go.</param>
    /// <exception cref="TlsOptionException">An option or a file is of no use.</exception>
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

    private protected override async ValueTask<ICarrierConnection> OpenConnectedAsync(
        Socket socket, ConnectTarget target, CancellationToken cancellationToken)
    {
        TlsHandshake handshake = _tls.BeginClient(target.Host, target.NodeName, socket.RemoteEndPoint);
        return await OpenAsync(
            socket, handshake, (stream, ct) => stream.AuthenticateAsClientAsync(handshake.ClientOptions, ct), cancellationToken)
            .ConfigureAwait(false);
    }

    private protected override async ValueTask<ICarrierConnection> OpenAcceptedAsync(
        Socket socket, ListenOptions options, CancellationToken cancellationToken)
    {
        TlsHandshake handshake = _tls.BeginServer(socket.RemoteEndPoint, options.AllowedHosts?.Invoke());
        return await OpenAsync(
            socket, handshake, (stream, ct) => stream.AuthenticateAsServerAsync(handshake.ServerOptions, ct), cancellationToken)
            .ConfigureAwait(false);
    }

    private static async ValueTask<ICarrierConnection> OpenAsync(
        Socket socket, TlsHandshake handshake, Func<SslStream, CancellationToken, Task> authenticate, CancellationToken cancellationToken)
    {
        var records = new GatheringStream(socket);
        var stream = new SslStream(records, leaveInnerStreamOpen: false);
        try
        {
            await authenticate(stream, cancellationToken).ConfigureAwait(false);
            SocketBuffers.Bound(socket);
            return new TlsConnection(socket, records, stream, handshake);
        }
        catch (Exception e)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            if (e is OperationCanceledException)
            {
                throw;
            }

            throw new CarrierException(handshake.Explain(e), e);
        }
    }
}
