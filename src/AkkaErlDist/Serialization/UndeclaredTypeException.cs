using ErlDist;

namespace AkkaErlDist;

/// <summary>A .NET object was sent to an Erlang process, but nothing says what it is in Erlang.</summary>
public sealed class UndeclaredTypeException : ErlangException
{
    internal UndeclaredTypeException(Type type, string advice)
        : base($"{type} has no form in Erlang. {advice}") => Type = type;

    /// <summary>The type at fault.</summary>
    public Type Type { get; }
}
