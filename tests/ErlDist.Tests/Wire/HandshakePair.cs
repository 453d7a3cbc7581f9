using System.Buffers;
using ErlDist.Wire;

namespace ErlDist.Tests.Wire;

/// <summary>Carries messages between two handshakes until neither goes on.</summary>
internal sealed class HandshakePair(InitiatorHandshake initiator, AcceptorHandshake acceptor, int prefixBytes) : IDisposable
{
    private readonly FrameReader _toInitiator = new(prefixBytes);
    private readonly FrameReader _toAcceptor = new(prefixBytes);

    public Action OnDecideStatus { get; set; } = () => acceptor.Answer(HandshakeStatus.Ok);

    public Action OnDecideAlive { get; set; } = () => initiator.AnswerAlive(true);

    public Action OnSendAck { get; set; } = acceptor.Confirm;

    public void Run()
    {
        while (Move(initiator, _toAcceptor, acceptor) | Answer() | Move(acceptor, _toInitiator, initiator) | Answer())
        {
        }
    }

    public void Dispose()
    {
        _toInitiator.Dispose();
        _toAcceptor.Dispose();
    }

    private bool Answer()
    {
        switch (acceptor.State, initiator.State)
        {
            case (HandshakeState.DecideStatus, _):
                OnDecideStatus();
                return true;
            case (HandshakeState.SendAck, _):
                OnSendAck();
                return true;
            case (_, HandshakeState.DecideAlive):
                OnDecideAlive();
                return true;
            default:
                return false;
        }
    }

    private static bool Move(Handshake from, FrameReader stream, Handshake to)
    {
        var bytes = new ArrayBufferWriter<byte>();
        bool moved = from.TryWriteOutput(bytes);
        bytes.WrittenSpan.CopyTo(stream.GetMemory().Span);
        stream.Advance(bytes.WrittenCount);
        while (to.Progress == HandshakeProgress.NeedMessage && stream.TryRead(out ReadOnlySpan<byte> message))
        {
            to.OnMessage(message);
            moved = true;
        }

        if (from.Progress == HandshakeProgress.Failed && to.Progress == HandshakeProgress.NeedMessage)
        {
            to.OnClosed();
            moved = true;
        }

        return moved;
    }
}
