namespace ErlDist.Processes;

/// <summary>Who monitors a process, and by which name if not by pid.</summary>
internal readonly record struct Watcher(Pid Pid, Atom? ByName);
