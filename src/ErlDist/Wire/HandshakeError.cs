namespace ErlDist.Embedding;

/// <summary>Why a handshake failed.</summary>
public enum HandshakeError
{
    /// <summary>The other end sends what is no handshake message.</summary>
    Malformed,

    /// <summary>A handshake message at the wrong time.</summary>
    OutOfOrder,

    /// <summary>A status that no release has.</summary>
    UnknownStatus,

    /// <summary>The node that we reached has another name than the one we wanted.</summary>
    WrongName,

    /// <summary>The other end has our own name.</summary>
    OwnName,

    /// <summary>The peer's digest shows that it does not have our cookie.</summary>
    WrongCookie,

    /// <summary>The peer challenges us with a challenge of ours: it relays, and does not have the cookie.</summary>
    OwnChallenge,

    /// <summary>The peer closed on seeing our digest, as OTP does when it does not have our cookie.</summary>
    CookieRefused,

    /// <summary>The peer lacks something that we cannot do without.</summary>
    MissingFlags,

    /// <summary>The peer does not allow us, or we do not allow the peer.</summary>
    NotAllowed,

    /// <summary>Both ends dialled; the connection that the peer dialled is the one that stays.</summary>
    Nok,

    /// <summary>The peer already has a connection with us, and one end chose to keep it.</summary>
    AlreadyConnected,

    /// <summary>We asked for a name and got none, or one that does not fit.</summary>
    NoDynamicName,

    /// <summary>The peer was silent for too long.</summary>
    Timeout,

    /// <summary>The peer closed the connection.</summary>
    Closed,
}
