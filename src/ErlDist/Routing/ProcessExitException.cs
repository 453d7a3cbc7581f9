namespace ErlDist;

/// <summary>A local process has ended, or the process that was called did.</summary>
public sealed class ProcessExitException : ErlangException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="process">The pid, or <c>{Name, Node}</c>.</param>
    /// <param name="reason">The exit reason: <c>noproc</c>, <c>noconnection</c>, <c>normal</c> …</param>
    public ProcessExitException(Term process, Term reason)
        : base(reason.Equals(Atom.Noproc)
            ? $"There is no process {process.ToShortString()}: noproc. Check the registered name, or it has ended."
            : $"The process {process.ToShortString()} has ended: {reason.ToShortString()}.{(reason.Equals(Atom.Noconnection) ? " Its node cannot be reached or the connection was lost." : "")}")
    {
        Process = process;
        Reason = reason;
    }

    /// <summary>The pid, or <c>{Name, Node}</c>.</summary>
    public Term Process { get; }

    /// <summary>The exit reason.</summary>
    public Term Reason { get; }
}
