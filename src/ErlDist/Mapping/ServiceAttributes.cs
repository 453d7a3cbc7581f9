namespace ErlDist.Mapping;

/// <summary>
/// An interface of which a proxy and a server are generated: each method is a request <c>{name, Argument1, …}</c> (without arguments
/// the atom <c>name</c>) of a gen_server, its name in snake_case without <c>Async</c> unless said otherwise. docs/services.md has it all.
/// </summary>
/// <remarks>
/// A method returns <c>ValueTask&lt;T&gt;</c>, <c>ValueTask</c>, the same with Task, or <c>IAsyncEnumerable&lt;T&gt;</c>; a
/// <see cref="CancellationToken"/> among its parameters gives the call up. Parameters with default values may be missing in what is
/// read.
/// </remarks>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class ErlServiceAttribute : Attribute;

/// <summary>What a reply is.</summary>
public enum ErlReply
{
    /// <summary>The value, or <c>ok</c> where there is none. <c>{ok, Value}</c> is read, too.</summary>
    Plain,

    /// <summary><c>{ok, Value}</c>, or <c>ok</c> where there is none. The value alone is read, too.</summary>
    Ok,
}

/// <summary>A method that is a <c>gen_server:call</c>, which one without an attribute is, too; of a module, a function.</summary>
/// <param name="name">The tag or the function's name; null = the method's name in snake_case, without <c>Async</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ErlCallAttribute(string? name = null) : Attribute
{
    /// <summary>The tag or the function's name.</summary>
    public string? Name { get; } = name;

    /// <summary>What the server answers.</summary>
    public ErlReply Reply { get; set; }

    /// <summary>How long a proxy waits for the reply; 0 = as gen_server does, 5 s, of a function without end; -1 = without end.</summary>
    public int TimeoutMilliseconds { get; set; }
}

/// <summary>A method that is a <c>gen_server:cast</c>: nobody waits for it, nor learns what came of it.</summary>
/// <param name="name">The tag; null = the method's name in snake_case, without <c>Async</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ErlCastAttribute(string? name = null) : Attribute
{
    /// <summary>The tag.</summary>
    public string? Name { get; } = name;
}

/// <summary>
/// On an interface: its methods are functions of an Erlang or Elixir module, called by erpc. On an interface or a class: its methods
/// are what <c>ErlangNode.Export</c> makes callable.
/// </summary>
/// <param name="module">The module as an atom: <c>lists</c>, <c>Elixir.Shop.Cart</c>.</param>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Class)]
public sealed class ErlModuleAttribute(string module) : Attribute
{
    /// <summary>The module.</summary>
    public string Module { get; } = module;
}

/// <summary>
/// <c>{error, Reason}</c> is an exception: thrown by a proxy, and answered for when a server's method throws it. Without it, or for
/// another reason, it is <see cref="ErlangErrorException"/>.
/// </summary>
/// <typeparam name="TException">
/// The exception. Declared itself, with [ErlTuple] or another shape, the reason is that; else the reason is an atom, and there must be
/// a constructor without parameters or with a text.
/// </typeparam>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class ErlErrorAttribute<TException> : Attribute
    where TException : Exception
{
    /// <summary>An exception that has a shape of its own.</summary>
    public ErlErrorAttribute()
    {
    }

    /// <summary>An exception that stands for an atom.</summary>
    /// <param name="reason">The atom.</param>
    public ErlErrorAttribute(string reason) => Reason = reason;

    /// <summary>The atom; null where the exception has a shape.</summary>
    public string? Reason { get; }
}
