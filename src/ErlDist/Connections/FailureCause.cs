using ErlDist.Carriers;
using ErlDist.Epmd;
using ErlDist.Terms;
using ErlDist.Tls;
using ErlDist.Wire;

namespace ErlDist.Nodes;

/// <summary>
/// The cause of a failure as the value of <see cref="Telemetry.ErrorType"/>: the members of our own enums in snake case and the atoms that
/// Erlang has for failed calls. There is a bounded number of them, whatever peers do.
/// </summary>
internal static class FailureCause
{
    /// <summary>The atoms of Erlang that are causes by themselves; of others the kind counts.</summary>
    private static readonly HashSet<string> s_atoms =
        ["noproc", "noconnection", "normal", "shutdown", "killed", "timeout", "undef", "badarg", "badarith", "notsup", "system_limit", "badopt"];

    /// <summary>The cause of an exception.</summary>
    public static string Of(Exception e) => e switch
    {
        NodeConnectionException { InnerException: CarrierException or HandshakeException or EpmdException or WireException } outer => Of(outer.InnerException!),
        NodeConnectionException { Reason: var reason } => Telemetry.Snake(reason.ToString()),
        CarrierException { TlsError: { } tls } => "tls_" + Telemetry.Snake(tls.ToString()),
        CarrierException { Error: var error } => Telemetry.Snake(error.ToString()),
        HandshakeException { Error: var error } => Telemetry.Snake(error.ToString()),
        EpmdException { Error: var error } => "epmd_" + Telemetry.Snake(error.ToString()),
        WireException => "protocol_error",
        TimeoutException => "timeout",
        OperationCanceledException => "cancelled",
        ErlangException or InvalidOperationException or ArgumentException => Telemetry.Snake(e.GetType().Name.Replace("Exception", "", StringComparison.Ordinal)),
        _ => Telemetry.OtherError,
    };

    /// <summary>The cause of a call that failed: who made it sees the node's state and the process's exit, not the steps to it.</summary>
    public static string OfCall(Exception e) => e switch
    {
        ProcessExitException { Reason: var reason } => OfReason(reason, "exit"),
        RpcException { Reason: var reason } rpc => OfReason(reason, Telemetry.Snake(rpc.Class.ToString())),
        NodeConnectionException => "nodedown",
        _ => Of(e),
    };

    private static string OfReason(Term reason, string kind) =>
        reason is Atom { Name: var name } && s_atoms.Contains(name) ? name
        : reason is ErlTuple and [Atom { Name: "erpc" }, Atom { Name: var why }] && s_atoms.Contains(why) ? why
        : kind;
}
