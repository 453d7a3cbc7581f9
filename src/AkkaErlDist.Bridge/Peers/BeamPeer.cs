using System.Text;
using AkkaErlDist.Bridge.Addresses;
using AkkaErlDist.Bridge.Protocol;
using AkkaErlDist.Bridge.Refs;
using ErlDist.Terms;
using ErlDist.Wire;
using Google.Protobuf;

namespace AkkaErlDist.Bridge.Peers;

/// <summary>
/// Plays the remote side of Akka's remoting for one BEAM node, as long as one distribution connection to it lasts: PDUs of the
/// actor system become signals, and signals of the node become PDUs.
/// </summary>
/// <remarks>
/// <para>
/// Logical associations come and go on it (<see cref="Associate"/>), at times two at once; watches, calls and the numbers of
/// system messages outlive them, since they belong to the uid, and that to the connection.
/// </para>
/// <para>
/// Threads: PDUs of one association come from one thread at a time, except instructions, which may come at any time; signals
/// from one thread at a time; all else from any. User messages take no lock on their way in either direction.
/// </para>
/// <para>
/// An actor is to a BEAM what a process is. Its pid is monitored and linked to as any other. <c>exit(Pid, normal)</c> does
/// nothing; any other reason stops it, unless <see cref="LocalRef.TrapsExits"/>, and so does the end of a process that it is
/// linked to; an Ask fails with the reason. A group leader is nothing to it. PoisonPill and Stop of a BEAM process are an exit
/// signal with reason <c>shutdown</c>, Kill is one with <c>kill</c>.
/// </para>
/// </remarks>
public sealed class BeamPeer
{
    private readonly IBeamPeerOutput _output;
    private readonly List<BeamAssociation> _associations = [];
    private readonly BeamSignals _signals;
    private volatile BeamAssociation? _current;
    private volatile bool _lost;
    private TimeSpan _lastHeartbeat = TimeSpan.MinValue;

