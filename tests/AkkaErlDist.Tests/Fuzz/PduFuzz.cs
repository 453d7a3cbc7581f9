using System.Text;
using AkkaErlDist.Addresses;
using AkkaErlDist.Remoting;
using AkkaErlDist.Remoting.Protocol;
using AkkaErlDist.Tests.AkkaPeers;
using ErlDist;
using ErlDist.Embedding;
using ErlDist.Fuzz;
using ErlDist.Terms;
using ErlDist.Wire;
using NodeAddress = AkkaErlDist.Remoting.Protocol.NodeAddress;

namespace AkkaErlDist.Tests.Fuzz;

/// <summary>What comes from other actor systems, mutated: PDUs, and the frames of associations around them.</summary>
public sealed class PduFuzz
{
    private const int Cases = 10_000;

    [Theory]
    [InlineData("pdus")]
    [InlineData("associations")]
    public void Mutated_bytes_are_refused_or_taken_and_nothing_else(string layer)
    {
        var options = new FuzzOptions { Cases = Cases, Layer = layer };
        FuzzReport report = new Fuzzer(options, [new PduLayer(), new AssociationLayer()]).Run(find => Environment.FailFast(find.ToString()), CancellationToken.None);
        Assert.Empty(report.Finds);
        Assert.Equal(Cases, report.Cases);
        Assert.InRange(report.Refused, 1, Cases - 1);
    }

    /// <summary>PDUs, taken apart to the last field.</summary>
    private sealed class PduLayer : IFuzzLayer
    {
        private static readonly byte[][] s_seeds =
        [
            PduWriter.Heartbeat,
            PduWriter.Associate(new NodeAddress { System = "sys", Host = "localhost", Port = 1, Protocol = "erl" }, 7),
            PduWriter.Disassociate(Command.DisassociateQuarantined),
            PduWriter.Acknowledge(900, [1, 2, 3]),
            PduWriter.Envelope("akka.erl://sys@localhost:1/user/a"u8, "akka.erl://sys@localhost:2/user/b"u8, Serializers.Misc, Manifests.WatcherHeartbeat, new WatcherHeartbeat { Uid = 3 }),
            PduWriter.Envelope("/user/a"u8, default, 17, "S"u8, "hello"u8, default),
        ];

        public string Name => "pdus";

        public byte[][] MakeCase(Random random) => [Mutator.Mutate(random, s_seeds[random.Next(s_seeds.Length)], s_seeds[random.Next(s_seeds.Length)])];

        public void Run(byte[][] messages)
        {
            var pdu = PduReader.Read(messages[0]);
            if (!pdu.Instruction.IsEmpty)
            {
                _ = Protobuf.Parse(Instruction.Parser, pdu.Instruction).Command;
            }

            if (pdu.HasEnvelope)
            {
                _ = Encoding.UTF8.GetString(pdu.Envelope.Recipient) + Encoding.UTF8.GetString(pdu.Envelope.Sender) + Encoding.UTF8.GetString(pdu.Envelope.Content.Manifest);
                _ = Protobuf.Parse(Selection.Parser, pdu.Envelope.Content.Bytes).Steps.Count;
            }
        }
    }

    /// <summary>A row of frames to a peer that takes part in every association that it is asked for.</summary>
    private sealed class AssociationLayer : IFuzzLayer
    {
        private static readonly Atom s_other = Atom.Get("other@localhost");
        private const string Ours = "akka.erl://sys@localhost:1";
        private static readonly byte[][] s_seeds =
        [
            .. AttackFrames.Of("akka.erl://other@localhost:2", Ours),
            AttackFrames.Proof(new byte[PeerProof.Size]),
            [4, 0, 0, 0, 1], [5, 0, 0, 0, 1, .. "no"u8], [2, 0, 0, 0, 1, 10, 0], [0x83, 0, 0, 0, 1, 2], [3, 0, 0, 0, 1, 0],
        ];

        public string Name => "associations";

        public byte[][] MakeCase(Random random) =>
        [
            .. Enumerable.Range(0, random.Next(1, 6)).Select(_ =>
            {
                byte[] seed = s_seeds[random.Next(s_seeds.Length)];
                return random.Next(3) == 0 ? Mutator.Mutate(random, seed, s_seeds[random.Next(s_seeds.Length)]) : seed;
            }),
        ];

        public void Run(byte[][] messages)
        {
            var output = new Taker();
            var address = new AkkaAddress("akka.erl", "sys", "localhost", 1);
            var peer = new AkkaPeer(address, new Pid(Atom.Get("sys@localhost"), 1, 0, 1), output);
            peer.Open(new AkkaAddress("akka.erl", "other", "localhost", 2), output);
            try
            {
                foreach (byte[] message in messages)
                {
                    peer.OnMessage(new IncomingMessage(s_other, new ErlBinary(message).Encode().AsSpan(1)));
                }
            }
            finally
            {
                peer.OnConnectionLost();
            }
        }

        private sealed class Taker : IAkkaPeerOutput, IOpenedAssociationOutput
        {
            public bool Send(in Signal signal, in AssociationMessage message, bool mayRefuse) => true;

            public IAssociationOutput? OnOpened(AkkaAssociation association, AkkaAddress origin, AkkaAddress destination, out string refusal)
            {
                refusal = "";
                return this;
            }

            public void OnAccepted()
            {
            }

            public void OnRefused(string reason)
            {
            }

            public void OnPdu(ReadOnlyMemory<byte> pdu)
            {
            }

            public void OnDisassociated(DisassociationReason reason)
            {
            }
        }
    }
}
