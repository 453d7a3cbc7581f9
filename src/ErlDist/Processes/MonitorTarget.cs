namespace ErlDist.Embedding;

/// <summary>
/// Whom a message, a call or a monitor is for: a process by its pid, or by its registered name and node
/// (<c>send_destination()</c> and <c>monitor_process_identifier()</c> of the module <c>erlang</c>).
/// </summary>
/// <param name="Node">The node.</param>
/// <param name="Pid">The pid; null when it is meant by name.</param>
/// <param name="Name">The registered name; null when it is meant by its pid.</param>
public readonly record struct MonitorTarget(Atom Node, Pid? Pid, Atom? Name)
{
    /// <summary>A process by its pid.</summary>
    public static MonitorTarget Of(Pid pid) => new(pid?.Node ?? throw new ArgumentNullException(nameof(pid)), pid, null);

    /// <summary>A process by its registered name.</summary>
    public static MonitorTarget Of(Atom name, Atom node) => new(node, null, name);

    /// <summary>The third element of the DOWN message: the pid, or <c>{Name, Node}</c>.</summary>
    public Term Object => Pid is { } pid ? pid : Term.Tuple(Name!, Node);
}
