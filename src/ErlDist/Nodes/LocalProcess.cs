using ErlDist.Services;

namespace ErlDist.Embedding;

/// <summary>
/// A thing of this node that has a pid: it receives signals and sends them. This is the seam between the node and what
/// lives on it: a <see cref="Mailbox"/>, a <see cref="GenServer"/>, an actor.
/// </summary>
/// <remarks>
/// The <c>On…</c> methods are called in the order of arrival on the loop that reads the peer's connection, so they must
/// be quick and never block: what takes time goes to a queue of the process's own. One that throws ends the process, as on
/// the BEAM; only <see cref="TermFormatException"/> out of reading a payload is the peer's fault and costs that message alone.
/// </remarks>
public abstract class LocalProcess : NodeProcess
{
#pragma warning disable RS0022 // What NodeProcess has is for processes of every kind; only its constructor is the library's own.
    /// <summary>Gives the process its pid on a node.</summary>
    /// <exception cref="InvalidOperationException">The node has no name yet, or has stopped.</exception>
    protected LocalProcess(ErlangNode node)
        : base(node?.Local ?? throw new ArgumentNullException(nameof(node))) => Node = node;
#pragma warning restore RS0022

    /// <summary>The node that it lives on.</summary>
    public ErlangNode Node { get; }

    /// <summary>
    /// Answers a request of the module <c>sys</c> for a process that has no state to show and cannot hold messages back, so what suspends
    /// it is refused.
    /// </summary>
    private protected void AnswerSystem(Pid caller, Term tag, Atom origin, Term request)
    {
        if (!caller.Node.Equals(origin))
        {
            return;
        }

        Reply(caller, tag, origin, request is Atom { Name: "suspend" }
            ? SystemRequests.Unknown(request)
            : SystemRequests.Answer(request, new SystemStatus(Pid, Registration, GetType().Name, Atom.Undefined, IsSuspended: false)));
        if (request is ErlTuple and [Atom { Name: "terminate" }, Term reason])
        {
            End(reason);
        }
    }
}
