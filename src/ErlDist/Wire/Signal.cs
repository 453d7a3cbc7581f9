using ErlDist.Wire;

namespace ErlDist.Embedding;

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
    /// null in a SEND of a peer that does not tell.
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
