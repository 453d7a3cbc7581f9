using System.Buffers;
using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Wire;
using Microsoft.Extensions.Logging;

namespace ErlDist.Routing;

/// <summary>
/// The way of every signal: from a local process to the peer's queue or to another local process, and from a connection
/// to the process that it is for.
/// </summary>
internal sealed partial class SignalRouter
{
    private readonly ConnectionServices _services;
    private readonly PeerTable _peers;
    private readonly ProcessTable _processes;
    private readonly AutoConnect _autoConnect;
    private readonly bool _traceContext;
    private readonly LocalSignals _local;
    private readonly Outboxes _outboxes;
    private readonly BadPayloads _badPayloads;

    /// <summary>The router of a node.</summary>
    /// <param name="services">What it shares with connections.</param>
    /// <param name="peers">Where signals leave by.</param>
    /// <param name="processes">Where they arrive.</param>
    /// <param name="autoConnect">Whether a message may have its node dialled.</param>
    /// <param name="traceContext">Whether traces go through both worlds.</param>
    public SignalRouter(ConnectionServices services, PeerTable peers, ProcessTable processes, AutoConnect autoConnect, bool traceContext)
    {
        (_services, _peers, _processes, _autoConnect, _traceContext) = (services, peers, processes, autoConnect, traceContext);
        _local = new LocalSignals(this);
        _badPayloads = new BadPayloads(services, this);
        _outboxes = new Outboxes(new OutboxServices(ConnectPeerAsync, OnDropped, services.Limits, services.Time, SayDropped, services.Stopping));
    }

    /// <summary>Answers spawn requests; set before the first connection.</summary>
    public SpawnRequestHandler? SpawnRequested { get; set; }

    /// <summary>Takes the answers to those of this node; set before the first connection.</summary>
    public SpawnReplyHandler? SpawnReplied { get; set; }

    /// <summary>Hears of messages that reach no process.</summary>
    public UndeliveredHandler? Undelivered { get; set; }

    private TermLimits TermLimits => _services.Limits.Terms;

    private Atom Self => _services.Self.Name;

    /// <summary>How many bytes wait for nodes that are dialled or busy.</summary>
    public long OutboxBytes => _outboxes.Bytes;

    /// <summary>Sends a term, connecting and awaiting room as needed.</summary>
    /// <exception cref="NodeConnectionException">The node cannot be reached, or the connection broke.</exception>
    public ValueTask SendAsync(in Signal signal, Atom to, Term message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        return SendAsync(signal, to, new TermMessage(message), cancellationToken);
    }

    /// <summary>Sends a message that writes itself, connecting and awaiting room as needed.</summary>
    /// <exception cref="NodeConnectionException">The node cannot be reached, or the connection broke.</exception>
    public ValueTask SendAsync<TMessage>(in Signal signal, Atom to, in TMessage message, CancellationToken cancellationToken)
        where TMessage : IMessage
    {
        Signal traced = Traced(signal);
        if (to.Equals(Self))
        {
            _local.Send(traced, message.ToTerm());
            return ValueTask.CompletedTask;
        }

        Connection? connection = _peers.Find(to);
        if (connection is null || _outboxes.Find(to) is not null)
        {
            return SendSlowlyAsync(traced, to, message, cancellationToken);
        }

        return TryEncodeAndEnqueue(connection, traced, message, out _) == EnqueueResult.Queued
            ? ValueTask.CompletedTask
            : SendSlowlyAsync(traced, to, message, cancellationToken);
    }

    /// <summary>
    /// Posts a message: it never waits and never connects by itself, but has its node dialled. What cannot leave at once waits in the
    /// node's outbox, and what is posted or sent to the node after it waits behind it.
    /// </summary>
    /// <param name="signal">A send.</param>
    /// <param name="to">The node.</param>
    /// <param name="message">The message.</param>
    /// <param name="room">When the outbox is full: completes when there is room.</param>
    public PostResult Post<TPost>(in Signal signal, Atom to, in TPost message, out Task room)
        where TPost : IPost
    {
        room = Task.CompletedTask;
        Signal traced = Traced(signal);
        var posted = new PostedMessage<TPost>(message);
        if (to.Equals(Self))
        {
            _local.Send(traced, posted.ToTerm());
            return PostResult.Posted;
        }

        if (_peers.Find(to) is { } connection && _outboxes.Find(to) is null
            && TryEncodeAndEnqueue(connection, traced, posted, out _) == EnqueueResult.Queued)
        {
            return PostResult.Posted;
        }

        return _outboxes.Add(to, OutboxEntry.Encode(traced, posted, message, TermLimits), out room);
    }

    /// <summary>As <see cref="TryRoute"/>, and dials a node that is not connected: the signal waits in its outbox.</summary>
    public void PostControl(in Signal signal, Atom to, Term? reason = null)
    {
        Signal traced = Traced(signal);
        if (!TryRoute(traced, to, reason))
        {
            _outboxes.Add(to, OutboxEntry.Of(traced, reason, TermLimits), out _);
        }
    }

