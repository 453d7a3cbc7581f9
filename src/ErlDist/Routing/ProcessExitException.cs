namespace ErlDist;

/// <summary>A local process has ended, or the process that was called did.</summary>
public sealed class ProcessExitException : ErlangException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="process">The pid, <c>{Name, Node}</c>, or the node where a function was called.</param>
    /// <param name="reason">The exit reason: <c>noproc</c>, <c>noconnection</c>, <c>normal</c> …</param>
    public ProcessExitException(Term process, Term reason)
        : base(Text(process, reason))
    {
        Process = process;
        Reason = reason;
    }

    /// <summary>The pid, <c>{Name, Node}</c>, or the node where a function was called.</summary>
    public Term Process { get; }

    /// <summary>The exit reason.</summary>
    public Term Reason { get; }

    private static string Text(Term process, Term reason)
    {
        string who = process.ToShortString();
        return reason switch
        {
            Atom { Name: "noproc" } => $"There is no process {who}: noproc. Check the registered name, or it has ended.",
            Atom { Name: "noconnection" } when process is Atom =>
                $"The call to {who} was not answered: noconnection. The connection was lost, and whether the function ran to its end is unknown.",
            Atom { Name: "noconnection" } => $"The process {who} has ended: noconnection. Its node cannot be reached or the connection was lost.",
            _ => $"The process {who} has ended: {reason.ToShortString()}.",
        };
    }
}
