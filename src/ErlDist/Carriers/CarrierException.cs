using System.Net;
using System.Net.Sockets;
using ErlDist.Tls;

namespace ErlDist.Embedding;

/// <summary>A carrier's failure; the message names the cause and what to do.</summary>
public sealed class CarrierException : ErlangException
{
    /// <summary>Makes one.</summary>
    /// <param name="error">The kind of failure.</param>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="inner">What the system said.</param>
    public CarrierException(CarrierError error, string message, Exception? inner = null)
        : base(message, inner) => Error = error;

    /// <summary>Makes one of a failure in TLS.</summary>
    /// <param name="failure">What TLS ended with.</param>
    /// <param name="inner">What the system said.</param>
    internal CarrierException(TlsFailure failure, Exception? inner = null)
        : base(failure?.Message ?? throw new ArgumentNullException(nameof(failure)), inner)
    {
        Error = CarrierError.Tls;
        TlsError = failure.Error;
    }

    /// <summary>The kind of failure.</summary>
    public CarrierError Error { get; }

    /// <summary>What TLS ended with, where <see cref="Error"/> is <see cref="CarrierError.Tls"/>.</summary>
    public TlsError? TlsError { get; }

    /// <summary>The failure as the cause in logs and metrics.</summary>
    internal string Cause => TlsError is { } tls ? "tls_" + Telemetry.Snake(tls.ToString()) : Telemetry.Snake(Error.ToString());

    /// <summary>The peer closed before it had said anything.</summary>
    internal bool IsProbe => TlsError == Tls.TlsError.Closed;

    /// <summary>What came does not fit what was sent: somebody changed it on the way.</summary>
    internal bool IsCorrupted => TlsError == Tls.TlsError.Corrupted;

    /// <summary>What the end of a connection is called that was up: closed on this side, or broken.</summary>
    /// <param name="peer">The peer's address and port.</param>
    /// <param name="cause">What a read or write threw.</param>
    public static CarrierException OfConnection(EndPoint peer, Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        return cause is ObjectDisposedException || FindSocketError(cause) is SocketError.OperationAborted
            ? new CarrierException(CarrierError.Closed, $"The connection with {peer} was closed on this side.", cause)
            : new CarrierException(CarrierError.Closed, $"The connection with {peer} broke: {Innermost(cause).Message}", cause);
    }

    /// <summary>
    /// For what a peer says first on a plain connection: the first message of the handshake is far shorter than the 5,000 bytes that
    /// the start of a TLS record would announce.
    /// </summary>
    /// <param name="peer">The peer's address and port.</param>
    /// <param name="start">What the first read gave.</param>
    /// <exception cref="CarrierException">The peer speaks TLS (<see cref="CarrierError.PeerSpeaksTls"/>).</exception>
    public static void ThrowIfTls(EndPoint peer, ReadOnlySpan<byte> start)
    {
        if (TlsRecord.LooksLikeStart(start))
        {
            throw new CarrierException(
                CarrierError.PeerSpeaksTls, $"{peer} speaks TLS and this node plain TCP: start both with the same proto_dist.");
        }
    }

    private static SocketError? FindSocketError(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is SocketException socket)
            {
                return socket.SocketErrorCode;
            }
        }

        return null;
    }

    private static Exception Innermost(Exception e)
    {
        while (e.InnerException is { } inner)
        {
            e = inner;
        }

        return e;
    }
}
