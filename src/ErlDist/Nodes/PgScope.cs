using ErlDist.Embedding;
using ErlDist.Services;

namespace ErlDist;

/// <summary>
/// A scope of <c>pg</c> (kernel, "pg"): groups of processes that all connected nodes with that scope see, under any term as the name.
/// Processes of this node join; those of other nodes are told of by these. A hidden node of ours finds the scopes of visible nodes too; two hidden
/// nodes do not find each other.
/// </summary>
/// <remarks>Safe for many threads. What one peer may have here is bounded (<see cref="NodeLimits.NamesPerPeer"/>).</remarks>
public sealed class PgScope
{
    private readonly PgProcess _process;

    internal PgScope(string name, PgProcess process)
    {
        Name = name;
        _process = process;
    }

    /// <summary>The scope's name; its process is registered under it.</summary>
    public string Name { get; }

    /// <summary><c>pg:which_groups/1</c>.</summary>
    public IReadOnlyList<Term> GetGroups() => _process.Read(g => g.Groups);

    /// <summary><c>pg:which_local_groups/1</c>.</summary>
    public IReadOnlyList<Term> GetLocalGroups() => _process.Read(g => g.LocalGroups);

    /// <summary><c>pg:join/3</c>: a process may join a group more than once, and leaves it as often. It leaves by itself when it ends.</summary>
    /// <param name="group">The group.</param>
    /// <param name="processes">Processes of this node.</param>
    /// <exception cref="ArgumentException">A process lives on another node.</exception>
    public void Join(Term group, params IReadOnlyList<Pid> processes)
    {
        ArgumentNullException.ThrowIfNull(group);
        ThrowIfRemote(processes);
        if (processes.Count > 0)
        {
            _process.Join(group, processes);
        }
    }

    /// <summary><c>pg:leave/3</c>.</summary>
    /// <param name="group">The group.</param>
    /// <param name="processes">Processes of this node.</param>
    /// <returns>False where none was a member (<c>not_joined</c>).</returns>
    /// <exception cref="ArgumentException">A process lives on another node.</exception>
    public bool Leave(Term group, params IReadOnlyList<Pid> processes)
    {
        ArgumentNullException.ThrowIfNull(group);
        ThrowIfRemote(processes);
        return _process.Leave(group, processes);
    }

    /// <summary><c>pg:get_members/2</c>: of all nodes, in no order, each as often as it joined.</summary>
    public IReadOnlyList<Pid> GetMembers(Term group) => _process.Read(g => g.Members(group));

    /// <summary><c>pg:get_local_members/2</c>.</summary>
    public IReadOnlyList<Pid> GetLocalMembers(Term group) => _process.Read(g => g.LocalMembers(group));

    /// <summary>
    /// <c>pg:monitor/2</c>, and <c>pg:monitor_scope/1</c> without a group: from now on the receiver gets
    /// <c>{Ref, join | leave, Group, [Pid]}</c> for each change.
    /// </summary>
    /// <param name="receiver">A process of this node, such as a <see cref="Mailbox"/>.</param>
    /// <param name="group">The group; null = all.</param>
    /// <param name="members">The members at the moment from which changes are told.</param>
    /// <returns>The reference in the messages, for <see cref="Demonitor"/>.</returns>
    public Reference Monitor(LocalProcess receiver, Term? group, out IReadOnlyDictionary<Term, IReadOnlyList<Pid>> members)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        Reference reference = _process.Local.Processes.NewReference();
        members = _process.Monitor(receiver.Pid, group, reference);
        return reference;
    }

    /// <summary><c>pg:demonitor/2</c>; false when there is no such monitor.</summary>
    public bool Demonitor(Reference reference) => _process.EndMonitor(reference);

    private void ThrowIfRemote(IReadOnlyList<Pid> processes)
    {
        ArgumentNullException.ThrowIfNull(processes);
        if (processes.FirstOrDefault(p => !p.Node.Equals(_process.Local.NodeName)) is { } remote)
        {
            throw new ArgumentException($"{remote} lives on {remote.Node.Name}: a process joins and leaves groups on its own node.", nameof(processes));
        }
    }
}
