using ErlDist.Embedding;

namespace ErlDist.Tool.Checking;

/// <summary>A carrier that tells what TLS settled, also when what follows fails.</summary>
internal sealed class WatchedCarrier(ICarrier inner) : ICarrier
{
    /// <summary>The connection that was set up, once there is one.</summary>
    public ICarrierConnection? Connected { get; private set; }

    public string Name => inner.Name;

    public bool IsSecure => inner.IsSecure;

    public int HandshakePrefixBytes => inner.HandshakePrefixBytes;

    public ValueTask<ICarrierListener> ListenAsync(ListenOptions options, CancellationToken cancellationToken) =>
        inner.ListenAsync(options, cancellationToken);

    public async ValueTask<ICarrierConnection> ConnectAsync(ConnectTarget target, CancellationToken cancellationToken) =>
        Connected = await inner.ConnectAsync(target, cancellationToken).ConfigureAwait(false);
}