    /// <summary>Makes one for a connection that is up.</summary>
    public BeamPeer(BeamPeerOptions options, IBeamPeerOutput output)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Uid, 1, nameof(options));
        Options = options;
        _output = output;
        WatcherPath = options.Address + AkkaRecipient.WatcherPath;
        WatcherUtf8 = Encoding.UTF8.GetBytes(WatcherPath);
        Senders = new SenderPaths(options);
        Calls = new PendingCalls(this);
        ProcessWatches = new ProcessWatches(this);
        ActorWatches = new ActorWatches(this);
        Requests = new AkkaRequests(this);
        _signals = new BeamSignals(this);
    }

    /// <summary>What it was told.</summary>
    public BeamPeerOptions Options { get; }

    /// <summary>Held while anything but a user message is dealt with.</summary>
    internal Lock Gate { get; } = new();

    internal string WatcherPath { get; }

    internal byte[] WatcherUtf8 { get; }

    internal SenderPaths Senders { get; }

    internal PendingCalls Calls { get; }

    internal ProcessWatches ProcessWatches { get; }

    internal ActorWatches ActorWatches { get; }

    internal AkkaRequests Requests { get; }

    internal SequenceBuffer Received { get; } = new();

    internal LocalRefs Refs => Options.Refs;

    /// <summary>The time of the last <see cref="OnTick"/>.</summary>
    internal TimeSpan Now { get; private set; }

    /// <summary>Opens a logical association. It begins with an ASSOCIATE of the BEAM node, whoever dialled.</summary>
    /// <param name="output">Where its PDUs go.</param>
    /// <param name="isInbound">
    /// Whether it is inbound as Akka sees it. Akka stops reading from an outbound one as soon as it takes an inbound one, so
    /// what the BEAM node says goes by the newest inbound one, if any is open.
    /// </param>
    /// <returns>The association, or null when the connection is lost.</returns>
    public BeamAssociation? Associate(IAssociationOutput output, bool isInbound)
    {
        ArgumentNullException.ThrowIfNull(output);
        var association = new BeamAssociation(this, output, isInbound);
        lock (Gate)
        {
            if (_lost)
            {
                return null;
            }

            output.OnPdu(PduWriter.Associate(Options.Address.ToOrigin(), Options.Uid));
            _associations.Add(association);
            Choose();
        }

        return association;
    }

    /// <summary>A signal of the BEAM node to something that is not the node's own: an actor's pid, or a name below <c>/user</c>.</summary>
    /// <param name="signal">What is asked.</param>
    /// <param name="payload">What comes with it, without version byte; read during the call only.</param>
    /// <param name="atoms">What references to the atom cache in it mean.</param>
    /// <exception cref="TermFormatException">A reason or a call that is no term: the node breaks the protocol.</exception>
    public void OnSignal(in Signal signal, ReadOnlySpan<byte> payload, ReadOnlySpan<Atom> atoms)
    {
        if (!_lost)
        {
            _signals.OnSignal(signal, payload, atoms);
        }
    }

    /// <summary>To be called every second or so.</summary>
    /// <param name="now">The time since any beginning that stays the same.</param>
    public void OnTick(TimeSpan now)
    {
        lock (Gate)
        {
            Now = now;
            if (_lost)
            {
                return;
            }

            if (_lastHeartbeat == TimeSpan.MinValue || now - _lastHeartbeat >= Options.HeartbeatInterval)
            {
                _lastHeartbeat = now;
                foreach (BeamAssociation association in _associations)
                {
                    association.Output.OnPdu(PduWriter.Heartbeat);
                }
            }

            Calls.OnTick();
            ActorWatches.OnTick();
        }
    }

    /// <summary>
    /// The distribution connection is lost. Whoever waits for the BEAM node is told, in this order: calls fail, watched processes
    /// are dead, processes that actors are linked to are gone, and what the node watched is watched no more; then the associations
    /// are over. Nothing comes after that.
    /// </summary>
    public void OnConnectionLost()
    {
        lock (Gate)
        {
            if (_lost)
            {
                return;
            }

            Calls.OnConnectionLost();
            ProcessWatches.OnConnectionLost();
            ActorWatches.OnConnectionLost();
            _lost = true;
            _current = null;
            foreach (BeamAssociation association in _associations)
            {
                association.End(DisassociationReason.Unknown);
            }

            _associations.Clear();
        }
    }

    internal void Remove(BeamAssociation association)
    {
        lock (Gate)
        {
            _associations.Remove(association);
            Choose();
        }
    }

    internal bool SendToBeam(in Signal signal, ReadOnlyMemory<byte> payload = default, bool mayRefuse = false) =>
        _output.Send(signal, payload, mayRefuse);

    internal void SendToBeam(in Signal signal, Term payload)
    {
        byte[] encoded = payload.Encode();
        _output.Send(signal, encoded.AsMemory(1), mayRefuse: false);
    }

    internal void SendToAkka(byte[] pdu, string recipient)
    {
        if (pdu.Length > Options.MaxMessageBytes)
        {
            Reject(
                RejectionReason.TooLarge,
                Encoding.UTF8.GetString(PduReader.Read(pdu).Envelope.Sender),
                recipient,
                $"It has {pdu.Length} bytes with its envelope, {Options.MaxMessageBytes} are allowed.");
            return;
        }

        BeamAssociation? association = _current;
        if (association is null)
        {
            _output.OnAssociationNeeded();
            association = _current;
        }

        if (association is null)
        {
            Reject(RejectionReason.NoAssociation, Options.Node.Name, recipient, "");
        }
        else
        {
            association.Output.OnPdu(pdu);
        }
    }

    /// <summary>Sends a message that Akka itself understands.</summary>
    internal void SendToAkka(string recipient, ReadOnlySpan<byte> sender, int serializer, ReadOnlySpan<byte> manifest, IMessage? message) =>
        SendToAkka(PduWriter.Envelope(Encoding.UTF8.GetBytes(recipient), sender, serializer, manifest, message), recipient);

    /// <summary>Sends an actor a message in the external term format, without its version byte.</summary>
    internal void SendToActor(LocalRef actor, ReadOnlySpan<byte> sender, ReadOnlySpan<byte> term, ReadOnlySpan<byte> manifest = default)
    {
        if (actor.IsForeign)
        {
            Reject(RejectionReason.ForeignActor, Encoding.UTF8.GetString(sender), actor.Path, "");
            return;
        }

        SendToAkka(PduWriter.Envelope(actor.Recipient, sender, Serializers.Etf, manifest, [EtfPayloads.Term], term), actor.Path);
        if (actor.IsTemporary)
        {
            Refs.Release(actor);
        }
    }

    internal void Reject(RejectionReason reason, string sender, string recipient, string detail) =>
        _output.OnRejected(new Rejection(reason, sender, recipient, detail));

    private void Choose() =>
        _current = _associations.LastOrDefault(association => association.IsInbound) ?? _associations.LastOrDefault();
}
