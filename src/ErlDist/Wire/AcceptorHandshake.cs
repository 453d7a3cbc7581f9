using ErlDist.Embedding;

namespace ErlDist.Wire;

/// <summary>
/// The handshake of the end that accepted (dist_util:handshake_other_started/1). It stops once it knows the peer's name, for the
/// driver to say what becomes of it.
/// </summary>
internal sealed class AcceptorHandshake : Handshake
{
    private DistributionFlags _flags;
    private DistributionFlags _peerFlags;
    private string _peerName = "";
    private uint _peerCreation;
    private uint _peerChallenge;
    private bool _version5;

    /// <summary>Makes one.</summary>
    /// <exception cref="ArgumentException">Our own name is malformed.</exception>
    public AcceptorHandshake(HandshakeOptions options)
        : base(options)
    {
        if (!NodeName.IsValid(options.LocalName))
        {
            throw new ArgumentException($"'{options.LocalName}' is no node name; it must be name@host.", nameof(options));
        }

        _flags = options.Flags;
        Step(HandshakeEvent.Accept);
    }

    /// <summary>The peer, from <see cref="HandshakeState.DecideStatus"/> on.</summary>
    public PendingPeer? PendingPeer { get; private set; }

    private protected override string Peer => PendingPeer?.Name ?? "The other end";

    /// <summary>Answers <see cref="HandshakeState.DecideStatus"/> for a peer with a name.</summary>
    /// <param name="status">
    /// <see cref="HandshakeStatus.Ok"/>, <see cref="HandshakeStatus.OkSimultaneous"/> (our own attempt has been dropped),
    /// <see cref="HandshakeStatus.Alive"/> (there is a connection), <see cref="HandshakeStatus.Nok"/> or
    /// <see cref="HandshakeStatus.NotAllowed"/>; the last two end the handshake.
    /// </param>
    /// <param name="reason">With <see cref="HandshakeStatus.NotAllowed"/>: why, for our own log; the peer is told the status alone.</param>
    /// <exception cref="ArgumentException">Another status, or one that does not fit a peer that asks for a name.</exception>
    public void Answer(HandshakeStatus status, string? reason = null)
    {
        RequireState(HandshakeState.DecideStatus);
        bool fits = PendingPeer!.AsksForName
            ? status is HandshakeStatus.NotAllowed
            : status is HandshakeStatus.Ok or HandshakeStatus.OkSimultaneous or HandshakeStatus.Alive or HandshakeStatus.Nok
                or HandshakeStatus.NotAllowed;
        if (!fits)
        {
            throw new ArgumentException($"{status} is no answer to this peer.", nameof(status));
        }

        Send(new HandshakeMessage.StatusMessage(status));
        switch (status)
        {
            case HandshakeStatus.Nok:
                Fail(HandshakeError.Nok, $"{Peer} dialled us while we dial it; our own connection is the one that stays.");
                break;
            case HandshakeStatus.NotAllowed:
                Fail(HandshakeError.NotAllowed, reason ?? $"{Peer} is not let in. Put it on the list of allowed nodes if it should be.");
                break;
            case HandshakeStatus.Alive:
                Step(HandshakeEvent.AskAlive);
                break;
            default:
                Step(HandshakeEvent.Proceed);
                SendChallenge();
                break;
        }
    }

    /// <summary>Answers <see cref="HandshakeState.DecideStatus"/> for a peer that asks for a name.</summary>
    /// <param name="name">A full name on the peer's host that no connected node has; see <see cref="NodeName.MakeDynamic"/>.</param>
    /// <param name="creation">Its incarnation, not 0.</param>
    /// <exception cref="ArgumentException">The peer has a name, or this one does not fit its host.</exception>
    public void AnswerNamed(string name, uint creation)
    {
        RequireState(HandshakeState.DecideStatus);
        if (!PendingPeer!.AsksForName || !NodeName.IsValid(name) || NodeName.HostOf(name) != PendingPeer.Name)
        {
            throw new ArgumentException($"'{name}' is no name for this peer.", nameof(name));
        }

        _peerName = name;
        _peerCreation = creation;
        Send(new HandshakeMessage.NamedMessage(name, creation));
        Step(HandshakeEvent.Proceed);
        SendChallenge();
    }

    /// <summary>
    /// Answers <see cref="HandshakeState.SendAck"/>: this connection is the one that stays. One that it replaces is gone.
    /// </summary>
    public void Confirm()
    {
        RequireState(HandshakeState.SendAck);
        SendAck();
    }

    /// <summary>Answers <see cref="HandshakeState.SendAck"/>: another connection with this peer stays, so this one ends.</summary>
    public void Decline()
    {
        RequireState(HandshakeState.SendAck);
        Fail(HandshakeError.Nok, $"{Peer} dialled us while we dialled it; our own connection is the one that stays.");
    }

