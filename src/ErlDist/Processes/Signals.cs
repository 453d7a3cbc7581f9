using ErlDist.Wire;

namespace ErlDist.Embedding;

/// <summary>The signals that processes send, by the names of what they do in Erlang.</summary>
public static class Signals
{
    /// <summary><c>Pid ! Message</c>.</summary>
    public static Signal Send(Pid from, Pid to) => new() { Kind = SignalKind.Send, From = from, To = to };

    /// <summary><c>{Name, Node} ! Message</c>.</summary>
    public static Signal SendToName(Pid from, Atom name) => new() { Kind = SignalKind.SendToName, From = from, Name = name };

    /// <summary><c>Alias ! Message</c>.</summary>
    public static Signal SendToAlias(Pid from, Reference alias) => new() { Kind = SignalKind.SendToAlias, From = from, Ref = alias };

    internal static Signal Link(Pid from, Pid to) => new() { Kind = SignalKind.Link, From = from, To = to };

    internal static Signal Unlink(Pid from, Pid to, ulong id) =>
        new() { Kind = SignalKind.Unlink, From = from, To = to, Id = id };

    internal static Signal UnlinkAck(Pid from, Pid to, ulong id) =>
        new() { Kind = SignalKind.UnlinkAck, From = from, To = to, Id = id };

    internal static Signal Exit(Pid from, Pid to) => new() { Kind = SignalKind.Exit, From = from, To = to };

    internal static Signal Exit2(Pid from, Pid to) => new() { Kind = SignalKind.Exit2, From = from, To = to };

    internal static Signal Monitor(Pid from, in MonitorTarget target, Reference reference) =>
        new() { Kind = SignalKind.Monitor, From = from, To = target.Pid, Name = target.Name, Ref = reference };

    internal static Signal Demonitor(Pid from, in MonitorTarget target, Reference reference) =>
        new() { Kind = SignalKind.Demonitor, From = from, To = target.Pid, Name = target.Name, Ref = reference };

    /// <param name="from">The process that ended; null when there was none of that name.</param>
    /// <param name="name">The name that it was monitored by; null when it was monitored by its pid.</param>
    /// <param name="to">Who monitored it.</param>
    /// <param name="reference">The monitor.</param>
    internal static Signal MonitorDown(Pid? from, Atom? name, Pid to, Reference reference) =>
        new() { Kind = SignalKind.MonitorDown, From = from, Name = name, To = to, Ref = reference };

    internal static Signal SpawnRequest(Reference reference, Pid from, SpawnRequest request) =>
        new() { Kind = SignalKind.SpawnRequest, Ref = reference, From = from, Spawn = request };

    internal static Signal Spawned(in Signal request, Pid process, SpawnFlags flags) =>
        new() { Kind = SignalKind.SpawnReply, Ref = request.Ref, To = request.From, From = process, SpawnFlags = flags };

    internal static Signal NotSpawned(in Signal request, Atom reason) =>
        new() { Kind = SignalKind.SpawnReply, Ref = request.Ref, To = request.From, Name = reason };
}
