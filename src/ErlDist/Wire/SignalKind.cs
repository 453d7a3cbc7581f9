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
