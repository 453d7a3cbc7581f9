namespace ErlDist.Wire;

/// <summary>
/// Every step of the handshake, versions 5 and 6, in both roles (erl_dist_protocol, "The Handshake in Detail"). What is not in the
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
