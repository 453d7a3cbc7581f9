using System.Text;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using AkkaErlDist.Actors;
using AkkaErlDist.Addresses;
using AkkaErlDist.Remoting.Protocol;
using AkkaErlDist.Serialization;
using ErlDist;

namespace AkkaErlDist.Remoting;

/// <summary>
/// The remote side of Akka's remoting for references that Akka makes itself from paths of one BEAM node: it answers ASSOCIATE, heartbeats
/// and numbered messages, and hands each message, watch and stop to the <see cref="BeamRef"/> of that path. It needs no connection, so it
/// neither fails nor is gated: what becomes of a message is the reference's affair.
/// </summary>
internal sealed class BeamAssociation
{
    /// <summary>The path of the actor that Akka's remote watcher talks to.</summary>
    private const string WatcherPath = "/system/remote-watcher";

    private readonly ActorNode _actors;
    private readonly Atom _node;
    private readonly string _address;
    private readonly int _uid;
    private readonly IAssociationOutput _output;
    private readonly Lock _gate = new();
    private readonly SequenceBuffer _received = new();
    private readonly Utf8Cache<BeamRef> _recipients = new();
    private volatile bool _ended;

    public BeamAssociation(ActorNode actors, Atom node, AkkaAddress address, int uid, IAssociationOutput output)
    {
        _actors = actors;
        _node = node;
        _address = address.ToString();
        _uid = uid;
        _output = output;
        output.OnPdu(PduWriter.Associate(
            new NodeAddress { System = address.System, Host = address.Host, Port = (uint)address.Port, Protocol = address.BareProtocol }, uid));
    }

    /// <summary>To be called every few seconds: Akka gives up who is silent.</summary>
    public void Beat()
    {
        if (!_ended)
        {
            _output.OnPdu(PduWriter.Heartbeat);
        }
    }

    /// <summary>Akka has given the association up.</summary>
    public void Close() => _ended = true;

    /// <summary>A PDU of the actor system.</summary>
    /// <param name="pdu">The PDU; read during the call only.</param>
    /// <returns>True: it is taken.</returns>
    /// <exception cref="PduException">It is none, or breaks a rule.</exception>
    public bool OnPdu(ReadOnlyMemory<byte> pdu)
    {
        var read = PduReader.Read(pdu.Span);
        if (_ended)
        {
            return true;
        }

        if (!read.HasEnvelope)
        {
            if (!read.Instruction.IsEmpty)
            {
                OnInstruction(Protobuf.Parse(Instruction.Parser, read.Instruction).Command);
            }

            return true;
        }

        if (read.Envelope.Sequence == EnvelopeReader.Unsequenced)
        {
            Dispatch(read.Envelope);
            return true;
        }

        lock (_gate)
        {
            OnSequenced(read.Envelope, pdu);
        }

        return true;
    }

    private void OnInstruction(Command command)
    {
        switch (command)
        {
            case Command.Associate or Command.Heartbeat:
                break; // Our ASSOCIATE went first.
            case Command.Disassociate or Command.DisassociateShutdown or Command.DisassociateQuarantined:
                _ended = true;
                _output.OnDisassociated(command == Command.DisassociateShutdown ? DisassociationReason.Shutdown : DisassociationReason.Unknown);
                break;
            default:
                throw new PduException("An instruction that Akka's remoting doesn't have.");
        }
    }

    private void OnSequenced(EnvelopeReader envelope, ReadOnlyMemory<byte> pdu)
    {
        SequenceBuffer.Arrival arrival = _received.Accept(envelope.Sequence, pdu.Span);
        if (_received.HasArrivals)
        {
            _output.OnPdu(PduWriter.Acknowledge(_received.Highest, _received.Missing));
        }

        if (arrival != SequenceBuffer.Arrival.InTurn)
        {
            return;
        }

        Dispatch(envelope);
        while (_received.TakeNext() is { } next)
        {
            Dispatch(PduReader.Read(next).Envelope);
        }
    }

