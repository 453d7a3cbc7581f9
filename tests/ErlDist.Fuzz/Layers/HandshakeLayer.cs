using System.Buffers;
using ErlDist.Embedding;
using ErlDist.Wire;

namespace ErlDist.Fuzz.Layers;

/// <summary>One role of the handshake, towards a peer that leaves the path at some point.</summary>
internal sealed class HandshakeLayer(bool initiator) : IFuzzLayer
{
    private const string Us = "us@localhost";
    private const string Them = "them@localhost";
    private const uint Challenge = 0x01020304;
    private static readonly Cookie s_cookie = new("cookie");
    private readonly byte[][][] _scripts = initiator ? InitiatorScripts() : AcceptorScripts();

    public string Name => initiator ? "dialling" : "accepting";

    public byte[][] MakeCase(Random random)
    {
        int index = random.Next(_scripts.Length);
        byte[][] messages = _scripts[index].ToArray();
        int at = random.Next(messages.Length);
        messages[at] = Mutator.Mutate(random, messages[at], messages[random.Next(messages.Length)]);
        if (random.Next(4) == 0)
        {
            random.Shuffle(messages);
        }

        return [[(byte)random.Next(8)], .. messages];
    }

    public void Run(byte[][] messages)
    {
        byte choice = messages[0][0];
        var options = new HandshakeOptions
        {
            LocalName = initiator && choice >= 6 ? "localhost" : Us,
            Creation = 1,
            CookieFor = _ => s_cookie,
            NewChallenge = () => Challenge,
        };
        Handshake handshake = initiator
            ? new InitiatorHandshake(options, Them, choice == 5 ? 5 : 6)
            : new AcceptorHandshake(options);
        foreach (byte[] message in messages.Skip(1))
        {
            Answer(handshake, choice);
            if (handshake.Progress != HandshakeProgress.NeedMessage)
            {
                break;
            }

            handshake.OnMessage(message);
            var output = new ArrayBufferWriter<byte>();
            handshake.TryWriteOutput(output);
        }

        Answer(handshake, choice);
        if (handshake.Progress == HandshakeProgress.Failed)
        {
            throw handshake.Failure!;
        }
    }

    private static void Answer(Handshake handshake, byte choice)
    {
        switch (handshake)
        {
            case InitiatorHandshake { State: HandshakeState.DecideAlive } dialling:
                dialling.AnswerAlive(choice % 2 == 0);
                break;
            case AcceptorHandshake { State: HandshakeState.DecideStatus, PendingPeer.AsksForName: true } accepting:
                accepting.AnswerNamed(NodeName.MakeDynamic(accepting.PendingPeer!.Name, choice), 5);
                break;
            case AcceptorHandshake { State: HandshakeState.DecideStatus } accepting:
                accepting.Answer(choice % 3 == 0 ? HandshakeStatus.Alive : HandshakeStatus.Ok);
                break;
            case AcceptorHandshake { State: HandshakeState.SendAck } accepting:
                accepting.Confirm();
                break;
        }
    }

    // Both ends have the same challenge, so both digests are the same.
    private static byte[][][] InitiatorScripts()
    {
        byte[] challenge = new HandshakeMessage.ChallengeMessage(DistributionFlagSets.Visible, Challenge, 2, Them).EncodeBody();
        byte[] ack = new HandshakeMessage.AckMessage(HandshakeDigest.Compute(s_cookie, Challenge)).EncodeBody();
        return
        [
            [Status(HandshakeStatus.Ok), challenge, ack],
            [Status(HandshakeStatus.OkSimultaneous), challenge, ack],
            [Status(HandshakeStatus.Alive), challenge, ack],
            [new HandshakeMessage.NamedMessage("X@localhost", 9).EncodeBody(), challenge, ack],
            [Status(HandshakeStatus.Nok)],
            [Status(HandshakeStatus.NotAllowed)],
            [Status(HandshakeStatus.Ok), new HandshakeMessage.OldChallengeMessage(DistributionFlagSets.Visible, 1, Them).EncodeBody()],
        ];
    }

    private static byte[][][] AcceptorScripts()
    {
        const DistributionFlags Flags = DistributionFlagSets.Visible;
        byte[] reply = new HandshakeMessage.ReplyMessage(7, HandshakeDigest.Compute(s_cookie, Challenge)).EncodeBody();
        byte[] name = new HandshakeMessage.NameMessage(Flags, 2, Them).EncodeBody();
        return
        [
            [name, reply],
            [name, Status(HandshakeStatus.True), reply],
            [name, Status(HandshakeStatus.False)],
            [new HandshakeMessage.NameMessage(Flags | DistributionFlags.NameMe, 0, "localhost").EncodeBody(), reply],
            [
                new HandshakeMessage.OldNameMessage(Flags, Them).EncodeBody(),
                new HandshakeMessage.ComplementMessage(Flags & (DistributionFlags)(ulong.MaxValue << 32), 2).EncodeBody(), reply,
            ],
        ];
    }

    private static byte[] Status(HandshakeStatus status) => new HandshakeMessage.StatusMessage(status).EncodeBody();
}
