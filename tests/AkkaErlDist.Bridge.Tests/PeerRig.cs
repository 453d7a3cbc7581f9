using System.Text;
using AkkaErlDist.Bridge.Addresses;
using AkkaErlDist.Bridge.Peers;
using AkkaErlDist.Bridge.Protocol;
using AkkaErlDist.Bridge.Refs;
using ErlDist.Terms;
using ErlDist.Wire;
using Google.Protobuf;
using System.Buffers;

namespace AkkaErlDist.Bridge.Tests;

/// <summary>A BeamPeer between an actor system and a node that are both the test's own, with all it gives out in one list.</summary>
internal sealed class PeerRig : IBeamPeerOutput, IAssociationOutput, ITermPayloadConverter
{
    public const string Akka = "akka.erl://recorded@localhost:4711";
    public const string Beam = "akka.erl://beam@localhost:0";
    private uint _pids = 500;
    private uint _references;
    private TimeSpan _now;

    public PeerRig(Func<BeamPeerOptions, BeamPeerOptions>? with = null, LocalRefsOptions? refs = null, bool associate = true)
    {
        Refs = new LocalRefs(new AkkaAddress("akka.erl", "recorded", "localhost", 4711), () => new Pid(Node, _pids++, 0, 7), refs);
        var options = new BeamPeerOptions
        {
            Node = BeamNode,
            Address = AkkaAddress.Of(BeamNode, "akka.erl"),
            Refs = Refs,
            Uid = 77,
            NewReference = () => new Reference(Node, 7, ++_references, 0, 0),
            Converter = this,
        };
        Peer = new BeamPeer(with is null ? options : with(options), this);
        if (associate)
        {
            Association = Peer.Associate(this, isInbound: false);
        }
    }

    public static Atom Node { get; } = new("recorded@localhost");

    public static Atom BeamNode { get; } = new("beam@localhost");

    public static Pid BeamPid { get; } = new(BeamNode, 105, 0, 1637000000);

    public static string BeamPidPath => Beam + "/user/$pid-105.0.1637000000";

    public LocalRefs Refs { get; }

    public BeamPeer Peer { get; }

    public BeamAssociation? Association { get; set; }

    /// <summary>Signals, PDUs, rejections and ends in the order in which they came out, as text.</summary>
    public List<string> Log { get; } = [];

    public List<(Signal Signal, Term? Payload)> Signals { get; } = [];

    public List<byte[]> Pdus { get; } = [];

    public List<Rejection> Rejections { get; } = [];

    /// <summary>Off where terms may be broken: nobody reads them on their way.</summary>
    public bool ReadsTerms { get; init; } = true;

    public bool IsFull { get; set; }

    public Action? OnNeeded { get; set; }

    public IEnumerable<string> Take()
    {
        List<string> taken = [.. Log];
        Log.Clear();
        Signals.Clear();
        Pdus.Clear();
        return taken;
    }

    public void Tick(double seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        Refs.Expire(_now);
        Peer.OnTick(_now);
    }

    public bool Pdu(byte[] pdu) => Association!.OnPdu(pdu);

    public bool Tell(string recipient, string? sender, Term term, string manifest = "") =>
        Pdu(Envelope(recipient, sender, Serializers.Etf, manifest, term.Encode()));

    public void System(string recipient, string manifest, IMessage? message, ulong sequence) =>
        Pdu(Envelope(recipient, null, Serializers.System, manifest, message?.ToByteArray() ?? [], sequence));

    public void Watch(string watchee, string watcher, ulong sequence, bool un = false) =>
        System(watchee, un ? Manifests.Unwatch : Manifests.Watch, new Watch { Watchee = new Ref { Path = watchee }, Watcher = new Ref { Path = watcher } }, sequence);

    public void Death(string actor, bool existed, ulong sequence) =>
        System(Beam + "/system/remote-watcher", Manifests.Death, new Death { Actor = new Ref { Path = actor }, Existed = existed }, sequence);

    public static byte[] Envelope(string recipient, string? sender, int serializer, string manifest, byte[] bytes, ulong sequence = ulong.MaxValue)
    {
        var envelope = new Envelope
        {
            Recipient = new Ref { Path = recipient },
            Message = new Content { Bytes = ByteString.CopyFrom(bytes), Serializer = serializer, Manifest = ByteString.CopyFromUtf8(manifest) },
            Sequence = sequence,
        };
        if (sender is not null)
        {
            envelope.Sender = new Ref { Path = sender };
        }

        return new ProtocolMessage { Content = new Delivery { Envelope = envelope }.ToByteString() }.ToByteArray();
    }

