using System.Buffers;
using AkkaErlDist.Bridge.Addresses;
using AkkaErlDist.Bridge.Peers;
using AkkaErlDist.Bridge.Protocol;
using AkkaErlDist.Bridge.Refs;
using BenchmarkDotNet.Attributes;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.MicroBenchmarks;

/// <summary>What the bridge does with one small message between an actor and a process: Akka's PDU to a signal, and back.</summary>
public class PduTranslation
{
    private const string Actor = "akka.erl://here@localhost:4711/user/a#1";
    private static readonly Atom s_here = Term.Atom("here@localhost");
    private static readonly Atom s_there = Term.Atom("there@localhost");
    private static readonly Pid s_process = new(s_there, 105, 0, 4);

    private readonly Output _output = new();
    private readonly byte[] _message = Term.Tuple(new Pid(s_here, 500, 0, 5), new byte[64]).Encode();
    private readonly LocalRefs _refs;
    private readonly BeamPeer _peer;
    private readonly BeamAssociation _association;
    private readonly byte[] _pdu;
    private readonly Signal _signal;
    private uint _pids = 500;
    private uint _references;

    public PduTranslation()
    {
        _refs = new LocalRefs(new AkkaAddress("akka.erl", "here", "localhost", 4711), () => new Pid(s_here, _pids++, 0, 5));
        var address = AkkaAddress.Of(s_there, "akka.erl");
        _peer = new BeamPeer(
            new BeamPeerOptions
            {
                Node = s_there,
                Address = address,
                Refs = _refs,
                Uid = 77,
                NewReference = () => new Reference(s_here, 5, ++_references, 0, 0),
                Converter = _output,
            },
            _output);
        _association = _peer.Associate(_output, isInbound: false)
            ?? throw new InvalidOperationException("The bridge refuses the association.");
        var path = System.Text.Encoding.UTF8.GetBytes($"{address}/user/$pid-105.0.4");
        _pdu = PduWriter.Envelope(path, System.Text.Encoding.UTF8.GetBytes(Actor), Serializers.Etf, default, default, _message);
        _signal = new Signal { Kind = SignalKind.Send, From = s_process, To = _refs.GetOrAdd(Actor).Pid };
        ToSignal();
        ToPdu();
        if (_output is not { Signals: 1, Pdus: > 0 })
        {
            throw new InvalidOperationException("The bridge takes other PDUs than these now.");
        }
    }

    [Benchmark(Description = "PDU of an actor to a signal")]
    public int ToSignal()
    {
        _association.OnPdu(_pdu);
        return _output.Signals;
    }

    [Benchmark(Description = "signal of a process to a PDU")]
    public int ToPdu()
    {
        _peer.OnSignal(_signal, _message.AsSpan(1), default);
        return _output.Pdus;
    }

    private sealed class Output : IBeamPeerOutput, IAssociationOutput, ITermPayloadConverter
    {
        public int Signals { get; private set; }

        public int Pdus { get; private set; }

        public bool Send(in Signal signal, ReadOnlyMemory<byte> payload, bool mayRefuse)
        {
            Signals++;
            return true;
        }

        public void OnPdu(byte[] pdu) => Pdus++;

        public void OnAssociationNeeded() => throw new InvalidOperationException();

        public void OnRejected(in Rejection rejection) => throw new InvalidOperationException(rejection.Detail);

        public void OnDisassociated(DisassociationReason reason) => throw new InvalidOperationException();

        public bool TryConvert(int serializer, string manifest, ReadOnlyMemory<byte> bytes, IBufferWriter<byte> output, out string problem) =>
            throw new InvalidOperationException();
    }
}
