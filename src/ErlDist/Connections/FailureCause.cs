using ErlDist.Embedding;
using ErlDist.Wire;

namespace ErlDist.Connections;

/// <summary>
/// The cause of a failure as the value of <see cref="Telemetry.ErrorType"/>: the members of our own enums in snake case and the atoms that
/// Erlang has for failed calls. There is a bounded number of them, whatever peers do.
/// </summary>
internal static class FailureCause
{
    /// <summary>The cause of an exception.</summary>
    public static string Of(Exception e) => e switch
    {
        NodeConnectionException { InnerException: CarrierException or HandshakeException or EpmdException or WireException } outer => Of(outer.InnerException!),
        NodeConnectionException { Reason: var reason } => Telemetry.Snake(reason.ToString()),
        CarrierException carrier => carrier.Cause,
        HandshakeException { Error: var error } => Telemetry.Snake(error.ToString()),
        EpmdException { Error: var error } => "epmd_" + Telemetry.Snake(error.ToString()),
        WireException => "protocol_error",
        TimeoutException => "timeout",
        OperationCanceledException => "cancelled",
        ErlangException or InvalidOperationException or ArgumentException => Telemetry.Snake(e.GetType().Name.Replace("Exception", "", StringComparison.Ordinal)),
        _ => Telemetry.OtherError,
    };
}
