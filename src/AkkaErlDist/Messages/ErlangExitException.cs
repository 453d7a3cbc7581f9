using ErlDist;

namespace AkkaErlDist;

/// <summary>What an actor waited for from a BEAM process will not come: the process is not there, has ended, or its node is lost.</summary>
public sealed class ErlangExitException : ErlangException
{
    internal ErlangExitException(Term reason)
        : base($"The Erlang process gave no answer but an exit: {reason.ToString(250)}.") => Reason = reason;

    private ErlangExitException(Term reason, string message, Exception? cause)
        : base(message, cause) => Reason = reason;

    /// <summary>The exit reason: <c>noproc</c>, <c>noconnection</c>, or what the process ended with.</summary>
    public Term Reason { get; }

    internal static ErlangExitException Of(NodeConnectionException lost) =>
        new(Atom.Noconnection, $"The Erlang process gave no answer: {{nodedown,'{lost.Node}'}}. {lost.Message}", lost);

    internal static ErlangExitException Full(Atom node) => new(
        Atom.Get("busy"), $"So much waits for {node} already, or for all nodes that are not connected, that nothing more is taken (outbox-size, outboxes-size). ErlangDistribution.SendAsync waits for room.", null);
}
