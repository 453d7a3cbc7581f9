using ErlDist.Embedding;

namespace AkkaErlDist.Carriers;

/// <summary>
/// A carrier that listens already, for a node whose name holds its port: the port must be known before the node is made.
/// </summary>
internal sealed class OpenedCarrier(ICarrier carrier, ICarrierListener listener) : ICarrier
{
    public string Name => carrier.Name;

    public bool IsSecure => carrier.IsSecure;

    public int HandshakePrefixBytes => carrier.HandshakePrefixBytes;

    public ValueTask<ICarrierListener> ListenAsync(ListenOptions options, CancellationToken cancellationToken) =>
        ValueTask.FromResult(listener);

    public ValueTask<ICarrierConnection> ConnectAsync(ConnectTarget target, CancellationToken cancellationToken) =>
        carrier.ConnectAsync(target, cancellationToken);
}
