using System.Net.Sockets;
using ErlDist.Carriers;

namespace ErlDist.Embedding;

/// <summary>
/// A carrier on <see cref="Socket"/>: names, addresses, ports and accepting, which plain TCP and TLS share. A carrier that moves the bytes of
/// sockets in another way derives from it and opens the connections.
/// </summary>
public abstract class SocketCarrier : ICarrier
{
    /// <summary>Makes one.</summary>
    /// <param name="family">IPv4 or IPv6.</param>
    protected SocketCarrier(AddressFamily family) => Family = family is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
        ? family
        : throw new ArgumentException("The family is InterNetwork or InterNetworkV6.", nameof(family));

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract bool IsSecure { get; }

    /// <inheritdoc/>
    public int HandshakePrefixBytes => IsSecure ? 4 : 2;

    /// <summary>The one family of addresses that it listens on and connects to.</summary>
    public AddressFamily Family { get; }

    /// <summary>Options of the sockets that peers connect to.</summary>
    public SocketSettings ListenSocket { get; init; } = new();

    /// <summary>Options of the sockets that connect.</summary>
    public SocketSettings ConnectSocket { get; init; } = new();

    /// <inheritdoc/>
    public virtual ValueTask<ICarrierListener> ListenAsync(ListenOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        Socket socket = SocketBinding.Listen(Name, Family, options);
        return ValueTask.FromResult<ICarrierListener>(
            new SocketListener(socket, (accepted, ct) =>
            {
                ListenSocket.Apply(accepted);
                return OpenAcceptedAsync(accepted, options, ct);
            }));
    }

    /// <inheritdoc/>
    public virtual async ValueTask<ICarrierConnection> ConnectAsync(ConnectTarget target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        Socket socket = await SocketDialler.ConnectAsync(Name, Family, target, ConnectSocket, cancellationToken).ConfigureAwait(false);
        try
        {
            return await OpenConnectedAsync(socket, target, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection that this node has set up, TLS included.</summary>
    /// <param name="socket">Connected, with <see cref="ConnectSocket"/> set. It belongs to the connection from now on.</param>
    /// <param name="target">The peer.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="CarrierException">TLS failed.</exception>
    protected abstract ValueTask<ICarrierConnection> OpenConnectedAsync(
        Socket socket, ConnectTarget target, CancellationToken cancellationToken);

    /// <summary>Opens a connection that was accepted, TLS included.</summary>
    /// <param name="socket">Connected, with <see cref="ListenSocket"/> set. It belongs to the connection from now on.</param>
    /// <param name="options">What the carrier listens with.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="CarrierException">TLS failed.</exception>
    protected abstract ValueTask<ICarrierConnection> OpenAcceptedAsync(
        Socket socket, ListenOptions options, CancellationToken cancellationToken);
}