    public void Signal(Signal signal, Term? payload = null, AtomRefTable? atoms = null)
    {
        var encoded = new ArrayBufferWriter<byte>();
        if (payload is not null)
        {
            var writer = new TermWriter(encoded, atoms);
            writer.WriteTerm(payload);
            writer.Flush();
        }

        Peer.OnSignal(signal, encoded.WrittenSpan, atoms is null ? default : atoms.Atoms);
    }

    public void SendToName(string name, Term message, Pid? from = null) =>
        Signal(new Signal { Kind = SignalKind.SendToName, From = from ?? BeamPid, Name = new Atom(name) }, message);

    public void Send(Pid to, Term message) => Signal(new Signal { Kind = SignalKind.Send, From = BeamPid, To = to }, message);

    public bool Send(in Signal signal, ReadOnlyMemory<byte> payload, bool mayRefuse)
    {
        if (IsFull && mayRefuse)
        {
            return false;
        }

        Term? term = null;
        if (!ReadsTerms)
        {
            return true;
        }

        if (!payload.IsEmpty)
        {
            var reader = new TermReader(payload.Span);
            term = reader.ReadTerm();
            Assert.True(reader.AtEnd);
        }

        Assert.Equal(signal.HasPayload, term is not null);
        Signals.Add((signal, term));
        Log.Add($"{signal.Kind} {Join(signal.From, signal.To, signal.Name, signal.Ref)}{(signal.Id == 0 ? "" : $" id {signal.Id}")}{(term is null ? "" : $": {term}")}");
        return true;
    }

    public void OnAssociationNeeded()
    {
        Log.Add("association needed");
        OnNeeded?.Invoke();
    }

    public void OnRejected(in Rejection rejection)
    {
        Rejections.Add(rejection);
        Log.Add($"rejected {rejection.Reason}");
    }

    public void OnPdu(byte[] pdu)
    {
        Pdus.Add(pdu);
        Log.Add(Describe(pdu));
    }

    public void OnDisassociated(DisassociationReason reason) => Log.Add($"disassociated {reason}");

    public bool TryConvert(int serializer, string manifest, ReadOnlyMemory<byte> bytes, IBufferWriter<byte> output, out string problem)
    {
        problem = $"serializer {serializer} {manifest}";
        if (serializer != 1)
        {
            return false;
        }

        var writer = new TermWriter(output);
        writer.WriteString("json");
        writer.Flush();
        return true;
    }

    public static string Describe(byte[] pdu)
    {
        ProtocolMessage message = ProtocolMessage.Parser.ParseFrom(pdu);
        if (message.Instruction is { } instruction)
        {
            return instruction.Handshake is { } handshake
                ? $"{instruction.Command} {handshake.Origin.Protocol} {handshake.Origin.System}@{handshake.Origin.Host}:{handshake.Origin.Port} {handshake.Uid}"
                : instruction.Command.ToString();
        }

        Delivery delivery = Delivery.Parser.ParseFrom(message.Content);
        if (delivery.Envelope is not { } envelope)
        {
            return $"ack {delivery.Acknowledgement.Highest} missing {string.Join(',', delivery.Acknowledgement.Missing)}";
        }

        Assert.Equal(ulong.MaxValue, envelope.Sequence);
        Content content = envelope.Message;
        string text = (content.Serializer, content.Manifest.ToStringUtf8()) switch
        {
            (Serializers.Etf, var m) => $"{(m.Length == 0 ? "" : m + " ")}{Term.Decode(content.Bytes.Span)}",
            (Serializers.System, Manifests.Death) => Describe(Protocol.Death.Parser.ParseFrom(content.Bytes)),
            (Serializers.System, var m) => m.Split('.', ',')[3] + (content.Bytes.IsEmpty ? "" : $" by {Protocol.Watch.Parser.ParseFrom(content.Bytes).Watcher.Path}"),
            (Serializers.Misc, "RWHR") => $"RWHR {WatcherHeartbeat.Parser.ParseFrom(content.Bytes).Uid}",
            (Serializers.Misc, "AID") => Describe(Answer.Parser.ParseFrom(content.Bytes)),
            var (s, m) => $"{s} {m}",
        };
        return $"to {envelope.Recipient.Path}{(envelope.Sender is null ? "" : $" from {envelope.Sender.Path}")}: {text}";
    }

    private static string Describe(Death death)
    {
        Assert.False(death.AddressTerminated);
        return $"dead {death.Actor.Path} {death.Existed}";
    }

    private static string Describe(Answer answer)
    {
        Assert.NotNull(answer.Id);
        return $"identity [{Encoding.UTF8.GetString(answer.Id.Bytes.Span)} {answer.Id.Serializer} {answer.Id.Manifest.ToStringUtf8()}] {answer.Subject}";
    }

    private static string Join(params Term?[] parts) => string.Join(' ', parts.Where(part => part is not null));
}
