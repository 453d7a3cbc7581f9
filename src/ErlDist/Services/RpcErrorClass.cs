namespace ErlDist;

/// <summary>The classes of Erlang exceptions.</summary>
public enum RpcErrorClass
{
    /// <summary><c>error</c>.</summary>
    Error,

    /// <summary><c>exit</c>.</summary>
    Exit,

    /// <summary><c>throw</c>.</summary>
    Throw,
}
