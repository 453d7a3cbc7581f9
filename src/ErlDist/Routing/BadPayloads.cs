using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Wire;
using Microsoft.Extensions.Logging;

namespace ErlDist.Routing;

/// <summary>
/// Messages, reasons and arguments of peers that cannot be read: too deep, too large, of a release with other terms. Each costs itself
/// alone, as the frame around it was in order, and who waits for an answer is told. One line tells the operator.
/// </summary>
internal sealed class BadPayloads(ConnectionServices services, SignalRouter router)
{
    private static readonly Atom s_badarg = Atom.Get("badarg");

    /// <summary>One has come.</summary>
    public void OnArrival(Connection connection, in IncomingSignal incoming, NodeProcess? receiver, TermFormatException cause)
    {
        Signal signal = incoming.Signal;
        services.Meters.OnDropped("unreadable");
        Tell(connection.PeerName, signal, cause);
        Term reason = cause.ToReason();
        switch (signal.Kind)
        {
            case SignalKind.SpawnRequest:
                router.TryRoute(Signals.NotSpawned(signal, s_badarg), signal.From!.Node);
                break;
            case SignalKind.Send or SignalKind.SendToName or SignalKind.SendToAlias:
                FailCaller(connection, incoming, receiver, reason);
                break;
            default:
                router.DeliverControl(receiver, signal, reason, connection.PeerName);
                break;
        }
    }

    private void Tell(Atom peer, Signal signal, TermFormatException cause)
    {
        string what = signal.Kind switch
        {
            SignalKind.Send or SignalKind.SendToName or SignalKind.SendToAlias => "a message",
            SignalKind.SpawnRequest => "the arguments of a spawn request",
            _ => "the reason of an exit signal",
        };
        string sender = signal.From?.ToString() ?? "a process that it does not name";
        string receiver = signal.Name?.Name ?? signal.To?.ToString() ?? "an alias";
        services.Complaints.Tell(
            "payload", peer.Name, LogLevel.Error,
            (level, more) => services.Log.BadPayload(level, what, peer.Name, sender, receiver, cause.Message + more));
    }

    /// <summary>Ends the monitor of who made a gen call: <c>{'$gen_call', {Caller, Tag}, Request}</c> as far as it can be read.</summary>
    private void FailCaller(Connection connection, in IncomingSignal incoming, NodeProcess? receiver, Term reason)
    {
        if (receiver is null)
        {
            return;
        }

        Pid? caller = incoming.Signal.From;
        Reference? monitor = null;
        bool isCall = false;
        bool hasHead = false;
        try
        {
            var reader = new TermReader(incoming.Payload, incoming.AtomRefs, services.Limits.Terms, connection.Pids);
            if (reader.Peek() != TermKind.Tuple || reader.ReadTupleHeader() != 3 || !reader.TryReadAtom("$gen_call"u8))
            {
                return;
            }

            isCall = true;
            if (reader.ReadTupleHeader() == 2)
            {
                caller = reader.ReadPid();
                Term tag = reader.ReadTerm();
                monitor = GenReply.To(caller, tag).Alias ?? tag as Reference;
                hasHead = true;
            }
        }
        catch (TermFormatException)
        {
            // Its head is no better; the sender that the frame names has waited long enough.
        }

        if (!isCall || caller is null || !caller.Node.Equals(connection.PeerName))
        {
            return;
        }

        if (monitor is not null)
        {
            receiver.FailCaller(caller, monitor, reason);
        }
        else if (!hasHead)
        {
            receiver.FailCaller(caller, reason);
        }
    }
}
