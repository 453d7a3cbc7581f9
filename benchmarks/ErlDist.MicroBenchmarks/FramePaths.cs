using System.Buffers;
using BenchmarkDotNet.Attributes;
using ErlDist.Embedding;
using ErlDist.Wire;

namespace ErlDist.MicroBenchmarks;

/// <summary>One small message between signal and frame, with the atom cache, as on a connection that has been up for a while.</summary>
public class FramePaths
{
    private const int PrefixBytes = 4;
    private static readonly Atom s_here = Atom.Get("here@localhost");
    private static readonly Atom s_there = Atom.Get("there@localhost");

    private static readonly Signal s_signal = new()
    {
        Kind = SignalKind.Send,
        From = new Pid(s_there, 77, 0, 4),
        To = new Pid(s_here, 99, 0, 5),
    };

    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private readonly SignalWriter _writer = new(DistributionFlagSets.Hidden);
    private readonly SignalReader _reader = new(DistributionFlagSets.Hidden, s_here, s_there);
    private readonly byte[] _payload = Term.Tuple(s_signal.From!, new byte[64]).Encode()[1..];
    private byte[] _frame = [];

    [GlobalSetup]
    public void Setup()
    {
        // The first frame carries the atoms, later ones refer to them.
        for (int i = 0; i < 2; i++)
        {
            Send();
            _frame = _output.WrittenSpan[PrefixBytes..].ToArray();
            Receive();
        }
    }

    [Benchmark(Description = "send an encoded message: signal to frame")]
    public int Send()
    {
        _output.ResetWrittenCount();
        _writer.Write(s_signal, _payload, null, _output);
        return _output.WrittenCount;
    }

    [Benchmark(Description = "receive a message: frame to signal, payload as it is")]
    public int Receive()
    {
        _reader.TryRead(_frame, TimeSpan.Zero, out IncomingSignal incoming);
        return incoming.Payload.Length;
    }

    [GlobalCleanup]
    public void Cleanup() => _reader.Dispose();
}
