namespace ErlDist.Wire;

/// <summary>What a spawn request asks for, besides the arguments.</summary>
/// <param name="GroupLeader">The group leader of the new process.</param>
/// <param name="Module">The function's module.</param>
/// <param name="Function">The function.</param>
/// <param name="Arity">Its number of arguments.</param>
/// <param name="Options">The list of spawn options: <c>link</c>, <c>monitor</c>, <c>{priority, …}</c> and so on.</param>
internal sealed record SpawnRequest(Pid GroupLeader, Atom Module, Atom Function, int Arity, Term Options);
