using ErlDist.Tls;

namespace ErlDist.Carriers;

/// <summary>Why a carrier could not listen, connect or go on.</summary>
public enum CarrierError
{
    /// <summary>The host has no address of the carrier's family.</summary>
    HostNotFound,

    /// <summary>Nothing listens on that port.</summary>
    Refused,

    /// <summary>No route to that address, or it didn't answer.</summary>
    Unreachable,

    /// <summary>Every port of the range is taken.</summary>
    AddressInUse,

    /// <summary>The address is not one of this machine, or not of the carrier's family, or the port is not allowed.</summary>
    AddressNotAvailable,

    /// <summary>The system has no sockets or memory left for this accept.</summary>
    Exhausted,

    /// <summary>The connection or the port is closed.</summary>
    Closed,

    /// <summary>TLS failed; <see cref="CarrierException.TlsError"/> says how.</summary>
    Tls,

    /// <summary>The peer speaks TLS and this carrier doesn't.</summary>
    PeerSpeaksTls,
}

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
    public CarrierException(TlsFailure failure, Exception? inner = null)
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
}
