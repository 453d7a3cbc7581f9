using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using AkkaErlDist.Addresses;
using AkkaErlDist.Remoting;
using AkkaErlDist.Remoting.Protocol;
using ErlDist;
using ErlDist.Embedding;
using ErlDist.Terms;
using ErlDist.Wire;

namespace AkkaErlDist.Tests.Remoting;

/// <summary>Logical associations of two actor systems over one connection.</summary>
public sealed class AkkaPeerTests
{
    private readonly End _a = new("a", 1);
    private readonly End _b = new("b", 2);

    public AkkaPeerTests() => (_a.Other, _b.Other) = (_b, _a);

    [Fact]
    public void An_association_is_opened_accepted_used_and_closed()
    {
        var opened = new Output();
        AkkaAssociation association = _a.Peer.Open(_b.Address, opened)!;
        Assert.Equal(["accepted"], opened.Log);
        (AkkaAddress origin, AkkaAddress destination, AkkaAssociation back, Output inbound) = Assert.Single(_b.Opened);
        Assert.Equal((_a.Address, _b.Address), (origin, destination));

        Assert.True(association.Write(new byte[] { 1, 2 }));
        Assert.True(back.Write(new byte[] { 3 }));
        Assert.Equal(["pdu 1 2"], inbound.Log);
        Assert.Equal(["accepted", "pdu 3"], opened.Log);

        association.Close(DisassociationReason.Shutdown);
        association.Close(DisassociationReason.Unknown);
        back.Write(new byte[] { 4 });
        Assert.Equal(["pdu 1 2", "disassociated Shutdown"], inbound.Log);
        Assert.Equal(["accepted", "pdu 3"], opened.Log);
    }

    [Fact]
    public void Both_sides_open_at_once_and_the_numbers_do_not_meet()
    {
        Output byA = new(), byB = new();
        AkkaAssociation first = _a.Peer.Open(_b.Address, byA)!, second = _b.Peer.Open(_a.Address, byB)!;
        first.Write(new byte[] { 1 });
        second.Write(new byte[] { 2 });
        Assert.Equal(["pdu 1"], _b.Opened[0].Output.Log);
        Assert.Equal(["pdu 2"], _a.Opened[0].Output.Log);

        first.Close(DisassociationReason.Unknown);
        second.Write(new byte[] { 3 });
        Assert.Equal(["pdu 2", "pdu 3"], _a.Opened[0].Output.Log);
    }

    [Fact]
    public void A_refusal_says_why_and_leaves_nothing()
    {
        _b.Refusal = "no\nway";
        var opened = new Output();
        AkkaAssociation association = _a.Peer.Open(_b.Address, opened)!;
        Assert.Equal(["refused no way"], opened.Log);
        association.Write(new byte[] { 1 });
        association.Close(DisassociationReason.Unknown);
        Assert.Equal(["refused no way"], opened.Log);
        Assert.Empty(_b.Opened);
    }

    [Fact]
    public void A_lost_connection_ends_all_and_none_can_be_opened()
    {
        Output first = new(), second = new();
        _a.Peer.Open(_b.Address, first);
        _b.Peer.Open(_a.Address, second);
        _a.Peer.OnConnectionLost();
        _a.Peer.OnConnectionLost();
        Assert.Equal(["accepted", "disassociated Unknown"], first.Log);
        Assert.Equal(["disassociated Unknown"], _a.Opened[0].Output.Log);
        Assert.Null(_a.Peer.Open(_b.Address, new Output()));
    }

    [Fact]
    public void A_full_connection_refuses_PDUs_and_nothing_else()
    {
        var opened = new Output();
        AkkaAssociation association = _a.Peer.Open(_b.Address, opened)!;
        _a.IsFull = true;
        Assert.False(association.Write(new byte[] { 1 }));
        Assert.NotNull(_a.Peer.Open(_b.Address, new Output()));
        association.Close(DisassociationReason.Unknown);
        Assert.Equal(["disassociated Unknown"], _b.Opened[0].Output.Log);
    }

