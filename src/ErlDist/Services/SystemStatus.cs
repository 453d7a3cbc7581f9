namespace ErlDist.Services;

/// <summary>What <c>sys</c> is told about a process.</summary>
/// <param name="Pid">Its pid.</param>
/// <param name="Name">The name that it is registered under.</param>
/// <param name="Kind">What stands for its module: the name of its .NET type.</param>
/// <param name="State">Its state.</param>
/// <param name="IsSuspended">Whether <c>sys:suspend</c> holds it.</param>
internal readonly record struct SystemStatus(Pid Pid, Atom? Name, string Kind, Term State, bool IsSuspended);
