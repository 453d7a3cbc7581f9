namespace ErlDist.Services;

/// <summary>The exit reasons that <c>erpc:execute_call/4</c> hands its result over with.</summary>
internal static class Erpc
{
    public static readonly Atom Module = Atom.Get("erpc");
    public static readonly Atom ExecuteCall = Atom.Get("execute_call");
    public static readonly Atom Return = Atom.Get("return");
    public static readonly Atom Throw = Atom.Get("throw");
    public static readonly Atom Exit = Atom.Get("exit");
    public static readonly Atom Error = Atom.Get("error");

    /// <summary>Reads the exit reason of a call's process.</summary>
    /// <exception cref="RpcException">It says that the function raised.</exception>
    public static Term Result(Reference reference, Term reason) => reason switch
    {
        ErlTuple and [Reference r, Atom { Name: "return" }, Term value] when r.Equals(reference) => value,
        ErlTuple and [Reference r, Atom { Name: "throw" }, Term value] when r.Equals(reference) =>
            throw new RpcException(RpcErrorClass.Throw, value),
        ErlTuple and [Reference r, Atom { Name: "exit" }, Term value] when r.Equals(reference) =>
            throw new RpcException(RpcErrorClass.Exit, value),
        ErlTuple and [Reference r, Atom { Name: "error" }, Term value, Term stack] when r.Equals(reference) =>
            throw new RpcException(RpcErrorClass.Error, value, stack),
        ErlTuple and [Reference r, Atom { Name: "error" }, Term value] when r.Equals(reference) =>
            throw new RpcException(RpcErrorClass.Error, value),
        _ => throw new RpcException(RpcErrorClass.Exit, reason),
    };

    /// <summary>The exit reason for a function that returned.</summary>
    public static Term Returned(Term reference, Term value) => Term.Tuple(reference, Return, value);

    /// <summary>The exit reason for a function that raised.</summary>
    public static Term Raised(Term reference, RpcException e) => e.Class switch
    {
        RpcErrorClass.Throw => Term.Tuple(reference, Throw, e.Reason),
        RpcErrorClass.Exit => Term.Tuple(reference, Exit, e.Reason),
        _ => Term.Tuple(reference, Error, e.Reason, e.StackTraceTerm),
    };
}
