using ErlDist.Terms;

namespace AkkaErlDist.Bridge.Peers;

/// <summary>Atoms of the protocols between processes (gen, net_kernel, rex) that terms does not name.</summary>
internal static class GenAtoms
{
    public static Atom Call { get; } = Atom.Get("$gen_call");

    public static Atom Cast { get; } = Atom.Get("$gen_cast");

    public static Atom Exit { get; } = Atom.Get("EXIT");

    public static Atom NetKernel { get; } = Atom.Get("net_kernel");

    public static Atom IsAuth { get; } = Atom.Get("is_auth");

    public static Atom Rex { get; } = Atom.Get("rex");

    public static Atom RpcCall { get; } = Atom.Get("call");

    public static Atom Erlang { get; } = Atom.Get("erlang");

    public static Atom Whereis { get; } = Atom.Get("whereis");

    public static Atom User { get; } = Atom.Get("user");

    public static Atom Notsup { get; } = Atom.Get("notsup");

    public static Atom SystemLimit { get; } = Atom.Get("system_limit");

    public static Atom NotConvertible { get; } = Atom.Get("not_convertible");
}
