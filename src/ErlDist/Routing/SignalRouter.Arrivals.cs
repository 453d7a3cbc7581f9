using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Processes;
using ErlDist.Wire;

namespace ErlDist.Routing;

/// <summary>What arrives: from a connection, or from another process of this node, to the process that it is for.</summary>
internal sealed partial class SignalRouter
{
    /// <summary>What a connection has read: each signal in turn.</summary>
    /// <exception cref="ErlangException">One breaks a rule; the connection ends.</exception>
    public void OnRead(Connection connection)
    {
        while (connection.TryReceive(out IncomingSignal incoming))
        {
            OnSignal(connection, incoming);
        }
    }

    /// <summary>A signal has arrived from a peer. One whose payload cannot be read costs that message and no more.</summary>
    /// <exception cref="ErlangException">It breaks a rule; the connection ends.</exception>
    private void OnSignal(Connection connection, in IncomingSignal incoming)
    {
        try
        {
            if (incoming.CutFrom > 0)
            {
                int limit = _services.Limits.Wire.MaxFragmentBytes;
                throw new TermFormatException(
                    $"{incoming.CutFrom} bytes in fragments are more than the limit of {limit}", 0, nameof(WireLimits.MaxFragmentBytes), incoming.CutFrom, limit);
            }

            Dispatch(connection, incoming);
        }
        catch (TermFormatException e)
        {
            _badPayloads.OnArrival(connection, incoming, FindReceiver(incoming.Signal), e);
        }
    }

    private void Dispatch(Connection connection, in IncomingSignal incoming)
    {
        Signal signal = incoming.Signal;
        switch (signal.Kind)
        {
            case SignalKind.SpawnRequest:
                var arguments = new IncomingMessage(incoming, connection.Account, TermLimits, connection.Pids).ToTerm(out MessageHold hold);
                using (TraceToken.Enter(TraceToken.Read(signal.Token, _traceContext)))
                {
                    SpawnRequested!(signal, arguments, hold);
                }

                return;
            case SignalKind.SpawnReply:
                SpawnReplied!(signal, connection.PeerName);
                return;
            case SignalKind.GroupLeader:
                return; // Processes here have no group leader of their own.
        }

        NodeProcess? receiver = FindReceiver(signal);
        if (IsMessage(signal))
        {
            var message = new IncomingMessage(incoming, connection.Account, TermLimits, connection.Pids);
            if (receiver is not null)
            {
                receiver.HandleMessage(message);
            }
            else
            {
                _services.Meters.OnDropped("noproc");
                OnUndelivered(signal, message);
            }
        }
        else
        {
            SignalPayload.Begin(connection.Account, incoming.Payload.Length);
            try
            {
                DeliverControl(receiver, signal, signal.HasPayload ? Decode(connection, incoming) : null, connection.PeerName);
            }
            finally
            {
                SignalPayload.End();
            }
        }
    }

    private void OnUndelivered(in Signal signal, in IncomingMessage message)
    {
        try
        {
            Undelivered?.Invoke(signal, message);
        }
#pragma warning disable CA1031 // A user's code: what it throws must not end the peer's connection.
        catch (Exception e) when (e is not TermFormatException)
        {
            _services.Log.EventHandlerFailed(nameof(Undelivered), e);
        }
#pragma warning restore CA1031
    }

    /// <summary>A signal of a process of this node.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="payload">Its message or its reason, where it has one.</param>
    internal void DeliverLocally(in Signal signal, Term? payload)
    {
        NodeProcess? receiver = FindReceiver(signal);
        if (IsMessage(signal))
        {
            receiver?.HandleMessage(new IncomingMessage(signal.From, Self, payload!, signal.Token));
        }
        else
        {
            DeliverControl(receiver, signal, payload, Self);
        }
    }

    internal void DeliverControl(NodeProcess? receiver, in Signal signal, Term? reason, Atom origin)
    {
        if (receiver is not null)
        {
            receiver.OnSignal(signal, reason, origin);
        }
        else if (Relations.OfNobody(signal) is { Kind: ReactionKind.Send } answer)
        {
            TryRoute(answer.Signal, answer.Node!, answer.Reason);
        }
    }

    private static bool IsMessage(in Signal signal) =>
        signal.Kind is SignalKind.Send or SignalKind.SendToName or SignalKind.SendToAlias;

    private NodeProcess? FindReceiver(in Signal signal) =>
        signal.To is { } pid ? _processes.Find(pid)
        : signal.Name is { } name ? _processes.Find(name)
        : signal.Kind is SignalKind.SendToAlias or SignalKind.Exit2ToAlias ? _processes.Find(signal.Ref!)
        : null;

    private Term Decode(Connection connection, in IncomingSignal incoming)
    {
        var reader = new TermReader(incoming.Payload, incoming.AtomRefs, TermLimits, connection.Pids, incoming.Takeable);
        return reader.ReadTerm();
    }
}
