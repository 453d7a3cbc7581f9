using System.Buffers;
using ErlDist.Embedding;
using ErlDist.Wire;
using static ErlDist.Wire.HandshakeMessage;

namespace ErlDist.Tests.Wire;

/// <summary>Both roles against each other, without a network, and each against peers that do something else.</summary>
public class HandshakeTests
{
    private const string Alice = "alice@vm";
    private const string Bob = "bob@vm";

    public static TheoryData<int, int, object, bool, bool> Combinations
    {
        get
        {
            var rows = new TheoryData<int, int, object, bool, bool>();
            foreach (int prefixBytes in (int[])[2, 4])
            {
                foreach (int version in (int[])[5, 6])
                {
                    foreach (HandshakeStatus status in (HandshakeStatus[])[HandshakeStatus.Ok, HandshakeStatus.OkSimultaneous, HandshakeStatus.Alive,
                        HandshakeStatus.Nok, HandshakeStatus.NotAllowed, HandshakeStatus.Named])
                    {
                        foreach (bool sameCookie in (bool[])[true, false])
                        {
                            foreach (bool replace in (bool[])[true, false])
                            {
                                if (version == 6 || status != HandshakeStatus.Named)
                                {
                                    rows.Add(prefixBytes, version, status, sameCookie, replace);
                                }
                            }
                        }
                    }
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Both_roles_in_all_combinations(int prefixBytes, int version, object answer, bool sameCookie, bool replace)
    {
        var status = (HandshakeStatus)answer;
        bool dynamic = status == HandshakeStatus.Named;
        var initiator = new InitiatorHandshake(
            Options(dynamic ? "vm" : Alice, 11, "one") with { PrefixBytes = prefixBytes }, Bob, version);
        var acceptor = new AcceptorHandshake(Options(Bob, 22, sameCookie ? "one" : "two") with { PrefixBytes = prefixBytes });
        using var wire = new HandshakePair(initiator, acceptor, prefixBytes);
        wire.OnDecideStatus = () =>
        {
            Assert.Equal(new PendingPeer(dynamic ? "vm" : Alice, dynamic, acceptor.PendingPeer!.Flags, version == 6 && !dynamic ? 11u : 0), acceptor.PendingPeer);
            if (dynamic)
            {
                acceptor.AnswerNamed("X1@vm", 33);
            }
            else
            {
                acceptor.Answer(status);
            }
        };
        wire.OnDecideAlive = () => initiator.AnswerAlive(replace);
        wire.Run();

        HandshakeError? mine = (status, replace, sameCookie) switch
        {
            (HandshakeStatus.Nok, _, _) => HandshakeError.Nok,
            (HandshakeStatus.NotAllowed, _, _) => HandshakeError.NotAllowed,
            (HandshakeStatus.Alive, false, _) => HandshakeError.AlreadyConnected,
            (_, _, false) => HandshakeError.CookieRefused,
            _ => null,
        };
        Assert.Equal(mine, initiator.Failure?.Error);
        Assert.Equal(mine == HandshakeError.CookieRefused ? HandshakeError.WrongCookie : mine, acceptor.Failure?.Error);
        if (mine is not null)
        {
            Assert.Null(initiator.Result);
            Assert.Null(acceptor.Result);
            return;
        }

        Assert.Equal((dynamic ? "X1@vm" : Alice, dynamic ? 33u : 11u), (initiator.Result!.LocalName, initiator.Result.LocalCreation));
        Assert.Equal((Bob, 22u), (initiator.Result.PeerName, initiator.Result.PeerCreation));
        Assert.Equal((dynamic ? "X1@vm" : Alice, dynamic ? 33u : 11u), (acceptor.Result!.PeerName, acceptor.Result.PeerCreation));
        Assert.Equal((Bob, 22u), (acceptor.Result.LocalName, acceptor.Result.LocalCreation));
        Assert.Equal(initiator.Result.Flags, acceptor.Result.Flags);
        Assert.Equal(DistributionFlagSets.Hidden, acceptor.Result.Flags & ~DistributionFlags.NameMe);
    }

    [Theory]
    [InlineData(DistributionFlagSets.Visible, DistributionFlagSets.Visible, false, false)]
    [InlineData(DistributionFlagSets.Visible, DistributionFlagSets.Hidden, false, true)]
    [InlineData(DistributionFlagSets.Hidden, DistributionFlagSets.Visible, false, true)]
    [InlineData(DistributionFlagSets.Visible, DistributionFlagSets.Visible, true, true)]
    public void A_connection_is_hidden_when_an_end_is_or_asked_for_its_name(
        DistributionFlags dialling, DistributionFlags accepting, bool dynamic, bool hidden)
    {
        var initiator = new InitiatorHandshake(Options(dynamic ? "vm" : Alice, 11, "c") with { Flags = dialling }, Bob);
        var acceptor = new AcceptorHandshake(Options(Bob, 22, "c") with { Flags = accepting });
        using var wire = new HandshakePair(initiator, acceptor, 4);
        wire.OnDecideStatus = () =>
        {
            if (dynamic)
            {
                acceptor.AnswerNamed("X@vm", 1);
            }
            else
            {
                acceptor.Answer(HandshakeStatus.Ok);
            }
        };
        wire.Run();
        Assert.Equal((hidden, hidden), (initiator.Result!.IsHidden, acceptor.Result!.IsHidden));
    }

    /// <summary>What a node that we dialled may send in which state, and what becomes of it.</summary>
    public static TheoryData<string, object[], HandshakeError> WrongAcceptors => new()
    {
        { "challenge without status", [Challenge()], HandshakeError.OutOfOrder },
        { "ack without status", [new AckMessage(default)], HandshakeError.OutOfOrder },
        { "status true", [Status(HandshakeStatus.True)], HandshakeError.OutOfOrder },
        { "status false", [Status(HandshakeStatus.False)], HandshakeError.OutOfOrder },
        { "a name that we didn't ask for", [new NamedMessage("x@vm", 1)], HandshakeError.NoDynamicName },
        { "ok twice", [Status(HandshakeStatus.Ok), Status(HandshakeStatus.Ok)], HandshakeError.OutOfOrder },
        { "ack without challenge", [Status(HandshakeStatus.Ok), new AckMessage(default)], HandshakeError.OutOfOrder },
        { "another node", [Status(HandshakeStatus.Ok), Challenge(name: "carol@vm")], HandshakeError.WrongName },
        { "bob in capitals", [Status(HandshakeStatus.Ok), Challenge(name: "BOB@vm")], HandshakeError.WrongName },
        { "too few flags", [Status(HandshakeStatus.Ok), Challenge(flags: DistributionFlags.Published)], HandshakeError.MissingFlags },
        {
            "version 5 alone", [Status(HandshakeStatus.Ok), new OldChallengeMessage(DistributionFlagSets.Hidden, 1, Bob)],
            HandshakeError.MissingFlags
        },
        { "challenge twice", [Status(HandshakeStatus.Ok), Challenge(), Challenge()], HandshakeError.OutOfOrder },
        { "wrong digest", [Status(HandshakeStatus.Ok), Challenge(), new AckMessage(default)], HandshakeError.WrongCookie },
    };

    [Theory]
    [MemberData(nameof(WrongAcceptors))]
    public void The_dialling_end_refuses(string name, object[] messages, HandshakeError error)
    {
        var initiator = new InitiatorHandshake(Options(Alice, 1, "c"), Bob);
        foreach (HandshakeMessage message in messages)
        {
            initiator.OnMessage(message.EncodeBody());
        }

        CheckFailed(name, initiator, error);
    }

    /// <summary>What a node that dialled us may send, and what becomes of it; the driver answers <c>ok</c>.</summary>
    public static TheoryData<string, object[], HandshakeError, object?> WrongInitiators => new()
    {
        { "status first", [Status(HandshakeStatus.True)], HandshakeError.OutOfOrder, null },
        { "reply first", [new ReplyMessage(1, default)], HandshakeError.OutOfOrder, null },
        { "complement first", [new ComplementMessage(0, 1)], HandshakeError.OutOfOrder, null },
        { "named first", [new NamedMessage("x@vm", 1)], HandshakeError.OutOfOrder, null },
        { "no node name", [Name("alice")], HandshakeError.Malformed, null },
        { "empty name", [Name("")], HandshakeError.Malformed, null },
        { "two @", [Name("a@b@c")], HandshakeError.Malformed, null },
        { "name with a line break", [Name("a\n@b")], HandshakeError.Malformed, null },
        { "name of 256 characters", [Name(new string('a', 254) + "@b")], HandshakeError.Malformed, null },
        { "asks for a name and has one", [Name(Alice, DistributionFlagSets.Hidden | DistributionFlags.NameMe)], HandshakeError.Malformed, null },
        {
            "asks for a name with a host that leaves no room for one (found by fuzzing)",
            [Name(new string('h', 254), DistributionFlagSets.Hidden | DistributionFlags.NameMe)], HandshakeError.Malformed, null
        },
        { "our own name", [Name(Bob)], HandshakeError.OwnName, HandshakeStatus.Nok },
        { "too few flags", [Name(Alice, DistributionFlags.Published)], HandshakeError.MissingFlags, HandshakeStatus.NotAllowed },
        {
            "too few flags, version 5", [new OldNameMessage(DistributionFlags.Published, Alice)], HandshakeError.MissingFlags,
            HandshakeStatus.NotAllowed
        },
        { "name twice", [Name(Alice), Name(Alice)], HandshakeError.OutOfOrder, HandshakeStatus.Ok },
        { "complement of version 6", [Name(Alice), new ComplementMessage(0, 1)], HandshakeError.OutOfOrder, HandshakeStatus.Ok },
        {
            "no complement of version 5", [new OldNameMessage(DistributionFlagSets.Hidden, Alice), new ReplyMessage(1, default)],
            HandshakeError.OutOfOrder, HandshakeStatus.Ok
        },
        { "true without alive", [Name(Alice), Status(HandshakeStatus.True)], HandshakeError.OutOfOrder, HandshakeStatus.Ok },
        { "wrong digest", [Name(Alice), new ReplyMessage(1, default)], HandshakeError.WrongCookie, HandshakeStatus.Ok },
    };

    [Theory]
    [MemberData(nameof(WrongInitiators))]
    public void The_accepting_end_refuses(string name, object[] messages, HandshakeError error, object? status)
    {
        var acceptor = new AcceptorHandshake(Options(Bob, 1, "c"));
        foreach (HandshakeMessage message in messages)
        {
            acceptor.OnMessage(message.EncodeBody());
            if (acceptor.State == HandshakeState.DecideStatus)
            {
                acceptor.Answer(HandshakeStatus.Ok);
            }
        }

        CheckFailed(name, acceptor, error);
        var output = new ArrayBufferWriter<byte>();
        Assert.Equal(status is not null, acceptor.TryWriteOutput(output));
        if (status is HandshakeStatus expected)
        {
            byte[] first = Status(expected).EncodeBody();
            Assert.Equal(first, output.WrittenSpan.Slice(4, first.Length));
        }
    }

    [Theory]
    [InlineData(HandshakeStatus.Ok)]
    [InlineData(HandshakeStatus.OkSimultaneous)]
    [InlineData(HandshakeStatus.Alive)]
    [InlineData(HandshakeStatus.Nok)]
    public void A_peer_that_gives_no_name(object status)
    {
        var initiator = new InitiatorHandshake(Options("vm", 0, "c"), Bob);
        initiator.OnMessage(Status((HandshakeStatus)status).EncodeBody());
        CheckFailed("", initiator, HandshakeError.NoDynamicName);
    }

    [Theory]
    [InlineData("x@elsewhere")]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("x@y@vm")]
    public void A_name_that_does_not_fit(string name)
    {
        var initiator = new InitiatorHandshake(Options("vm", 0, "c"), Bob);
        initiator.OnMessage(new NamedMessage(name, 1).EncodeBody());
        CheckFailed(name, initiator, HandshakeError.NoDynamicName);
    }

    [Theory]
    [MemberData(nameof(HandshakeMessageTests.Malformed), MemberType = typeof(HandshakeMessageTests))]
    public void Malformed_messages_fail_both_roles(string name, string hex)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        HandshakeError expected = bytes is [(byte)'s', ..] ? HandshakeError.UnknownStatus : HandshakeError.Malformed;
        Handshake[] roles = [new InitiatorHandshake(Options(Alice, 1, "c"), Bob), new AcceptorHandshake(Options(Bob, 1, "c"))];
        foreach (Handshake role in roles)
        {
            role.OnMessage(bytes);
            CheckFailed(name, role, expected);
        }
    }

    [Fact]
    public void Silence_and_closing_are_failures_of_their_own_in_each_state()
    {
        HandshakeMessage[] script = [Status(HandshakeStatus.Ok), Challenge()];
        for (int count = 0; count <= script.Length; count++)
        {
            foreach (bool close in (bool[])[true, false])
            {
                var initiator = new InitiatorHandshake(Options(Alice, 1, "c"), Bob);
                foreach (HandshakeMessage message in script[..count])
                {
                    initiator.OnMessage(message.EncodeBody());
                }

                if (close)
                {
                    initiator.OnClosed();
                    CheckFailed("", initiator, count == script.Length ? HandshakeError.CookieRefused : HandshakeError.Closed);
                }
                else
                {
                    initiator.OnTimeout();
                    CheckFailed("", initiator, HandshakeError.Timeout);
                }
            }
        }
    }

    [Fact]
    public void After_its_end_nothing_changes_it()
    {
        var initiator = new InitiatorHandshake(Options(Alice, 1, "c"), Bob);
        initiator.OnTimeout();
        HandshakeException? failure = initiator.Failure;
        initiator.OnClosed();
        Assert.Same(failure, initiator.Failure);
        Assert.Throws<InvalidOperationException>(() => initiator.OnMessage([1]));
    }

    [Fact]
    public void A_proved_peer_may_be_declined_and_is_then_told_nothing()
    {
        var initiator = new InitiatorHandshake(Options(Alice, 1, "c"), Bob);
        var acceptor = new AcceptorHandshake(Options(Bob, 1, "c"));
        using var wire = new HandshakePair(initiator, acceptor, 4) { OnSendAck = acceptor.Decline };
        wire.Run();
        Assert.Equal(HandshakeError.Nok, acceptor.Failure!.Error);
        Assert.Equal(HandshakeState.Failed, initiator.State);
        Assert.Null(initiator.Result);
    }

    [Fact]
    public void A_challenge_of_our_own_is_not_answered()
    {
        var ours = new OutstandingChallenges();
        HandshakeOptions options = Options(Alice, 1, "c") with { Challenges = ours };
        var asked = new AcceptorHandshake(options);
        asked.OnMessage(Name(Bob).EncodeBody());
        asked.Answer(HandshakeStatus.Ok);
        uint challenge = Assert.IsType<ChallengeMessage>(HandshakeMessage.DecodeFromAcceptor(Sent(asked)[^1])).Challenge;
        Assert.True(ours.Contains(challenge));

        var initiator = new InitiatorHandshake(options, Bob);
        initiator.OnMessage(Status(HandshakeStatus.Ok).EncodeBody());
        initiator.OnMessage(new ChallengeMessage(DistributionFlagSets.Hidden, challenge, 1, Bob).EncodeBody());
        CheckFailed("initiator", initiator, HandshakeError.OwnChallenge);
        Assert.Single(Sent(initiator)); // Its name.

        var acceptor = new AcceptorHandshake(options with { NewChallenge = () => 7 });
        acceptor.OnMessage(Name("carol@vm").EncodeBody());
        acceptor.Answer(HandshakeStatus.Ok);
        acceptor.OnMessage(new ReplyMessage(challenge, HandshakeDigest.Compute(new Cookie("c"), 7)).EncodeBody());
        CheckFailed("acceptor", acceptor, HandshakeError.OwnChallenge);

        Assert.Equal(1, ours.Count);
        asked.OnClosed();
        Assert.Equal(0, ours.Count);
    }

    [Fact]
    public void Wrong_answers_are_the_drivers_fault()
    {
        var initiator = new InitiatorHandshake(Options(Alice, 1, "c"), Bob);
        Assert.Throws<InvalidOperationException>(() => initiator.AnswerAlive(true));
        var acceptor = new AcceptorHandshake(Options(Bob, 1, "c"));
        Assert.Throws<InvalidOperationException>(() => acceptor.Answer(HandshakeStatus.Ok));
        Assert.Throws<InvalidOperationException>(acceptor.Confirm);
        Assert.Throws<InvalidOperationException>(acceptor.Decline);
        acceptor.OnMessage(Name("vm", DistributionFlagSets.Hidden | DistributionFlags.NameMe).EncodeBody());
        Assert.Throws<ArgumentException>(() => acceptor.Answer(HandshakeStatus.Ok));
        Assert.Throws<ArgumentException>(() => acceptor.AnswerNamed("x@elsewhere", 1));
        acceptor.AnswerNamed("x@vm", 1);
        Assert.Equal(HandshakeState.AwaitReply, acceptor.State);
    }

    [Theory]
    [InlineData("alice", "bob", 6)]
    [InlineData("a@b@c", Bob, 6)]
    [InlineData("", Bob, 6)]
    [InlineData("vm", Bob, 5)]
    [InlineData(Alice, Bob, 4)]
    [InlineData(Alice, Bob, 7)]
    public void Wrong_options(string localName, string peerName, int version) =>
        Assert.Throws<ArgumentException>(() => new InitiatorHandshake(Options(localName, 1, "c"), peerName, version));

    internal static HandshakeOptions Options(string name, uint creation, string cookie) => new()
    {
        LocalName = name,
        Creation = creation,
        CookieFor = _ => new Cookie(cookie),
    };

    /// <summary>The messages that a handshake has sent, without their lengths.</summary>
    private static List<byte[]> Sent(Handshake handshake)
    {
        var output = new ArrayBufferWriter<byte>();
        handshake.TryWriteOutput(output);
        using var frames = new FrameReader(4);
        output.WrittenSpan.CopyTo(frames.GetMemory().Span);
        frames.Advance(output.WrittenCount);
        var messages = new List<byte[]>();
        while (frames.TryRead(out ReadOnlySpan<byte> message))
        {
            messages.Add(message.ToArray());
        }

        return messages;
    }

    private static StatusMessage Status(HandshakeStatus status) => new(status);

    private static NameMessage Name(string name, DistributionFlags flags = DistributionFlagSets.Hidden) => new(flags, 1, name);

    private static ChallengeMessage Challenge(string name = Bob, DistributionFlags flags = DistributionFlagSets.Hidden) =>
        new(flags, 1, 2, name);

    private static void CheckFailed(string name, Handshake handshake, HandshakeError error)
    {
        Assert.True(handshake.Progress == HandshakeProgress.Failed, name);
        Assert.Equal((name, error), (name, handshake.Failure!.Error));
        Assert.EndsWith(".", handshake.Failure.Message, StringComparison.Ordinal);
    }
}
