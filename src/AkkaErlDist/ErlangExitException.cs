using ErlDist;
using ErlDist.Terms;

namespace AkkaErlDist;

/// <summary>What an actor waited for from a BEAM process won't come: the process isn't there, has ended, or its node is lost.</summary>
public sealed class ErlangExitException : ErlangException
{
    internal ErlangExitException(Term reason)
        : base($"The Erlang process gave no answer but an exit: {reason}.") => Reason = reason;

    /// <summary>The exit reason: <c>noproc</c>, <c>noconnection</c>, or what the process ended with.</summary>
    public Term Reason { get; }
}
