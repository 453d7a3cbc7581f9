namespace ErlDist.Services;

/// <summary>Processes that joined a group of a scope, or left it.</summary>
internal readonly record struct PgChange(bool Joined, Term Group, IReadOnlyList<Pid> Processes);
