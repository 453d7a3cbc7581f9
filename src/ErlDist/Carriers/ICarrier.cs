using System.Net;
using ErlDist.Tls;

namespace ErlDist.Embedding;

/// <summary>
/// What moves the bytes of the distribution: a bearer as chapter "Using TLS for Erlang Distribution" has it. It listens, connects
/// and secures; it knows nothing of the handshake and messages above it.
/// </summary>
public interface ICarrier
{
    /// <summary>The name as <c>-proto_dist</c> takes it: <c>inet_tcp</c>, <c>inet6_tcp</c>, <c>inet_tls</c> or <c>inet6_tls</c>.</summary>
    string Name { get; }

    /// <summary>Whether connections are encrypted.</summary>
    bool IsSecure { get; }

    /// <summary>Bytes of the length before each handshake message: 2 on TCP, 4 on TLS (inet_tls_dist has <c>{packet,4}</c> from the start).</summary>
    int HandshakePrefixBytes { get; }

    /// <summary>Opens a port for peers.</summary>
    /// <param name="options">Address and ports.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="CarrierException">The address or every port of the range can't be had.</exception>
    /// <exception cref="Tls.TlsOptionException">The TLS options don't do for a server.</exception>
    ValueTask<ICarrierListener> ListenAsync(ListenOptions options, CancellationToken cancellationToken);

    /// <summary>Connects to a peer, TLS included. The time limit is the token's.</summary>
    /// <param name="target">Who and where.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="CarrierException">TCP or TLS failed; the message says why and what to do.</exception>
    ValueTask<ICarrierConnection> ConnectAsync(ConnectTarget target, CancellationToken cancellationToken);
}

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
    /// <param name="cancellationToken">Ends the wait; the connection is of no use afterwards.</param>
    /// <exception cref="CarrierException">
    /// The connection broke. A TLS 1.3 server that refuses our certificate says so only here.
    /// </exception>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Writes all bytes.</summary>
    /// <param name="data">What to write.</param>
    /// <param name="cancellationToken">Ends the wait; the connection is of no use afterwards.</param>
    /// <exception cref="CarrierException">The connection broke.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);

    /// <summary>Writes all bytes of several pieces, one behind the other.</summary>
    /// <param name="pieces">What to write; large pieces are better than many small ones.</param>
    /// <param name="cancellationToken">Ends the wait; the connection is of no use afterwards.</param>
    /// <exception cref="CarrierException">The connection broke.</exception>
    async ValueTask WriteAsync(IReadOnlyList<ReadOnlyMemory<byte>> pieces, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            await WriteAsync(piece, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Closes at once, without goodbye. A read or write under way ends with <see cref="CarrierError.Closed"/>.</summary>
    void Abort();
}
