using ErlDist.Embedding;

namespace ErlDist.Wire;

/// <summary>
/// The shape of a control message. The table holds for both directions; ALTACT_SIG_SEND, whose elements follow from its flags, is
/// <see cref="AltAct"/>'s matter.
/// </summary>
internal sealed record ControlForm(byte Op, string Name, SignalKind Kind, PayloadPlace Payload, params Slot[] Slots)
{
    private static readonly ControlForm?[] s_byOp = MakeTable(
    [
        new(1, "LINK", SignalKind.Link, PayloadPlace.None, Slot.From, Slot.To),
        new(2, "SEND", SignalKind.Send, PayloadPlace.Behind, Slot.Unused, Slot.AnyTo),
        new(3, "EXIT", SignalKind.Exit, PayloadPlace.Inside, Slot.From, Slot.To, Slot.Reason),
        new(4, "UNLINK", SignalKind.Unlink, PayloadPlace.None, Slot.From, Slot.To),
        new(6, "REG_SEND", SignalKind.SendToName, PayloadPlace.Behind, Slot.AnyFrom, Slot.Unused, Slot.Name),
        new(7, "GROUP_LEADER", SignalKind.GroupLeader, PayloadPlace.None, Slot.AnyFrom, Slot.AnyTo),
        new(8, "EXIT2", SignalKind.Exit2, PayloadPlace.Inside, Slot.From, Slot.To, Slot.Reason),
        new(12, "SEND_TT", SignalKind.Send, PayloadPlace.Behind, Slot.Unused, Slot.AnyTo, Slot.Token),
        new(13, "EXIT_TT", SignalKind.Exit, PayloadPlace.Inside, Slot.From, Slot.To, Slot.Token, Slot.Reason),
        new(16, "REG_SEND_TT", SignalKind.SendToName, PayloadPlace.Behind, Slot.AnyFrom, Slot.Unused, Slot.Name, Slot.Token),
        new(18, "EXIT2_TT", SignalKind.Exit2, PayloadPlace.Inside, Slot.From, Slot.To, Slot.Token, Slot.Reason),
        new(19, "MONITOR_P", SignalKind.Monitor, PayloadPlace.None, Slot.From, Slot.ToOrName, Slot.Ref),
        new(20, "DEMONITOR_P", SignalKind.Demonitor, PayloadPlace.None, Slot.From, Slot.ToOrName, Slot.Ref),
        new(21, "MONITOR_P_EXIT", SignalKind.MonitorDown, PayloadPlace.Inside, Slot.FromOrName, Slot.To, Slot.Ref, Slot.Reason),
        new(22, "SEND_SENDER", SignalKind.Send, PayloadPlace.Behind, Slot.AnyFrom, Slot.AnyTo),
        new(23, "SEND_SENDER_TT", SignalKind.Send, PayloadPlace.Behind, Slot.AnyFrom, Slot.AnyTo, Slot.Token),
        new(24, "PAYLOAD_EXIT", SignalKind.Exit, PayloadPlace.Behind, Slot.From, Slot.To),
        new(25, "PAYLOAD_EXIT_TT", SignalKind.Exit, PayloadPlace.Behind, Slot.From, Slot.To, Slot.Token),
        new(26, "PAYLOAD_EXIT2", SignalKind.Exit2, PayloadPlace.Behind, Slot.From, Slot.To),
        new(27, "PAYLOAD_EXIT2_TT", SignalKind.Exit2, PayloadPlace.Behind, Slot.From, Slot.To, Slot.Token),
        new(28, "PAYLOAD_MONITOR_P_EXIT", SignalKind.MonitorDown, PayloadPlace.Behind, Slot.FromOrName, Slot.To, Slot.Ref),
        new(29, "SPAWN_REQUEST", SignalKind.SpawnRequest, PayloadPlace.Behind, Slot.Ref, Slot.From, Slot.Leader, Slot.Mfa, Slot.Options),
        new(
            30, "SPAWN_REQUEST_TT", SignalKind.SpawnRequest, PayloadPlace.Behind,
            Slot.Ref, Slot.From, Slot.Leader, Slot.Mfa, Slot.Options, Slot.Token),
        new(31, "SPAWN_REPLY", SignalKind.SpawnReply, PayloadPlace.None, Slot.Ref, Slot.To, Slot.SpawnFlags, Slot.FromOrError),
        new(
            32, "SPAWN_REPLY_TT", SignalKind.SpawnReply, PayloadPlace.None,
            Slot.Ref, Slot.To, Slot.SpawnFlags, Slot.FromOrError, Slot.Token),
        new(33, "ALIAS_SEND", SignalKind.SendToAlias, PayloadPlace.Behind, Slot.AnyFrom, Slot.Ref),
        new(34, "ALIAS_SEND_TT", SignalKind.SendToAlias, PayloadPlace.Behind, Slot.AnyFrom, Slot.Ref, Slot.Token),
        new(35, "UNLINK_ID", SignalKind.Unlink, PayloadPlace.None, Slot.Id, Slot.From, Slot.To),
        new(36, "UNLINK_ID_ACK", SignalKind.UnlinkAck, PayloadPlace.None, Slot.Id, Slot.From, Slot.To),
        new(AltAct.Op, "ALTACT_SIG_SEND", SignalKind.None, PayloadPlace.Behind),
    ]);

