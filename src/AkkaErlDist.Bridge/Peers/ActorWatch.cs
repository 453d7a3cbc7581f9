using AkkaErlDist.Bridge.Refs;
using ErlDist.Terms;

namespace AkkaErlDist.Bridge.Peers;

/// <summary>What a BEAM node has on the actor of one path, whatever its incarnation.</summary>
internal sealed class ActorWatch(string path)
{
    /// <summary>The path without address and uid.</summary>
    public string Path { get; } = path;

    public Dictionary<Reference, ActorMonitor> Monitors { get; } = [];

    /// <summary>Links, and of which actor each is.</summary>
    public Dictionary<LinkKey, LocalRef> Links { get; } = [];

    /// <summary>The paths, each with the uid or without, that Akka was told to watch.</summary>
    public HashSet<string> Watched { get; } = new(StringComparer.Ordinal);

    /// <summary>The Ask that it is of: Akka can't watch that.</summary>
    public LocalRef? Temporary { get; init; }

    /// <summary>Since when nobody monitors and nobody is linked.</summary>
    public TimeSpan IdleSince { get; set; }

    public bool IsIdle => Monitors.Count == 0 && Links.Count == 0;

    /// <summary>The uid of a path, empty where it has none.</summary>
    public static string UidOf(string path) =>
        path.IndexOf('#', StringComparison.Ordinal) is >= 0 and int mark ? path[mark..] : "";
}

/// <param name="Watcher">The process that monitors.</param>
/// <param name="Pid">The actor's pid, where it is monitored by that.</param>
/// <param name="Name">The name, where it is monitored by that.</param>
/// <param name="Uid">The incarnation that is meant, as the end of a path; empty for whichever there is.</param>
internal sealed record ActorMonitor(Pid Watcher, Pid? Pid, Atom? Name, string Uid);

/// <param name="Actor">The actor's pid.</param>
/// <param name="Process">The BEAM process.</param>
internal readonly record struct LinkKey(Pid Actor, Pid Process);
