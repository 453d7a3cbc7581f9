namespace ErlDist.Embedding;

/// <summary>Why a carrier could not listen, connect or continue.</summary>
public enum CarrierError
{
    /// <summary>The host has no address of the carrier's family.</summary>
    HostNotFound,

    /// <summary>Nothing listens on that port.</summary>
    Refused,

    /// <summary>No route to that address, or it did not answer.</summary>
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

    /// <summary>The peer speaks TLS and this carrier does not.</summary>
    PeerSpeaksTls,
}
