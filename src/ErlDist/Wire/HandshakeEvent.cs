namespace ErlDist.Wire;

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
