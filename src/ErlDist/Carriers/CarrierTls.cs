using System.Net.Sockets;
using ErlDist.Carriers;
using ErlDist.Tls;
using Microsoft.Extensions.Logging;

namespace ErlDist.Embedding;

/// <summary>
/// TLS for a carrier of your own, as a node's <see cref="TlsOptions"/> have it: names, verification, revocation lists, reloads and the words for
/// failures are those of <c>inet_tls</c>. The carrier makes a plain connection and hands it over. Thread-safe; one serves all connections.
/// </summary>
public sealed class CarrierTls
{
    private readonly TlsAuthentication _authentication;

    /// <summary>Makes one; reads and checks all files that the options name, and logs what is in force for each role.</summary>
    /// <param name="options">The TLS options of both roles.</param>
    /// <param name="loggers">Where warnings about the options and reloads of files go; null = nowhere.</param>
    /// <exception cref="TlsOptionException">An option or a file is unusable.</exception>
    public CarrierTls(TlsOptions options, ILoggerFactory? loggers = null) => _authentication = new TlsAuthentication(options, loggers);

    /// <summary>Makes sure that peers can be accepted, which takes a certificate: to be asked before the carrier listens.</summary>
    /// <exception cref="TlsOptionException">The server part of the options has none.</exception>
    public void RequireServerCertificate() => _authentication.RequireServerCertificate();

    /// <summary>Does the client's part of TLS on a connection that this node has set up.</summary>
    /// <param name="plain">
    /// The connection, on which nothing has been said. It belongs to the result, and is ended where TLS fails. Its reads and writes may throw
    /// <see cref="IOException"/> or <see cref="CarrierException"/>.
    /// </param>
    /// <param name="target">Who and where, as the carrier was told.</param>
    /// <param name="socket">The socket beneath, for what the options say of it (<c>recbuf</c>, <c>keepalive</c> …); null = there is none.</param>
    /// <param name="cancellationToken">Gives up, and ends the connection.</param>
    /// <exception cref="CarrierException">TLS failed; the message says why and what to do.</exception>
    public ValueTask<ICarrierConnection> ConnectAsync(
        ICarrierConnection plain, ConnectTarget target, Socket? socket = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plain);
        ArgumentNullException.ThrowIfNull(target);
        return OpenAsync(plain, _authentication.BeginClient(target.Host, target.NodeName, plain.RemoteEndPoint), socket, cancellationToken);
    }

    /// <summary>Does the server's part of TLS on a connection that was accepted; see <see cref="ConnectAsync"/>.</summary>
    /// <param name="plain">The connection.</param>
    /// <param name="options">What the carrier listens with.</param>
    /// <param name="socket">The socket beneath; null = there is none.</param>
    /// <param name="cancellationToken">Gives up, and ends the connection.</param>
    /// <exception cref="CarrierException">TLS failed; the message says why and what to do.</exception>
    public ValueTask<ICarrierConnection> AcceptAsync(
        ICarrierConnection plain, ListenOptions options, Socket? socket = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plain);
        ArgumentNullException.ThrowIfNull(options);
        return OpenAsync(plain, _authentication.BeginServer(plain.RemoteEndPoint, options.AllowedHosts?.Invoke()), socket, cancellationToken);
    }

    private static async ValueTask<ICarrierConnection> OpenAsync(
        ICarrierConnection plain, TlsHandshake handshake, Socket? socket, CancellationToken cancellationToken)
    {
        if (socket is not null)
        {
            handshake.SocketOptions.Apply(socket);
        }

        return await TlsConnection.OpenAsync(plain, new CarrierStream(plain), handshake, cancellationToken).ConfigureAwait(false);
    }
}
