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
    /// <exception cref="CarrierException">The address or every port of the range cannot be had.</exception>
    /// <exception cref="Tls.TlsOptionException">The TLS options do not do for a server.</exception>
    ValueTask<ICarrierListener> ListenAsync(ListenOptions options, CancellationToken cancellationToken);

    /// <summary>Connects to a peer, TLS included. The time limit is the token's.</summary>
    /// <param name="target">Who and where.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="CarrierException">TCP or TLS failed; the message says why and what to do.</exception>
    ValueTask<ICarrierConnection> ConnectAsync(ConnectTarget target, CancellationToken cancellationToken);
}
