using System.Net;

namespace ErlDist.Embedding;

/// <summary>An accepted TCP connection whose TLS is still to come. Disposing one that was not completed closes it.</summary>
public interface IPendingConnection : IAsyncDisposable
{
    /// <summary>The peer's address and port.</summary>
    EndPoint RemoteEndPoint { get; }

    /// <summary>Does the server's part of TLS. The time limit is the token's. May be called once.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="CarrierException">TLS failed; the message says why and what to do.</exception>
    ValueTask<ICarrierConnection> CompleteAsync(CancellationToken cancellationToken);
}
