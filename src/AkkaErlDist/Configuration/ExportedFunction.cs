using ErlDist;

namespace AkkaErlDist;

/// <summary>A .NET function with the name by which Erlang code calls it.</summary>
/// <param name="Module">The module.</param>
/// <param name="Function">The function.</param>
/// <param name="Arity">How many arguments it takes.</param>
/// <param name="Body">What it does.</param>
public sealed record ExportedFunction(string Module, string Function, int Arity, Func<ErlList, CancellationToken, ValueTask<Term>> Body);
