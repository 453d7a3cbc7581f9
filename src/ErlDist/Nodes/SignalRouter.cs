using System.Buffers;
using ErlDist.Connections;
using ErlDist.Processes;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Nodes;

/// <summary>
/// The way of every signal: from a local process to the peer's queue or to another local process, and from a connection
/// to the process that it is for.
/// </summary>
internal sealed class SignalRouter(ErlangNode node)
{
    [ThreadStatic]
    private static PayloadScratch? t_scratch;

    private readonly LocalSignals _local = new(node);

    /// <summary>Sends a term, connecting and awaiting room as needed.</summary>
    /// <exception cref="NodeConnectionException">The node cannot be reached, or the connection broke.</exception>
    public ValueTask SendAsync(in Signal signal, Atom to, Term message, CancellationToken cancellationToken)
    {
        if (to.Equals(node.NameAtom))
        {
            _local.Send(signal, message);
            return ValueTask.CompletedTask;
        }

        Connection? connection = node.Peers.Find(to);
        if (connection is null)
        {
            return SendSlowlyAsync(signal, to, message, cancellationToken);
        }

        return TryEncodeAndEnqueue(connection, signal, message, out _) == EnqueueResult.Queued
            ? ValueTask.CompletedTask
            : SendSlowlyAsync(signal, to, message, cancellationToken);
    }

    /// <summary>Sends an encoded message if the connection is up and has room; never waits, never connects.</summary>
    /// <param name="signal">A send.</param>
    /// <param name="to">The node.</param>
    /// <param name="payload">The message in the external term format without the leading 131; copied.</param>
    /// <param name="room">When busy: completes when there is room, or the connection is closed.</param>
    public SendResult TrySend(in Signal signal, Atom to, ReadOnlyMemory<byte> payload, out Task room)
    {
        room = Task.CompletedTask;
        return node.Peers.Find(to) is not { } connection
            ? SendResult.NotConnected
            : connection.Outbound.TryEnqueue(signal, new(payload), null, out room) switch
            {
                EnqueueResult.Queued => SendResult.Sent,
                EnqueueResult.Busy => SendResult.Busy,
                _ => SendResult.NotConnected,
            };
    }

