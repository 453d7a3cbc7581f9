using ErlDist.Terms;

namespace ErlDist.Embedding;

/// <summary>What one process asks of another. Old and new forms of a control message, with and without trace token, are one kind.</summary>
public enum SignalKind : byte
{
    /// <summary>No signal.</summary>
    None,

    /// <summary>A message to a pid: SEND, SEND_SENDER, ALTACT_SIG_SEND. Payload: the message.</summary>
    Send,

    /// <summary>A message to a registered name: REG_SEND, ALTACT_SIG_SEND. Payload: the message.</summary>
    SendToName,

    /// <summary>A message to an alias: ALIAS_SEND, ALTACT_SIG_SEND. Payload: the message.</summary>
    SendToAlias,

    /// <summary>LINK.</summary>
    Link,

    /// <summary>UNLINK_ID, or UNLINK with <see cref="Signal.Id"/> 0, which wants no acknowledgement.</summary>
    Unlink,

    /// <summary>UNLINK_ID_ACK.</summary>
    UnlinkAck,

    /// <summary>A linked process ended: EXIT, PAYLOAD_EXIT. Payload: the reason.</summary>
    Exit,

    /// <summary>exit/2: EXIT2, PAYLOAD_EXIT2, ALTACT_SIG_SEND. Payload: the reason.</summary>
    Exit2,

    /// <summary>exit/2 to a registered name, by ALTACT_SIG_SEND alone. Payload: the reason.</summary>
    Exit2ToName,

    /// <summary>exit/2 to an alias, by ALTACT_SIG_SEND alone. Payload: the reason.</summary>
    Exit2ToAlias,

    /// <summary>GROUP_LEADER.</summary>
    GroupLeader,

    /// <summary>MONITOR_P.</summary>
    Monitor,

    /// <summary>DEMONITOR_P.</summary>
    Demonitor,

    /// <summary>A monitored process ended: MONITOR_P_EXIT, PAYLOAD_MONITOR_P_EXIT. Payload: the reason.</summary>
    MonitorDown,

    /// <summary>SPAWN_REQUEST. Payload: the list of arguments.</summary>
    SpawnRequest,

    /// <summary>SPAWN_REPLY.</summary>
    SpawnReply,
}

/// <summary>What a spawn reply says was set up with the new process.</summary>
[Flags]
internal enum SpawnFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The parent is linked to it.</summary>
    Link = 1,

    /// <summary>The parent monitors it, by the request's reference.</summary>
    Monitor = 2,
}

/// <summary>What a spawn request asks for, besides the arguments.</summary>
/// <param name="GroupLeader">The group leader of the new process.</param>
/// <param name="Module">The function's module.</param>
/// <param name="Function">The function.</param>
/// <param name="Arity">Its number of arguments.</param>
/// <param name="Options">The list of spawn options: <c>link</c>, <c>monitor</c>, <c>{priority, …}</c> and so on.</param>
internal sealed record SpawnRequest(Pid GroupLeader, Atom Module, Atom Function, int Arity, Term Options);

/// <summary>
/// A control message in normal form (erl_dist_protocol, "Protocol between Connected Nodes"). What follows it (message, reason or
/// arguments) travels beside it as encoded bytes.
/// </summary>
public readonly record struct Signal
{
    /// <summary>What is asked.</summary>
    public SignalKind Kind { get; init; }

    /// <summary>Whether the receiver takes it before all that is not urgent (OTP 28).</summary>
    public bool IsPriority { get; init; }

    /// <summary>What a spawn reply says was set up.</summary>
    internal SpawnFlags SpawnFlags { get; init; }

    /// <summary>
    /// The sender. Of <see cref="SignalKind.GroupLeader"/> the leader, of <see cref="SignalKind.MonitorDown"/> the process that
    /// ended (null when monitored by name), of <see cref="SignalKind.SpawnReply"/> the new process (null when there is none);
    /// null in a SEND of a peer that doesn't tell.
    /// </summary>
    public Pid? From { get; init; }

    /// <summary>The receiver, where it is a pid.</summary>
    public Pid? To { get; init; }

    /// <summary>
    /// A registered name: the receiver, the process that is monitored, or (in <see cref="SignalKind.MonitorDown"/>) that ended. Of
    /// <see cref="SignalKind.SpawnReply"/> why there is no process.
    /// </summary>
    public Atom? Name { get; init; }

    /// <summary>The monitor, the alias, or the spawn request.</summary>
    public Reference? Ref { get; init; }

    /// <summary>What connects an unlink with its acknowledgement; not 0 except as <see cref="SignalKind.Unlink"/> says.</summary>
    public ulong Id { get; init; }

    /// <summary>The trace token of seq_trace, if there is one.</summary>
    public Term? Token { get; init; }

    /// <summary>What a spawn request asks for.</summary>
    internal SpawnRequest? Spawn { get; init; }

    /// <summary>Whether encoded bytes travel beside it.</summary>
    public bool HasPayload => Kind is SignalKind.Send or SignalKind.SendToName or SignalKind.SendToAlias or SignalKind.Exit
        or SignalKind.Exit2 or SignalKind.Exit2ToName or SignalKind.Exit2ToAlias or SignalKind.MonitorDown or SignalKind.SpawnRequest;
}
