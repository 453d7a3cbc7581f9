using ErlDist.Connections;

namespace ErlDist.Services;

/// <summary>The cause of a failed call as the value of <see cref="Telemetry.ErrorType"/>: as <see cref="FailureCause"/>, and the atoms that Erlang has.</summary>
internal static class CallFailure
{
    /// <summary>The atoms of Erlang that are causes by themselves; of others the kind counts.</summary>
    private static readonly HashSet<string> s_atoms =
        ["noproc", "noconnection", "normal", "shutdown", "killed", "timeout", "undef", "badarg", "badarith", "notsup", "system_limit", "badopt"];

    /// <summary>The cause of a call that failed: who made it sees the node's state and the process's exit, not the steps to it.</summary>
    public static string CauseOf(Exception e) => e switch
    {
        ProcessExitException { Reason: var reason } => OfReason(reason, "exit"),
        RpcException { Reason: var reason } rpc => OfReason(reason, Telemetry.Snake(rpc.Class.ToString())),
        NodeConnectionException => "nodedown",
        _ => FailureCause.Of(e),
    };

    private static string OfReason(Term reason, string kind) =>
        reason is Atom { Name: var name } && s_atoms.Contains(name) ? name
        : reason is ErlTuple and [Atom { Name: "erpc" }, Atom { Name: var why }] && s_atoms.Contains(why) ? why
        : kind;
}