    /// <summary>Sends a message if the connection is up and has room; never waits, never connects.</summary>
    /// <param name="signal">A send.</param>
    /// <param name="to">The node.</param>
    /// <param name="message">The message; nobody is told that it was lost with the connection.</param>
    /// <param name="mayRefuse">False for what must be taken however much waits (<see cref="NodeLimits.OutboundControlBytes"/>).</param>
    public PostResult TryPost<TPost>(in Signal signal, Atom to, in TPost message, bool mayRefuse)
        where TPost : IPost
    {
        if (_peers.Find(to) is not { } connection)
        {
            return PostResult.NotConnected;
        }

        var posted = new PostedMessage<TPost>(message);
        if (mayRefuse)
        {
            return TryEncodeAndEnqueue(connection, signal, posted, out _) switch
            {
                EnqueueResult.Queued => PostResult.Posted,
                EnqueueResult.Busy => PostResult.Full,
                _ => PostResult.NotConnected,
            };
        }

        return TryEncodeAndEnqueueControl(connection, signal, posted) ? PostResult.Posted : PostResult.NotConnected;
    }

    /// <summary>
    /// The reply of a process to a call. It never connects: who calls is connected, or has been told that it no longer is
    /// (<c>noconnection</c>). It waits for room only, as a BEAM process does on a busy connection.
    /// </summary>
    /// <returns>False when it goes nowhere.</returns>
    public async ValueTask<bool> ReplyAsync(Pid from, GenReply reply, Term message, CancellationToken cancellationToken)
    {
        Signal signal = Traced(reply.Signal(from));
        if (reply.Node.Equals(Self))
        {
            _local.Send(signal, message);
            return true;
        }

        while (_peers.Find(reply.Node) is { } connection && Takes(connection, reply))
        {
            EnqueueResult result = TryEncodeAndEnqueue(connection, signal, new TermMessage(message), out Task room);
            if (result != EnqueueResult.Busy)
            {
                return result == EnqueueResult.Queued;
            }

            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>The reply of one of the node's own services, without waiting.</summary>
    public void Answer(Pid from, GenReply reply, Atom origin, Term message)
    {
        if (reply.MayBeCausedBy(origin) && (_peers.Find(reply.Node) is not { } connection || Takes(connection, reply)))
        {
            Answer(reply.Signal(from), reply.Node, message);
        }
    }

    /// <summary>
    /// An answer of the node's own services. It never waits: a peer that asks and does not read what it is told is given up
    /// (<see cref="NodeLimits.OutboundControlBytes"/>), and one that is gone gets nothing.
    /// </summary>
    public void Answer(in Signal signal, Atom to, Term message)
    {
        if (to.Equals(Self))
        {
            _local.Send(Traced(signal), message);
        }
        else
        {
            TryRoute(signal, to, message);
        }
    }

    /// <summary>
    /// Routes a signal that is no message over a connection that is up, or to a local process. It never waits for room.
    /// </summary>
    /// <returns>False when the node is not connected.</returns>
    public bool TryRoute(in Signal sent, Atom to, Term? reason = null)
    {
        Signal signal = Traced(sent);
        if (to.Equals(Self))
        {
            _local.Enqueue(signal, reason);
            return true;
        }

        if (_outboxes.Find(to) is { } outbox && outbox.TryAdd(OutboxEntry.Of(signal, reason, TermLimits), out _) is not null)
        {
            return true;
        }

        if (_peers.Find(to) is not { } connection)
        {
            return false;
        }

        if (reason is null)
        {
            return connection.Outbound.TryEnqueueControl(signal, ReadOnlySequence<byte>.Empty, null);
        }

        return TryEncodeAndEnqueueControl(connection, signal, new TermMessage(reason));
    }

    /// <summary>Connects where that is needed and allowed.</summary>
    /// <exception cref="NodeConnectionException">The node cannot be reached.</exception>
    public async ValueTask<Connection?> ConnectAsync(Atom to, CancellationToken cancellationToken, DialCause cause = DialCause.Asked)
    {
        if (to.Equals(Self))
        {
            return null;
        }

        if (_peers.Find(to) is { Reason: null } connection)
        {
            return connection;
        }

        if (_autoConnect == AutoConnect.Never || (_autoConnect == AutoConnect.Once && _peers.WasConnected(to)))
        {
            throw NodeConnectionException.NotConnected(to, _autoConnect);
        }

        return await _peers.GetAsync(to, cancellationToken, cause).ConfigureAwait(false);
    }

    /// <summary>As <see cref="ConnectAsync"/>, with false in place of the exception.</summary>
    public async ValueTask<bool> TryConnectAsync(Atom to, CancellationToken cancellationToken)
    {
        try
        {
            await ConnectAsync(to, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (NodeConnectionException)
        {
            return false;
        }
    }

    /// <summary>True where an unlink is acknowledged: by all releases since 23.3, and by this node.</summary>
    public bool AcknowledgesUnlink(Atom to) =>
        _peers.Find(to) is not { } connection || connection.Handshake.Flags.Has(DistributionFlags.UnlinkId);

    /// <summary>A signal that waited for a node is dropped: who sent it learns what it would learn of a lost connection.</summary>
    private void OnDropped(Atom peer, OutboxEntry entry, NodeConnectionException failure)
    {
        Signal signal = entry.Signal;
        switch (signal.Kind)
        {
            case SignalKind.Monitor when _processes.Find(signal.From!) is { } watcher:
                watcher.OnSignal(Signals.MonitorDown(signal.To, signal.Name, signal.From!, signal.Ref!), Atom.Noconnection, peer);
                break;
            case SignalKind.Link when _processes.Find(signal.From!) is { } linked:
                linked.OnSignal(Signals.Exit(signal.To!, signal.From!), Atom.Noconnection, peer);
                break;
        }

        if (!entry.IsControl)
        {
            _services.Meters.OnDropped("unreachable");
        }

        try
        {
            entry.Post?.OnUndelivered(failure);
        }
#pragma warning disable CA1031 // What a host throws here must not keep the others from being told.
        catch (Exception e)
        {
            _services.Log.EventHandlerFailed(nameof(IPost.OnUndelivered), e);
        }
#pragma warning restore CA1031
    }

    private void SayDropped(Atom peer, long messages, NodeConnectionException reason) => _services.Complaints.Tell(
        "dial", peer.Name, LogLevel.Warning, (level, more) => _services.Log.MessagesDropped(level, messages, peer.Name, reason.Message + more));

    private Signal Traced(in Signal signal) => TraceToken.On(signal, _traceContext);

    private static bool Takes(Connection connection, GenReply reply) =>
        reply.Alias is null || connection.Handshake.Flags.Has(DistributionFlags.Alias);

    private async ValueTask SendSlowlyAsync<TMessage>(Signal signal, Atom to, TMessage message, CancellationToken cancellationToken)
        where TMessage : IMessage
    {
        while (true)
        {
            Connection? connection = await ConnectAsync(to, cancellationToken, DialCause.Message).ConfigureAwait(false);
            if (connection is null)
            {
                _local.Send(signal, message.ToTerm()); // A dynamic name was ours after all.
                return;
            }

            if (_outboxes.Find(to) is { } outbox)
            {
                var behind = OutboxEntry.Of(signal, message, Sent.Instance, TermLimits);
                PostResult? added;
                while ((added = outbox.TryAdd(behind, out Task free)) == PostResult.Full)
                {
                    await free.WaitAsync(cancellationToken).ConfigureAwait(false);
                }

                if (added is not null)
                {
                    return;
                }
            }

            EnqueueResult result = TryEncodeAndEnqueue(connection, signal, message, out Task room);
            bool waited = result == EnqueueResult.Busy;
            while (result == EnqueueResult.Busy)
            {
                await room.WaitAsync(cancellationToken).ConfigureAwait(false);
                result = TryEncodeAndEnqueue(connection, signal, message, out room);
            }

            if (result == EnqueueResult.Queued)
            {
                return;
            }

            await connection.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (waited)
            {
                throw NodeConnectionException.Lost(to, connection.Reason ?? DownReason.ConnectionClosed);
            }

            // It was on its way down already: a new one is set up, where that is allowed.
        }
    }

    private EnqueueResult TryEncodeAndEnqueue<TMessage>(Connection connection, in Signal signal, in TMessage message, out Task room)
        where TMessage : IMessage
    {
        var scratch = PayloadScratch.Take();
        scratch.Encode(message, connection.UsesAtomCache, TermLimits, !connection.TakesRecords);
        EnqueueResult result = connection.Outbound.TryEnqueue(signal, scratch.Payload, scratch, out room);
        scratch.GiveBack();
        return result;
    }

    private bool TryEncodeAndEnqueueControl<TMessage>(Connection connection, in Signal signal, in TMessage message)
        where TMessage : IMessage
    {
        var scratch = PayloadScratch.Take();
        try
        {
            scratch.Encode(message, connection.UsesAtomCache, TermLimits, !connection.TakesRecords);
        }
        catch (TermFormatException unsendable)
        {
            // Links and monitors are told in any case, of a reason that the peer can read.
            scratch.Encode(new TermMessage(unsendable.ToReason()), connection.UsesAtomCache, TermLimits);
        }

        bool queued = connection.Outbound.TryEnqueueControl(signal, scratch.Payload, scratch);
        scratch.GiveBack();
        return queued;
    }

    private async ValueTask<Connection> ConnectPeerAsync(Atom to, CancellationToken cancellationToken) =>
        await ConnectAsync(to, cancellationToken, DialCause.Message).ConfigureAwait(false)
        ?? throw NodeConnectionException.NotConnected(to, _autoConnect);

    /// <summary>A message whose sender has been told that it is on its way.</summary>
    private sealed class Sent : IPost
    {
        public static Sent Instance { get; } = new();

        public void Write(ref TermWriter writer) => throw new NotSupportedException();

        public void OnUndelivered(NodeConnectionException reason)
        {
        }
    }
}