    [Fact]
    public void Too_many_associations_are_the_other_sides_fault()
    {
        for (int i = 0; i < 1024; i++)
        {
            _a.Peer.Open(_b.Address, new Output());
        }

        PduException error = Assert.Throws<PduException>(() => _a.Peer.Open(_b.Address, new Output()));
        Assert.Contains("1024 associations are open", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no binary of ours")]
    [InlineData("6D00000001", "no binary of ours")]
    [InlineData("6D0000000400000000", "no binary of ours")]
    [InlineData("6D000000068100000001", "no binary of ours")]
    [InlineData("680000000581000000010000", "no binary of ours")]
    [InlineData("6D000000058100000001", "two ends")]
    [InlineData("6D000000050100000001", "breaks its rules")]
    [InlineData("6D000000058300000001", "breaks its rules")]
    [InlineData("6D00000006830000000109", "breaks its rules")]
    [InlineData("6D000000058400000001", "breaks its rules")]
    [InlineData("6D000000058500000001", "breaks its rules")]
    [InlineData("6D00000006040000000100", "breaks its rules")]
    [InlineData("6D000000058900000001", "breaks its rules")]
    public void What_breaks_the_rules_ends_the_connection(string hex, string complaint)
    {
        PduException error = Assert.Throws<PduException>(() => Arrive(Convert.FromHexString(hex)));
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("akka.erl://a@h:1")]
    [InlineData("akka.erl://a@h:1 ")]
    [InlineData("akka.erl://a@h:1 b@h:1")]
    [InlineData("akka.erl://a@h:1 akka.erl://b@h:x")]
    [InlineData("akka.erl://a@h:1 akka.erl://b@h:1 akka.erl://b@h:1")]
    [InlineData("akka.erl://a b@h:1 akka.erl://b@h:1")]
    public void An_association_is_opened_between_two_addresses(string ends)
    {
        byte[] text = Encoding.UTF8.GetBytes(ends);
        byte[] frame = [109, 0, 0, 0, (byte)(text.Length + 5), 0x81, 0, 0, 0, 1, .. text];
        Assert.Throws<PduException>(() => Arrive(frame));
    }

    [Fact]
    public void PDUs_of_associations_that_are_gone_disappear()
    {
        byte[] frame = [109, 0, 0, 0, 6, 0x82, 0, 0, 0, 0, 1];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(6), 7);
        Arrive(frame);
        Assert.Empty(_a.Opened);
    }

    private void Arrive(byte[] frame) => _a.Peer.OnMessage(new IncomingMessage(_b.Node, frame));

    /// <summary>An actor system with its end of the connection.</summary>
    private sealed class End : IAkkaPeerOutput
    {
        public End(string name, uint pid)
        {
            Address = new AkkaAddress("akka.erl", name, "localhost", (int)pid);
            Node = Atom.Get($"{name}@localhost");
            Peer = new AkkaPeer(Address, new Pid(Node, pid, 0, 1), this);
        }

        public Atom Node { get; }

        public AkkaAddress Address { get; }

        public AkkaPeer Peer { get; }

        public End? Other { get; set; }

        public string Refusal { get; set; } = "";

        public bool IsFull { get; set; }

        public List<(AkkaAddress Origin, AkkaAddress Destination, AkkaAssociation Association, Output Output)> Opened { get; } = [];

        public bool Send(in Signal signal, in AssociationMessage message, bool mayRefuse)
        {
            Assert.Equal(AkkaPeer.RegisteredName, signal.Name);
            if (mayRefuse && IsFull)
            {
                return false;
            }

            var buffer = new ArrayBufferWriter<byte>();
            var writer = new TermWriter(buffer);
            message.Write(ref writer);
            writer.Flush();
            Assert.Equal(buffer.WrittenCount, Term.Decode([131, .. buffer.WrittenSpan]).Encode().Length - 1);
            Other!.Peer.OnMessage(new IncomingMessage(Node, buffer.WrittenSpan));
            return true;
        }

        public IAssociationOutput? OnOpened(AkkaAssociation association, AkkaAddress origin, AkkaAddress destination, out string refusal)
        {
            refusal = Refusal;
            if (refusal.Length > 0)
            {
                return null;
            }

            Opened.Add((origin, destination, association, new Output()));
            return Opened[^1].Output;
        }
    }

    private sealed class Output : IOpenedAssociationOutput
    {
        public List<string> Log { get; } = [];

        public void OnAccepted() => Log.Add("accepted");

        public void OnRefused(string reason) => Log.Add($"refused {reason}");

        public void OnPdu(ReadOnlyMemory<byte> pdu) => Log.Add($"pdu {string.Join(' ', pdu.ToArray())}");

        public void OnDisassociated(DisassociationReason reason) => Log.Add($"disassociated {reason}");
    }
}
