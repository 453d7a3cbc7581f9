using System.Net;

namespace ErlDist.Embedding;

/// <summary>An open port.</summary>
public interface ICarrierListener : IAsyncDisposable
{
    /// <summary>Where it listens, with the port that was given.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>The next TCP connection. Never waits for what a peer sends, its TLS included.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CarrierException">This one accept failed; the next may succeed, unless the error is <see cref="CarrierError.Closed"/>.</exception>
    ValueTask<IPendingConnection> AcceptAsync(CancellationToken cancellationToken);
}