    /// <summary>
    /// The reply of a process to a call. It never connects: who calls is connected, or has been told that it no longer is
    /// (<c>noconnection</c>). It waits for room only, as a BEAM process does on a busy connection.
    /// </summary>
    /// <returns>False when it goes nowhere.</returns>
    public async ValueTask<bool> ReplyAsync(Pid from, GenReply reply, Term message, CancellationToken cancellationToken)
    {
        if (reply.Node.Equals(node.NameAtom))
        {
            _local.Send(reply.Signal(from), message);
            return true;
        }

        while (node.Peers.Find(reply.Node) is { } connection && Takes(connection, reply))
        {
            EnqueueResult result = TryEncodeAndEnqueue(connection, reply.Signal(from), message, out Task room);
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
        if (reply.MayBeCausedBy(origin) && (node.Peers.Find(reply.Node) is not { } connection || Takes(connection, reply)))
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
        if (to.Equals(node.NameAtom))
        {
            _local.Send(signal, message);
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
    public bool TryRoute(in Signal signal, Atom to, Term? reason = null)
    {
        if (to.Equals(node.NameAtom))
        {
            _local.Enqueue(signal, reason);
            return true;
        }

        if (node.Peers.Find(to) is not { } connection)
        {
            return false;
        }

        if (reason is null)
        {
            return connection.Outbound.TryEnqueueControl(signal, ReadOnlySequence<byte>.Empty, null);
        }

        PayloadScratch scratch = t_scratch ??= new PayloadScratch();
        scratch.Encode(reason, connection.UsesAtomCache);
        bool queued = connection.Outbound.TryEnqueueControl(signal, scratch.Payload, scratch);
        scratch.Clear();
        return queued;
    }

    /// <summary>Connects where that is needed and allowed.</summary>
    /// <exception cref="NodeConnectionException">The node cannot be reached.</exception>
    public async ValueTask<Connection?> ConnectAsync(Atom to, CancellationToken cancellationToken)
    {
        if (to.Equals(node.NameAtom))
        {
            return null;
        }

        if (node.Peers.Find(to) is { Reason: null } connection)
        {
            return connection;
        }

        AutoConnect auto = node.Options.AutoConnect;
        if (auto == AutoConnect.Never || (auto == AutoConnect.Once && node.Peers.WasConnected(to)))
        {
            throw NodeConnectionException.NotConnected(to, auto);
        }

        return await node.Peers.GetAsync(to, cancellationToken).ConfigureAwait(false);
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
        node.Peers.Find(to) is not { } connection || connection.Handshake.Flags.Has(DistributionFlags.UnlinkId);

    /// <summary>A signal has arrived from a peer.</summary>
    /// <exception cref="ErlangException">It breaks a rule; the connection ends.</exception>
    public void OnSignal(Connection connection, in IncomingSignal incoming)
    {
        try
        {
            Dispatch(connection, incoming);
        }
        catch (TermFormatException e)
        {
            throw new WireException(WireError.BadTerm, $"the payload of {incoming.Signal.Kind}", e.Offset, e.Reason + ".", e);
        }
    }

    private void Dispatch(Connection connection, in IncomingSignal incoming)
    {
        Signal signal = incoming.Signal;
        switch (signal.Kind)
        {
            case SignalKind.SpawnRequest:
                node.Spawner.OnRequest(signal, Decode(connection, incoming));
                return;
            case SignalKind.SpawnReply:
                node.Calls.OnSpawnReply(signal, connection.PeerName);
                return;
            case SignalKind.GroupLeader:
                return; // Processes here have no group leader of their own.
        }

        LocalProcess? receiver = FindReceiver(signal);
        if (receiver is null && node.Options.SignalHost is { } host)
        {
            host.OnSignal(connection.Link, signal, incoming.Payload, incoming.AtomRefs);
        }
        else if (IsMessage(signal))
        {
            receiver?.HandleMessage(new IncomingMessage(incoming, connection.PeerName, node.Options.Limits.Terms, connection.Pids));
        }
        else
        {
            DeliverControl(receiver, signal, signal.HasPayload ? Decode(connection, incoming) : null, connection.PeerName);
        }
    }

    /// <summary>A signal of a process of this node.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="payload">Its message or its reason, where it has one.</param>
    internal void DeliverLocally(in Signal signal, Term? payload)
    {
        LocalProcess? receiver = FindReceiver(signal);
        if (IsMessage(signal))
        {
            receiver?.HandleMessage(new IncomingMessage(signal.From, node.NameAtom, payload!));
        }
        else
        {
            DeliverControl(receiver, signal, payload, node.NameAtom);
        }
    }

    private void DeliverControl(LocalProcess? receiver, in Signal signal, Term? reason, Atom origin)
    {
        if (receiver is not null)
        {
            receiver.OnSignal(signal, reason, origin);
            return;
        }

        switch (signal.Kind)
        {
            case SignalKind.Link:
                TryRoute(Signals.Exit(signal.To!, signal.From!), signal.From!.Node, Atom.Noproc);
                break;
            case SignalKind.Unlink when signal.Id != 0:
                TryRoute(Signals.UnlinkAck(signal.To!, signal.From!, signal.Id), signal.From!.Node);
                break;
            case SignalKind.Monitor:
                TryRoute(
                    Signals.MonitorDown(signal.To, signal.Name, signal.From!, signal.Ref!), signal.From!.Node, Atom.Noproc);
                break;
        }
    }

    private static bool Takes(Connection connection, GenReply reply) =>
        reply.Alias is null || connection.Handshake.Flags.Has(DistributionFlags.Alias);

    private static bool IsMessage(in Signal signal) =>
        signal.Kind is SignalKind.Send or SignalKind.SendToName or SignalKind.SendToAlias;

    private LocalProcess? FindReceiver(in Signal signal) =>
        signal.To is { } pid ? node.Processes.Find(pid)
        : signal.Name is { } name ? node.Processes.Find(name)
        : signal.Kind is SignalKind.SendToAlias or SignalKind.Exit2ToAlias ? node.Calls
        : null;

    private Term Decode(Connection connection, in IncomingSignal incoming)
    {
        var reader = new TermReader(incoming.Payload, incoming.AtomRefs, node.Options.Limits.Terms, connection.Pids, incoming.Takeable);
        return reader.ReadTerm();
    }

    private async ValueTask SendSlowlyAsync(Signal signal, Atom to, Term message, CancellationToken cancellationToken)
    {
        while (true)
        {
            Connection? connection = await ConnectAsync(to, cancellationToken).ConfigureAwait(false);
            if (connection is null)
            {
                _local.Send(signal, message); // A dynamic name was ours after all.
                return;
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

    private static EnqueueResult TryEncodeAndEnqueue(Connection connection, in Signal signal, Term message, out Task room)
    {
        PayloadScratch scratch = t_scratch ??= new PayloadScratch();
        scratch.Encode(message, connection.UsesAtomCache);
        EnqueueResult result = connection.Outbound.TryEnqueue(signal, scratch.Payload, scratch, out room);
        scratch.Clear();
        return result;
    }
}

/// <summary>What became of a message that may not wait.</summary>
public enum SendResult
{
    /// <summary>It will be written.</summary>
    Sent,

    /// <summary>Too much waits for that node.</summary>
    Busy,

    /// <summary>There is no connection to that node.</summary>
    NotConnected,
}
