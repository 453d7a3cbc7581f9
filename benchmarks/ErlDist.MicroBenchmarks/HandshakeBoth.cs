using System.Buffers;
using BenchmarkDotNet.Attributes;
using ErlDist.Embedding;
using ErlDist.Wire;

namespace ErlDist.MicroBenchmarks;

/// <summary>A handshake, version 6, both ends.</summary>
public class HandshakeBoth
{
    private static readonly Cookie s_cookie = new("benchmark");
    private readonly ArrayBufferWriter<byte> _wire = new();

    [Benchmark(Description = "handshake, both ends")]
    public HandshakeResult Run()
    {
        var initiator = new InitiatorHandshake(Options("a@localhost"), "b@localhost");
        var acceptor = new AcceptorHandshake(Options("b@localhost"));
        while (initiator.Progress != HandshakeProgress.Completed || acceptor.Progress != HandshakeProgress.Completed)
        {
            if (acceptor.State == HandshakeState.SendAck)
            {
                acceptor.Confirm();
            }
            else if (acceptor.Progress == HandshakeProgress.NeedAnswer)
            {
                acceptor.Answer(HandshakeStatus.Ok);
            }

            Carry(initiator, acceptor);
            Carry(acceptor, initiator);
        }

        return initiator.Result!;
    }

    private static HandshakeOptions Options(string name) =>
        new() { LocalName = name, Creation = 4, CookieFor = _ => s_cookie };

    private void Carry(Handshake from, Handshake to)
    {
        _wire.ResetWrittenCount();
        while (from.TryWriteOutput(_wire))
        {
        }

        const int Prefix = 4;
        ReadOnlySpan<byte> bytes = _wire.WrittenSpan;
        while (!bytes.IsEmpty)
        {
            int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes);
            to.OnMessage(bytes.Slice(Prefix, length));
            bytes = bytes[(Prefix + length)..];
        }
    }
}
