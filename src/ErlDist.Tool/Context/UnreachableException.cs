namespace ErlDist.Tool.Context;

/// <summary>A node cannot be reached, and the tool knows more of why than the library does.</summary>
internal sealed class UnreachableException(string message, Exception inner) : ErlangException(message, inner);
