using System.Net;

namespace ErlDist.Embedding;

/// <summary>
/// A connection that is ready for the handshake of the distribution. One read and one write may be under way at a time.
/// Disposing says goodbye (TLS close_notify) and closes.
/// </summary>
public interface ICarrierConnection : IAsyncDisposable
{
    /// <summary>Our address and port.</summary>
    EndPoint LocalEndPoint { get; }

    /// <summary>The peer's address and port.</summary>
    EndPoint RemoteEndPoint { get; }

    /// <summary>What TLS agreed on, and the peer's certificate. Null on TCP.</summary>
    CarrierSecurity? Security { get; }

    /// <summary>
    /// Reads some bytes; 0 = the peer closed. Who had to wait continues on a thread of the thread pool, never on one that the carrier
    /// needs: receivers of messages run there, and may block.
    /// </summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="cancellationToken">Ends the wait; the connection cannot be used afterwards.</param>
    /// <exception cref="CarrierException">
    /// The connection broke. A TLS 1.3 server that refuses our certificate says so only here.
    /// </exception>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Writes all bytes.</summary>
    /// <param name="data">What to write.</param>
    /// <param name="cancellationToken">Ends the wait; the connection cannot be used afterwards.</param>
    /// <exception cref="CarrierException">The connection broke.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);

    /// <summary>Writes all bytes of several pieces, one behind the other.</summary>
    /// <param name="pieces">What to write; large pieces are better than many small ones.</param>
    /// <param name="cancellationToken">Ends the wait; the connection cannot be used afterwards.</param>
    /// <exception cref="CarrierException">The connection broke.</exception>
    async ValueTask WriteAsync(IReadOnlyList<ReadOnlyMemory<byte>> pieces, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            await WriteAsync(piece, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// For a while only large messages have been sent, or no longer so. While nothing small waits behind them, more of them may pile up
    /// on their way. A hint: a carrier may ignore it. Never called from two threads at once, and while a read or a write may be under way.
    /// </summary>
    /// <param name="isBulk">Whether large messages have the way to the peer to themselves.</param>
    void OnSendingBulk(bool isBulk)
    {
    }

    /// <summary>As <see cref="OnSendingBulk"/>, for what comes from the peer.</summary>
    /// <param name="isBulk">Whether large messages have the way from the peer to themselves.</param>
    void OnReceivingBulk(bool isBulk)
    {
    }

    /// <summary>Closes at once, without goodbye. A read or write under way ends with <see cref="CarrierError.Closed"/>.</summary>
    void Abort();
}
