using AkkaErlDist.Bridge.Protocol;
using Google.Protobuf;

namespace AkkaErlDist.Bridge.Peers;

/// <summary>One logical association of the actor system with a BEAM node: what an AssociationHandle of Akka's stands for.</summary>
public sealed class BeamAssociation
{
    private readonly BeamPeer _peer;
    private readonly Utf8Cache<AkkaRecipient> _recipients = new();
    private readonly Utf8Cache<AkkaSender> _senders = new();
    private volatile bool _ended;
    private bool _hasSequenced;

    internal BeamAssociation(BeamPeer peer, IAssociationOutput output, bool isInbound)
    {
        _peer = peer;
        Output = output;
        IsInbound = isInbound;
    }

    internal IAssociationOutput Output { get; }

    internal bool IsInbound { get; }

    /// <summary>A PDU of the actor system.</summary>
    /// <param name="pdu">The PDU; read during the call only.</param>
    /// <returns>False if too much waits for the BEAM node: the PDU was not taken and may be given again.</returns>
    /// <exception cref="PduException">It is none, or breaks a rule.</exception>
    public bool OnPdu(ReadOnlyMemory<byte> pdu)
    {
        if (_ended)
        {
            return true;
        }

        PduReader read = PduReader.Read(pdu.Span);
        if (!read.HasEnvelope)
        {
            if (!read.Instruction.IsEmpty)
            {
                OnInstruction(read.Instruction);
            }

            return true;
        }

        if (read.Envelope.Sequence == EnvelopeReader.Unsequenced)
        {
            return Dispatch(read.Envelope, pdu);
        }

        lock (_peer.Gate)
        {
            OnSequenced(read.Envelope, pdu);
        }

        return true;
    }

    /// <summary>The actor system's handle was disassociated on this side: nothing more comes or goes here.</summary>
    public void Close()
    {
        _ended = true;
        _peer.Remove(this);
    }

    internal void End(DisassociationReason reason)
    {
        if (!_ended)
        {
            _ended = true;
            Output.OnDisassociated(reason);
        }
    }

    private void OnInstruction(ReadOnlySpan<byte> bytes)
    {
        DisassociationReason reason;
        switch (Protobuf.Parse(Instruction.Parser, bytes).Command)
        {
            case Command.Disassociate:
                reason = DisassociationReason.Unknown;
                break;
            case Command.DisassociateShutdown:
                reason = DisassociationReason.Shutdown;
                break;
            case Command.DisassociateQuarantined:
                reason = DisassociationReason.Quarantined;
                break;
            case Command.Associate or Command.Heartbeat:
                return; // Our ASSOCIATE went first, and ticks of the distribution tell who is alive.
            default:
                throw new PduException("An instruction that Akka's remoting doesn't have.");
        }

        _peer.Remove(this);
        End(reason);
    }

    private void OnSequenced(EnvelopeReader envelope, ReadOnlyMemory<byte> pdu)
    {
        // Akka counts anew when it has given up an endpoint and made another. If it is but the first message sent again, no
        // harm is done: all that is numbered can be done twice.
        if (envelope.Sequence == 0 && !_hasSequenced)
        {
            _peer.Received.Restart();
        }

        _hasSequenced = true;
        SequenceBuffer.Arrival arrival = _peer.Received.Accept(envelope.Sequence, pdu.Span);
        if (_peer.Received.HasArrivals)
        {
            Output.OnPdu(PduWriter.Acknowledge(_peer.Received.Highest, _peer.Received.Missing));
        }

        if (arrival != SequenceBuffer.Arrival.InTurn)
        {
            return;
        }

        Dispatch(envelope, pdu);
        while (_peer.Received.TakeNext() is { } next)
        {
            Dispatch(PduReader.Read(next).Envelope, next);
        }
    }

    private bool Dispatch(EnvelopeReader envelope, ReadOnlyMemory<byte> pdu)
    {
        AkkaRecipient? recipient = _recipients.Find(envelope.Recipient);
        if (recipient is null)
        {
            recipient = AkkaRecipient.Parse(envelope.Recipient, _peer.Options.Node);
            if (recipient.Target?.CallTag is null) // A call is answered once.
            {
                _recipients.Add(envelope.Recipient, recipient);
            }
        }

        AkkaSender? sender = null;
        if (!envelope.Sender.IsEmpty)
        {
            sender = _senders.Find(envelope.Sender);
            if (sender is not { IsCurrent: true })
            {
                sender = AkkaSender.Parse(envelope.Sender, _peer.Options);
                _senders.Add(envelope.Sender, sender);
            }
        }

        // The message stays where it is: a slice of the PDU.
        ReadOnlyMemory<byte> bytes =
            pdu.Span.Overlaps(envelope.Content.Bytes, out int offset) ? pdu.Slice(offset, envelope.Content.Bytes.Length) : default;
        return _peer.Requests.OnMessage(recipient, sender, envelope.Content, bytes);
    }
}
