namespace ErlDist.Wire;

/// <summary>How far a handshake has come. The first group belongs to the end that dialled, the second to the one that accepted.</summary>
internal enum HandshakeState
{
    /// <summary>Nothing has happened.</summary>
    Start,

    /// <summary>Dialled: our name is on its way, the peer's status is to come.</summary>
    AwaitStatus,

    /// <summary>Dialled: the peer believes that we are connected; the driver says whether this connection is to replace that one.</summary>
    DecideAlive,

    /// <summary>Dialled: the peer's name and challenge are to come.</summary>
    AwaitChallenge,

    /// <summary>Dialled: our digest is on its way, the peer's is to come.</summary>
    AwaitAck,

    /// <summary>Accepted: the peer's name is to come.</summary>
    AwaitName,

    /// <summary>Accepted: the driver says which status the peer gets.</summary>
    DecideStatus,

    /// <summary>Accepted: the peer says whether this connection is to replace the one that we believe in.</summary>
    AwaitAliveReply,

    /// <summary>Accepted: our challenge goes out.</summary>
    SendChallenge,

    /// <summary>Accepted: a peer that began with version 5 still owes half its flags and its creation.</summary>
    AwaitComplement,

    /// <summary>Accepted: the peer's digest and challenge are to come.</summary>
    AwaitReply,

    /// <summary>
    /// Accepted: the peer knows the cookie; the driver says whether this connection stays. One that it replaces ends before our
    /// digest goes out.
    /// </summary>
    SendAck,

    /// <summary>Both ends know that the other has the cookie.</summary>
    Connected,

    /// <summary>Over.</summary>
    Failed,
}