    private protected override HandshakeMessage? Decode(ReadOnlySpan<byte> message) => HandshakeMessage.DecodeFromInitiator(message);

    private protected override void Handle(HandshakeMessage message)
    {
        switch (message)
        {
            case HandshakeMessage.NameMessage name:
                OnName(HandshakeEvent.Name, name.Name, name.Flags, name.Creation);
                break;
            case HandshakeMessage.OldNameMessage name:
                _version5 = true;
                OnName(HandshakeEvent.NameV5, name.Name, name.Flags, 0);
                break;
            case HandshakeMessage.StatusMessage status:
                OnStatus(status.Status);
                break;
            case HandshakeMessage.NamedMessage:
                Expect(HandshakeEvent.StatusNamed);
                break;
            case HandshakeMessage.ComplementMessage complement:
                OnComplement(complement);
                break;
            case HandshakeMessage.ReplyMessage reply:
                OnReply(reply);
                break;
            default:
                throw new InvalidOperationException();
        }
    }

    private void OnName(HandshakeEvent happened, string name, DistributionFlags flags, uint creation)
    {
        if (!Expect(happened))
        {
            return;
        }

        bool asksForName = flags.Has(DistributionFlags.NameMe);
        if (asksForName ? !NodeName.IsHost(name) : !NodeName.IsValid(name))
        {
            Fail(HandshakeError.Malformed, $"A peer calls itself '{NodeName.Printable(name)}', which is no node name.");
            return;
        }

        PendingPeer = new PendingPeer(name, asksForName, flags, creation);
        (_peerName, _peerFlags, _peerCreation) = (name, flags, creation);
        if (asksForName)
        {
            _flags = (_flags | DistributionFlags.NameMe) & ~DistributionFlags.Published;
        }

        if (name == Options.LocalName)
        {
            Send(new HandshakeMessage.StatusMessage(HandshakeStatus.Nok));
            Fail(HandshakeError.OwnName, $"A peer has our own name, {name}. Give it another, or find out who dials us with ours.");
            return;
        }

        if (!CheckFlags(_version5 ? LowHalf(Options.Required) : Options.Required, flags))
        {
            Send(new HandshakeMessage.StatusMessage(HandshakeStatus.NotAllowed));
            return;
        }

        Step(happened);
    }

    private void OnStatus(HandshakeStatus status)
    {
        HandshakeEvent happened = status switch
        {
            HandshakeStatus.True => HandshakeEvent.StatusTrue,
            HandshakeStatus.False => HandshakeEvent.StatusFalse,
            HandshakeStatus.Alive => HandshakeEvent.StatusAlive,
            HandshakeStatus.Nok => HandshakeEvent.StatusNok,
            HandshakeStatus.NotAllowed => HandshakeEvent.StatusNotAllowed,
            _ => HandshakeEvent.StatusOk,
        };
        if (!Expect(happened))
        {
            return;
        }

        if (happened == HandshakeEvent.StatusFalse)
        {
            Fail(HandshakeError.AlreadyConnected, $"{Peer} dialled us by mistake and keeps the connection that is there.");
            return;
        }

        Step(happened);
        SendChallenge();
    }

    private void SendChallenge()
    {
        Send(new HandshakeMessage.ChallengeMessage(_flags, MakeChallenge(), Options.Creation, Options.LocalName));
        Step(_version5 ? HandshakeEvent.ChallengeSentV5 : HandshakeEvent.ChallengeSent);
    }

    private void OnComplement(HandshakeMessage.ComplementMessage complement)
    {
        if (!Expect(HandshakeEvent.Complement))
        {
            return;
        }

        _peerFlags |= complement.Flags;
        _peerCreation = complement.Creation;
        if (CheckFlags(Options.Required, _peerFlags))
        {
            Step(HandshakeEvent.Complement);
        }
    }

    private void OnReply(HandshakeMessage.ReplyMessage reply)
    {
        if (!Expect(HandshakeEvent.Reply) || !CheckDigest(reply.Digest, Challenge, _peerName) || !CheckChallenge(reply.Challenge))
        {
            return;
        }

        _peerChallenge = reply.Challenge;
        Step(HandshakeEvent.Reply);
    }

    private void SendAck()
    {
        Send(new HandshakeMessage.AckMessage(Digest(_peerName, _peerChallenge)));
        Result = new HandshakeResult
        {
            LocalName = Options.LocalName,
            LocalCreation = Options.Creation,
            PeerName = _peerName,
            PeerCreation = _peerCreation,
            PeerFlags = _peerFlags,
            Flags = DistributionFlagSets.Negotiate(_flags, _peerFlags),
            IsInitiator = false,
            Challenge = Challenge,
            PeerChallenge = _peerChallenge,
        };
        Step(HandshakeEvent.AckSent);
    }

    private static DistributionFlags LowHalf(DistributionFlags flags) => flags & (DistributionFlags)uint.MaxValue;
}
