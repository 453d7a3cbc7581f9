namespace ErlDist.Tls.Expressions;

/// <summary>What a function or operator ends with, by the name that Erlang has for it, such as <c>badarith</c>.</summary>
internal sealed class ErlangErrorException(string reason) : Exception(reason);
