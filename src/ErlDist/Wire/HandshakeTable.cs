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

/// <summary>What can happen in a handshake: messages of the peer, answers of the driver, steps of our own.</summary>
internal enum HandshakeEvent
{
    Dial,
    Accept,
    Name,
    NameV5,
    StatusOk,
    StatusNamed,
    StatusAlive,
    StatusTrue,
    StatusFalse,
    StatusNok,
    StatusNotAllowed,
    Challenge,
    ChallengeV5,
    Complement,
    Reply,
    Ack,
    Proceed,
    AskAlive,
    ChallengeSent,
    ChallengeSentV5,
    AckSent,
    Fail,
}

/// <summary>
/// Every step of the handshake, versions 5 and 6, in both roles (erl_dist_protocol, "The Handshake in Detail"). What isn't in the
/// table is out of order.
/// </summary>
internal static class HandshakeTable
{
    /// <summary>The state that follows, or null where the event may not happen.</summary>
    public static HandshakeState? Next(HandshakeState state, HandshakeEvent happened) => (state, happened) switch
    {
        // The end that dialled. Our name goes out on Dial; digest, challenge and the complement of version 5 on Challenge.
        (HandshakeState.Start, HandshakeEvent.Dial) => HandshakeState.AwaitStatus,
        (HandshakeState.AwaitStatus, HandshakeEvent.StatusOk) => HandshakeState.AwaitChallenge,
        (HandshakeState.AwaitStatus, HandshakeEvent.StatusNamed) => HandshakeState.AwaitChallenge,
        (HandshakeState.AwaitStatus, HandshakeEvent.StatusAlive) => HandshakeState.DecideAlive,
        (HandshakeState.AwaitStatus, HandshakeEvent.StatusNok) => HandshakeState.Failed,
        (HandshakeState.AwaitStatus, HandshakeEvent.StatusNotAllowed) => HandshakeState.Failed,
        (HandshakeState.DecideAlive, HandshakeEvent.Proceed) => HandshakeState.AwaitChallenge,
        (HandshakeState.AwaitChallenge, HandshakeEvent.Challenge) => HandshakeState.AwaitAck,
        (HandshakeState.AwaitChallenge, HandshakeEvent.ChallengeV5) => HandshakeState.Failed,
        (HandshakeState.AwaitAck, HandshakeEvent.Ack) => HandshakeState.Connected,

        // The end that accepted. The status goes out on Proceed or AskAlive.
        (HandshakeState.Start, HandshakeEvent.Accept) => HandshakeState.AwaitName,
        (HandshakeState.AwaitName, HandshakeEvent.Name) => HandshakeState.DecideStatus,
        (HandshakeState.AwaitName, HandshakeEvent.NameV5) => HandshakeState.DecideStatus,
        (HandshakeState.DecideStatus, HandshakeEvent.Proceed) => HandshakeState.SendChallenge,
        (HandshakeState.DecideStatus, HandshakeEvent.AskAlive) => HandshakeState.AwaitAliveReply,
        (HandshakeState.AwaitAliveReply, HandshakeEvent.StatusTrue) => HandshakeState.SendChallenge,
        (HandshakeState.AwaitAliveReply, HandshakeEvent.StatusFalse) => HandshakeState.Failed,
        (HandshakeState.SendChallenge, HandshakeEvent.ChallengeSent) => HandshakeState.AwaitReply,
        (HandshakeState.SendChallenge, HandshakeEvent.ChallengeSentV5) => HandshakeState.AwaitComplement,
        (HandshakeState.AwaitComplement, HandshakeEvent.Complement) => HandshakeState.AwaitReply,
        (HandshakeState.AwaitReply, HandshakeEvent.Reply) => HandshakeState.SendAck,
        (HandshakeState.SendAck, HandshakeEvent.AckSent) => HandshakeState.Connected,

        // Time, a closed connection, a broken rule, or the driver's no.
        (not HandshakeState.Connected, HandshakeEvent.Fail) => HandshakeState.Failed,
        _ => null,
    };
}
