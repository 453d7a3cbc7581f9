using ErlDist.Embedding;
using ErlDist.Routing;

namespace ErlDist.Services;

/// <summary>A process of the node's own that answers calls in place: what it does takes no time.</summary>
internal abstract class ServiceProcess(ProcessServices local) : NodeProcess(local)
{
    /// <summary>
    /// Answers a request of the module <c>sys</c>: what kind of process this is. All else is an error, at once: nobody holds, ends or traces what
    /// a node owes to others.
    /// </summary>
    /// <returns>False where the message is no such request.</returns>
    protected bool AnswersSystem(Term message, Atom origin)
    {
        if (message is not (ErlTuple and [Atom { Name: "system" }, ErlTuple and [Pid caller, Term tag], Term request]))
        {
            return false;
        }

        Reply(caller, tag, origin, request is Atom { Name: "get_status" }
            ? SystemRequests.Answer(request, new SystemStatus(Pid, null, GetType().Name, ErlList.Empty, IsSuspended: false))
            : SystemRequests.Unknown(request));
        return true;
    }

    /// <summary>A message to a process of the node that a message came from; to another nothing is sent.</summary>
    protected void Send(Pid to, Atom origin, Term message)
    {
        if (to.Node.Equals(origin))
        {
            Local.Router.Answer(Signals.Send(Pid, to), origin, message);
        }
    }

    /// <summary>A message to a registered process of the node that a message came from; to another nothing is sent.</summary>
    protected void Send(Atom name, Atom node, Atom origin, Term message)
    {
        if (node.Equals(origin))
        {
            Local.Router.Answer(Signals.SendToName(Pid, name), origin, message);
        }
    }

    /// <inheritdoc/>
    protected internal override void OnExit(Pid from, Term reason, bool linked)
    {
        // The node's services live as long as the node.
    }

    /// <inheritdoc/>
    protected internal override void OnDown(Reference reference, Term @object, Term reason)
    {
    }
}
