using System.Net;
using System.Net.Sockets;

namespace ErlDist.Carriers;

/// <summary>A carrier on <see cref="Socket"/>: what plain TCP and TLS share.</summary>
public abstract class SocketCarrier : ICarrier
{
    private protected SocketCarrier(AddressFamily family) => Family = family is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
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
    internal SocketSettings ListenSocket { get; set; } = new();

    /// <summary>Options of the sockets that connect.</summary>
    internal SocketSettings ConnectSocket { get; set; } = new();

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

    private protected abstract ValueTask<ICarrierConnection> OpenConnectedAsync(
        Socket socket, ConnectTarget target, CancellationToken cancellationToken);

    private protected abstract ValueTask<ICarrierConnection> OpenAcceptedAsync(
        Socket socket, ListenOptions options, CancellationToken cancellationToken);
}