    private void Dispatch(EnvelopeReader envelope)
    {
        ContentReader content = envelope.Content;
        if (content.Serializer == Serializers.Deployment)
        {
            Refuse(envelope, "An actor can't be deployed on a BEAM node: its address is no place for a RemoteScope or a router's nodes.");
            return;
        }

        if (IsWatcherHeartbeat(content))
        {
            _output.OnPdu(PduWriter.Envelope(
                envelope.Sender, Encoding.UTF8.GetBytes(_address + WatcherPath), Serializers.Misc, Manifests.WatcherHeartbeatReply, new WatcherHeartbeat { Uid = (ulong)_uid }));
            return;
        }

        object message;
        try
        {
            message = HandedOver(content)
                ?? _actors.System.Serialization.Deserialize(content.Bytes.ToArray(), content.Serializer, Encoding.UTF8.GetString(content.Manifest));
        }
#pragma warning disable CA1031 // Whatever a serializer of the user's throws: the message is lost, the association is not.
        catch (Exception failure)
        {
            Refuse(envelope, failure.Message);
            return;
        }
#pragma warning restore CA1031

        IActorRef? sender = envelope.Sender.IsEmpty ? ActorRefs.NoSender : _actors.System.Provider.ResolveActorRef(Encoding.UTF8.GetString(envelope.Sender));
        if (RecipientOf(envelope.Recipient, message) is not { } recipient)
        {
            AnswerForNobody(envelope, message, sender);
        }
        else if (message is ISystemMessage system)
        {
            recipient.SendSystemMessage(system);
        }
        else
        {
            recipient.Tell(message, sender);
        }
    }

    /// <summary>A path that no process can have: who watches it or asks for it is told.</summary>
    private void AnswerForNobody(EnvelopeReader envelope, object message, IActorRef? sender)
    {
        switch (message)
        {
            case Watch watch:
                watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, existenceConfirmed: false, addressTerminated: false));
                break;
            case ISystemMessage:
                break;
            case Identify identify:
                sender?.Tell(new ActorIdentity(identify.MessageId, null), ActorRefs.NoSender);
                break;
            default:
                Refuse(envelope, "No process of a BEAM node can have that path.");
                break;
        }
    }

    /// <summary>The process of a path. A selection comes to the root of the node and says by itself where it goes.</summary>
    private BeamRef? RecipientOf(ReadOnlySpan<byte> utf8, object message)
    {
        if (_recipients.Find(utf8) is { } known)
        {
            return known;
        }

        string text = Encoding.UTF8.GetString(utf8);
        int authority = text.IndexOf("://", StringComparison.Ordinal);
        int slash = authority < 0 ? -1 : text.IndexOf('/', authority + 3);
        string path = slash < 0 ? text : text[slash..];
        BeamRef? made = _actors.RefAt(path, _node) ?? (message is ActorSelectionMessage ? _actors.Anchor(_node, path) : null);
        if (made is { Process.CallTag: null }) // A call is answered once.
        {
            _recipients.Add(utf8, made);
        }

        return made;
    }

    /// <summary>The message as it was told, where our own serializer wrote it, by itself or as part of a selection.</summary>
    private static object? HandedOver(ContentReader content)
    {
        switch (content.Serializer)
        {
            case Serializers.Etf:
                return Handover.Take(content.Bytes);
            case Serializers.Selection:
                Selection selection = Protobuf.Parse(Selection.Parser, content.Bytes);
                return selection.Message is { Serializer: Serializers.Etf } inner && Handover.Take(inner.Bytes.Span) is { } message
                    ? new ActorSelectionMessage(message, [.. selection.Steps.Select(ElementOf)])
                    : null;
            default:
                return null;
        }
    }

    private static SelectionPathElement ElementOf(Selection.Types.Step step) => step.Kind switch
    {
        Selection.Types.Step.Types.Kind.Parent => new SelectParent(),
        Selection.Types.Step.Types.Kind.Pattern => new SelectChildPattern(step.Name),
        _ => new SelectChildName(step.Name),
    };

    private static bool IsWatcherHeartbeat(ContentReader content)
    {
        if (content.Serializer == Serializers.Selection)
        {
            Selection selection = Protobuf.Parse(Selection.Parser, content.Bytes);
            return selection.Message is { Serializer: Serializers.Misc } inner && inner.Manifest.Span.SequenceEqual(Manifests.WatcherHeartbeat)
                && selection.Steps is [{ Name: "system" }, { Name: "remote-watcher" }];
        }

        return content.Serializer == Serializers.Misc && content.Manifest.SequenceEqual(Manifests.WatcherHeartbeat);
    }

    private void Refuse(EnvelopeReader envelope, string why) => _actors.Log.Error(
        "Dropped what [{0}] sent to [{1}]: {2}", Encoding.UTF8.GetString(envelope.Sender), Encoding.UTF8.GetString(envelope.Recipient), why);
}