    /// <summary>The form of an operation, or null where none has it.</summary>
    public static ControlForm? Of(long op) => (ulong)op < (ulong)s_byOp.Length ? s_byOp[op] : null;

    /// <summary>The form in which a signal goes to a peer that can do <paramref name="flags"/>, or null where none will do.</summary>
    /// <remarks>ALTACT_SIG_SEND goes first where it does: it is all that carries priority, and what OTP 28 uses for aliases.</remarks>
    public static ControlForm? For(in Signal signal, DistributionFlags flags)
    {
        bool traced = signal.Token is not null;
        bool payload = flags.Has(DistributionFlags.ExitPayload);
        bool altAct = flags.Has(DistributionFlags.AltActSignals);
        int op = signal.Kind switch
        {
            SignalKind.Send when signal.IsPriority && altAct && signal.From is not null => AltAct.Op,
            SignalKind.Send when signal.From is null || !flags.Has(DistributionFlags.SendSender) => traced ? 12 : 2,
            SignalKind.Send => traced ? 23 : 22,
            SignalKind.SendToName when signal.IsPriority && altAct => AltAct.Op,
            SignalKind.SendToName => traced ? 16 : 6,
            SignalKind.SendToAlias or SignalKind.Exit2ToName or SignalKind.Exit2ToAlias when altAct => AltAct.Op,
            SignalKind.SendToAlias when flags.Has(DistributionFlags.Alias) => traced ? 34 : 33,
            SignalKind.Link => 1,
            SignalKind.Unlink => flags.Has(DistributionFlags.UnlinkId) ? 35 : 4,
            SignalKind.UnlinkAck when flags.Has(DistributionFlags.UnlinkId) => 36,
            SignalKind.Exit when payload => traced ? 25 : 24,
            SignalKind.Exit => traced ? 13 : 3,
            SignalKind.Exit2 when signal.IsPriority && altAct => AltAct.Op,
            SignalKind.Exit2 when payload => traced ? 27 : 26,
            SignalKind.Exit2 => traced ? 18 : 8,
            SignalKind.GroupLeader => 7,
            SignalKind.Monitor when flags.Has(MonitorFlag(signal)) => 19,
            SignalKind.Demonitor when flags.Has(MonitorFlag(signal)) => 20,
            SignalKind.MonitorDown => payload ? 28 : 21,
            SignalKind.SpawnRequest when flags.Has(DistributionFlags.Spawn) => traced ? 30 : 29,
            SignalKind.SpawnReply when flags.Has(DistributionFlags.Spawn) => traced ? 32 : 31,
            _ => 0,
        };
        return Of(op);
    }

    private static DistributionFlags MonitorFlag(in Signal signal) =>
        signal.Name is null ? DistributionFlags.DistMonitor : DistributionFlags.DistMonitorName;

    private static ControlForm?[] MakeTable(ControlForm[] forms)
    {
        var table = new ControlForm?[forms.Max(form => form.Op) + 1];
        foreach (ControlForm form in forms)
        {
            table[form.Op] = form;
        }

        return table;
    }
}
