using System.Buffers;
using ErlDist.Embedding;

namespace ErlDist.Wire;

/// <summary>
/// A handshake without a network. Its driver repeats: write what <see cref="TryWriteOutput"/> gives, look at
/// <see cref="Progress"/>, and bring the next message, answer or the news that time is up or the connection closed.
/// </summary>
/// <remarks>The steps stand in <see cref="HandshakeTable"/>. Not for use by several threads at a time.</remarks>
internal abstract class Handshake
{
    private readonly Queue<HandshakeMessage> _output = new();
    private uint? _challenge;

    private protected Handshake(HandshakeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.PrefixBytes is not (2 or 4))
        {
            throw new ArgumentException("A handshake message's length has 2 bytes on plain TCP and 4 on TLS.", nameof(options));
        }

        Options = options;
    }

    /// <summary>How far the handshake has come.</summary>
    public HandshakeState State { get; private set; } = HandshakeState.Start;

    /// <summary>What the handshake waits for.</summary>
    public HandshakeProgress Progress => State switch
    {
        HandshakeState.Connected => HandshakeProgress.Completed,
        HandshakeState.Failed => HandshakeProgress.Failed,
        HandshakeState.DecideStatus or HandshakeState.DecideAlive or HandshakeState.SendAck => HandshakeProgress.NeedAnswer,
        _ => HandshakeProgress.NeedMessage,
    };

    /// <summary>What was settled, once completed.</summary>
    public HandshakeResult? Result { get; private protected set; }

    /// <summary>Why it failed, once failed: for the driver to throw.</summary>
    public HandshakeException? Failure { get; private set; }

    private protected HandshakeOptions Options { get; }

    /// <summary>The challenge that the peer was given.</summary>
    private protected uint Challenge => _challenge!.Value;

    /// <summary>The other end as far as we know it, for messages.</summary>
    private protected abstract string Peer { get; }

    /// <summary>Takes one message of the peer, without its length.</summary>
    /// <exception cref="InvalidOperationException">No message is waited for; see <see cref="Progress"/>.</exception>
    public void OnMessage(ReadOnlySpan<byte> message)
    {
        if (Progress != HandshakeProgress.NeedMessage)
        {
            throw new InvalidOperationException($"No message is waited for in state {State}.");
        }

        if (Decode(message) is { } decoded)
        {
            Handle(decoded);
        }
        else if (message is [(byte)'s', ..])
        {
            Fail(
                HandshakeError.UnknownStatus,
                $"{Peer} answers with a status that no release of Erlang has. Check that it is an Erlang node of OTP 23 or later.");
        }
        else
        {
            Fail(
                HandshakeError.Malformed,
                $"{Peer} sent {message.Length} bytes that are no handshake message. Check that the port belongs to an Erlang node "
                    + "and that both ends use the same of inet_tcp and inet_tls (proto_dist).");
        }
    }

    /// <summary>The peer was silent for too long (OTP: <c>net_setuptime</c>, 7 s a step).</summary>
    public void OnTimeout() => Fail(HandshakeError.Timeout, TimeoutText());

    /// <summary>The connection ended.</summary>
    /// <param name="cause">What broke it; null when the peer closed it in good order.</param>
    public void OnClosed(Exception? cause = null)
    {
        string how = cause is null ? "" : $" ({cause.Message})";
        if (State == HandshakeState.AwaitAck)
        {
            Fail(
                HandshakeError.CookieRefused,
                $"{Peer} closed the connection on seeing our proof of the cookie: most likely its cookie is another one. "
                    + "Give both nodes the same." + how,
                cause: cause);
        }
        else
        {
            Fail(HandshakeError.Closed, ClosedText() + how, cause: cause);
        }
    }

    /// <summary>The handshake is over, or given up: its challenge is nobody's any more.</summary>
    public void Retire()
    {
        if (_challenge is { } challenge)
        {
            Options.Challenges?.Remove(challenge, this);
        }
    }

    /// <summary>Writes what is to be sent next, with lengths.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool TryWriteOutput(IBufferWriter<byte> output)
    {
        bool any = false;
        while (_output.TryDequeue(out HandshakeMessage? message))
        {
            message.Encode(output, Options.PrefixBytes);
            any = true;
        }

        return any;
    }

    private protected abstract HandshakeMessage? Decode(ReadOnlySpan<byte> message);

    private protected abstract void Handle(HandshakeMessage message);

    private protected void Send(HandshakeMessage message) => _output.Enqueue(message);

    /// <summary>Makes the challenge that the peer is to answer.</summary>
    private protected uint MakeChallenge()
    {
        uint challenge = Options.NewChallenge();
        _challenge = challenge;
        Options.Challenges?.Add(challenge, this);
        return challenge;
    }

    /// <summary>Fails where the peer challenges us with a challenge of our own.</summary>
    private protected bool CheckChallenge(uint challenge)
    {
        if (Options.Challenges?.Contains(challenge) != true)
        {
            return true;
        }

        Fail(
            HandshakeError.OwnChallenge,
            $"{Peer} challenges us with what we have asked in another handshake that is under way: it doesn't know the cookie and wants "
                + "our own answer for it. Find out who is there.");
        return false;
    }

    /// <summary>Fails where the table does not have the event.</summary>
    private protected bool Expect(HandshakeEvent happened)
    {
        if (HandshakeTable.Next(State, happened) is not null)
        {
            return true;
        }

        Fail(
            HandshakeError.OutOfOrder,
            $"{Peer} sent {happened} in state {State}, which is out of order. It is no Erlang node, or a broken one.");
        return false;
    }

    /// <summary>Goes on as the table says.</summary>
    private protected bool Step(HandshakeEvent happened)
    {
        if (!Expect(happened))
        {
            return false;
        }

        State = HandshakeTable.Next(State, happened)!.Value;
        if (State is HandshakeState.Connected or HandshakeState.Failed)
        {
            Retire();
        }

        return true;
    }

    /// <summary>For answers of the driver: a wrong one is the driver's fault, not the peer's.</summary>
    private protected void RequireState(HandshakeState state)
    {
        if (State != state)
        {
            throw new InvalidOperationException($"This answers {state}, but the handshake is in {State}.");
        }
    }

    private protected void Fail(HandshakeError error, string message, string? otherName = null, Exception? cause = null)
    {
        if (Failure is not null || State == HandshakeState.Connected)
        {
            return;
        }

        Failure = new HandshakeException(error, State, message, otherName, cause);
        Step(HandshakeEvent.Fail);
    }

    private protected bool CheckFlags(DistributionFlags required, DistributionFlags offered)
    {
        DistributionFlags missing = required & ~DistributionFlagSets.Expand(offered);
        if (missing == 0)
        {
            return true;
        }

        Fail(
            HandshakeError.MissingFlags,
            $"{Peer} can't do {missing}, which this connection needs. Run a newer release there (OTP 23 or later), or require less.");
        return false;
    }

    private protected bool CheckDigest(HandshakeDigest digest, uint challenge, string peerName)
    {
        if (digest == HandshakeDigest.Compute(Options.CookieFor(peerName), challenge))
        {
            return true;
        }

        Fail(
            HandshakeError.WrongCookie,
            $"{Peer} has another cookie than we have for it. Give both nodes the same.");
        return false;
    }

    private protected HandshakeDigest Digest(string peerName, uint challenge) =>
        HandshakeDigest.Compute(Options.CookieFor(peerName), challenge);

    private string TimeoutText() => State switch
    {
        HandshakeState.AwaitStatus or HandshakeState.AwaitName =>
            $"{Peer} took the connection and said nothing. Check that the port belongs to an Erlang node and that both ends use the "
                + "same of inet_tcp and inet_tls (proto_dist).",
        _ => $"{Peer} fell silent in the middle of the handshake ({State}). It may be overloaded, stopped or out of reach.",
    };

    private string ClosedText() => State switch
    {
        HandshakeState.AwaitStatus =>
            $"{Peer} closed the connection on seeing our name. OTP does so for names that it takes for malformed, for a TLS peer on "
                + "a plain port or the reverse (proto_dist), and releases before 23 for version 6 of the handshake; its log says which.",
        HandshakeState.AwaitName => $"{Peer} closed the connection without a word: a port scan, a health check or a changed mind.",
        _ => $"{Peer} closed the connection in the middle of the handshake ({State}); its log says why.",
    };
}
