namespace ErlDist;

/// <summary>
/// A remote function raised. Thrown out of an exported .NET function it raises in the Erlang caller, with this class and
/// reason.
/// </summary>
public sealed class RpcException : ErlangException
{
    /// <summary>Creates the exception.</summary>
    public RpcException(RpcErrorClass @class, Term reason)
        : this(@class, reason, ErlList.Empty)
    {
    }

    internal RpcException(RpcErrorClass @class, Term reason, Term stack)
        : base($"The remote function raised {@class.ToString().ToLowerInvariant()}:{reason.ToShortString()}.{Advice(reason)}")
    {
        ArgumentNullException.ThrowIfNull(reason);
        Class = @class;
        Reason = reason;
        StackTraceTerm = stack;
    }

    /// <summary>How it raised.</summary>
    public RpcErrorClass Class { get; }

    /// <summary>What it raised.</summary>
    public Term Reason { get; }

    /// <summary>Erlang's stack trace; <c>[]</c> where there is none.</summary>
    public Term StackTraceTerm { get; }

    internal static RpcException NotSpawned(Atom reason) => new(RpcErrorClass.Error, Term.Tuple(Services.Erpc.Module, reason));

    internal static RpcException Undefined(Term module, Term function, Term arguments) =>
        new(RpcErrorClass.Error, Atom.Get("undef"), Term.List(Term.Tuple(module, function, arguments, ErlList.Empty)));

    private static string Advice(Term reason) => reason switch
    {
        Atom { Name: "undef" } => " No such function is there: check module, name and number of arguments.",
        ErlTuple and [Atom { Name: "erpc" }, Atom { Name: "notsup" }] => " The node takes no spawn requests.",
        _ => "",
    };
}
