using ErlDist.Embedding;

namespace ErlDist.Wire;

/// <summary>The handshake of the end that dialled (dist_util:handshake_we_started/1).</summary>
internal sealed class InitiatorHandshake : Handshake
{
    private readonly string _peerName;
    private readonly bool _version5;
    private readonly DistributionFlags _flags;
    private string _localName;
    private uint _localCreation;
    private HandshakeMessage.ChallengeMessage? _peer;

    /// <summary>Makes one; our name is ready to be sent.</summary>
    /// <param name="options">What we bring.</param>
    /// <param name="peerName">The name of the node that we dialled; any other one is refused.</param>
    /// <param name="version">6, or 5 for a peer that registers no higher one with EPMD.</param>
    /// <exception cref="ArgumentException">A name is malformed, or the version is unknown or cannot ask for a name.</exception>
    public InitiatorHandshake(HandshakeOptions options, string peerName, int version = 6)
        : base(options)
    {
        if (!NodeName.IsValid(peerName))
        {
            throw new ArgumentException($"'{peerName}' is no node name; it must be name@host.", nameof(peerName));
        }

        AsksForName = NodeName.IsHost(options.LocalName);
        if (!AsksForName && !NodeName.IsValid(options.LocalName))
        {
            throw new ArgumentException($"'{options.LocalName}' is neither a node name nor a host.", nameof(options));
        }

        if (version is not (5 or 6) || (version == 5 && AsksForName))
        {
            throw new ArgumentException("The handshake has versions 5 and 6, and only 6 can ask for a name.", nameof(version));
        }

        _peerName = peerName;
        _version5 = version == 5;
        _localName = options.LocalName;
        _localCreation = AsksForName ? 0 : options.Creation;
        _flags = AsksForName ? (options.Flags | DistributionFlags.NameMe) & ~DistributionFlags.Published : options.Flags;
        Step(HandshakeEvent.Dial);
        Send(_version5
            ? new HandshakeMessage.OldNameMessage(_flags, _localName)
            : new HandshakeMessage.NameMessage(_flags, _localCreation, _localName));
    }

    /// <summary>Whether we ask the peer for a name.</summary>
    public bool AsksForName { get; }

    private protected override string Peer => _peerName;

    /// <summary>
    /// Answers <see cref="HandshakeState.DecideAlive"/>: the peer believes that we are connected.
    /// </summary>
    /// <param name="replace">True when this attempt is the one that counts and the old connection is dead; false to give up.</param>
    public void AnswerAlive(bool replace)
    {
        RequireState(HandshakeState.DecideAlive);
        Send(new HandshakeMessage.StatusMessage(replace ? HandshakeStatus.True : HandshakeStatus.False));
        if (replace)
        {
            Step(HandshakeEvent.Proceed);
        }
        else
        {
            Fail(HandshakeError.AlreadyConnected, $"{Peer} is connected with us already; this attempt was given up for that connection.");
        }
    }

    private protected override HandshakeMessage? Decode(ReadOnlySpan<byte> message) => HandshakeMessage.DecodeFromAcceptor(message);

    private protected override void Handle(HandshakeMessage message)
    {
        switch (message)
        {
            case HandshakeMessage.StatusMessage status:
                OnStatus(status.Status);
                break;
            case HandshakeMessage.NamedMessage named:
                OnNamed(named);
                break;
            case HandshakeMessage.ChallengeMessage challenge:
                OnChallenge(challenge);
                break;
            case HandshakeMessage.AckMessage ack:
                OnAck(ack);
                break;
            case HandshakeMessage.OldChallengeMessage:
                OnOldChallenge();
                break;
            default:
                throw new InvalidOperationException();
        }
    }

    private void OnStatus(HandshakeStatus status)
    {
        if (State == HandshakeState.AwaitStatus && AsksForName && status != HandshakeStatus.NotAllowed)
        {
            Fail(
                HandshakeError.NoDynamicName,
                $"{Peer} gives us no name (status {status.ToText()}). It needs OTP 24 or later for that; give our node a name of its own.");
            return;
        }

        HandshakeEvent happened = status switch
        {
            HandshakeStatus.Ok or HandshakeStatus.OkSimultaneous => HandshakeEvent.StatusOk,
            HandshakeStatus.Alive => HandshakeEvent.StatusAlive,
            HandshakeStatus.Nok => HandshakeEvent.StatusNok,
            HandshakeStatus.NotAllowed => HandshakeEvent.StatusNotAllowed,
            HandshakeStatus.True => HandshakeEvent.StatusTrue,
            _ => HandshakeEvent.StatusFalse,
        };
        if (!Expect(happened))
        {
            return;
        }

        switch (status)
        {
            case HandshakeStatus.Nok:
                Fail(
                    HandshakeError.Nok,
                    $"{Peer} is dialling us at the same moment, or has our name {_localName}; its own connection is the one to wait for.");
                break;
            case HandshakeStatus.NotAllowed:
                Fail(
                    HandshakeError.NotAllowed,
                    $"{Peer} doesn't let {_localName} in. Its list of allowed nodes lacks us (net_kernel:allow/1), our flags are too few "
                        + "for its release, or our certificate is for another host; its log says which.");
                break;
            default:
                Step(happened);
                break;
        }
    }

    private void OnNamed(HandshakeMessage.NamedMessage named)
    {
        if (!AsksForName || !NodeName.IsValid(named.Name) || NodeName.HostOf(named.Name) != _localName)
        {
            Fail(
                HandshakeError.NoDynamicName,
                $"{Peer} gives us a name that {(AsksForName ? "doesn't fit our host " + _localName : "we didn't ask for")}. "
                    + "It is no Erlang node, or a broken one.");
            return;
        }

        if (Step(HandshakeEvent.StatusNamed))
        {
            _localName = named.Name;
            _localCreation = named.Creation;
        }
    }

    private void OnChallenge(HandshakeMessage.ChallengeMessage challenge)
    {
        if (!Expect(HandshakeEvent.Challenge))
        {
            return;
        }

        if (challenge.Name != _peerName)
        {
            Fail(
                HandshakeError.WrongName,
                $"We dialled {_peerName} and reached a node that calls itself '{NodeName.Printable(challenge.Name)}'. Use that name, "
                    + "or look for a stale entry in EPMD or a wrong host or port.",
                challenge.Name);
            return;
        }

        if (!CheckFlags(Options.Required, challenge.Flags) || !CheckChallenge(challenge.Challenge))
        {
            return;
        }

        _peer = challenge;
        if (_version5)
        {
            Send(new HandshakeMessage.ComplementMessage(_flags, _localCreation));
        }

        Send(new HandshakeMessage.ReplyMessage(MakeChallenge(), Digest(_peerName, challenge.Challenge)));
        Step(HandshakeEvent.Challenge);
    }

    private void OnOldChallenge()
    {
        if (Expect(HandshakeEvent.ChallengeV5))
        {
            Fail(
                HandshakeError.MissingFlags,
                $"{Peer} knows the handshake only up to version 5, which OTP 22 and older have. Run a newer release there.");
        }
    }

    private void OnAck(HandshakeMessage.AckMessage ack)
    {
        if (!Expect(HandshakeEvent.Ack) || !CheckDigest(ack.Digest, Challenge, _peerName))
        {
            return;
        }

        Result = new HandshakeResult
        {
            LocalName = _localName,
            LocalCreation = _localCreation,
            PeerName = _peerName,
            PeerCreation = _peer!.Creation,
            PeerFlags = _peer.Flags,
            Flags = DistributionFlagSets.Negotiate(_flags, _peer.Flags),
            IsInitiator = true,
            Challenge = Challenge,
            PeerChallenge = _peer.Challenge,
        };
        Step(HandshakeEvent.Ack);
    }
}
