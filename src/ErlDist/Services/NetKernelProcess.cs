using ErlDist.Nodes;
using ErlDist.Processes;
using ErlDist.Terms;

namespace ErlDist.Services;

/// <summary>A process of the node's own that answers calls in place: what it does takes no time.</summary>
internal abstract class ServiceProcess(ErlangNode node) : LocalProcess(node)
{
    /// <summary><c>gen:reply/2</c>, as far as the node that the call came from may cause it.</summary>
    protected void Reply(Pid caller, Term tag, Atom origin, Term reply)
    {
        GenReply to = GenReply.To(caller, tag);
        Node.Router.Answer(Pid, to, origin, to.Message(reply));
    }

    /// <summary>A message to a process of the node that a message came from; to another nothing is sent.</summary>
    protected void Send(Pid to, Atom origin, Term message)
    {
        if (to.Node.Equals(origin))
        {
            Node.Router.Answer(Signals.Send(Pid, to), origin, message);
        }
    }

    /// <summary>A message to a registered process of the node that a message came from; to another nothing is sent.</summary>
    protected void Send(Atom name, Atom node, Atom origin, Term message)
    {
        if (node.Equals(origin))
        {
            Node.Router.Answer(Signals.SendToName(Pid, name), origin, message);
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

/// <summary><c>net_kernel</c>: what <c>net_adm:ping/1</c> asks.</summary>
internal sealed class NetKernelProcess(ErlangNode node) : ServiceProcess(node)
{
    private static readonly Atom s_yes = new("yes");

    /// <inheritdoc/>
    protected internal override void OnMessage(in IncomingMessage message)
    {
        if (message.ToTerm() is ErlTuple and [Atom { Name: "$gen_call" }, ErlTuple and [Pid caller, Term tag], Term request])
        {
            Term reply = request is ErlTuple and [Atom { Name: "is_auth" }, _]
                ? s_yes
                : Term.Tuple(Atom.Error, new Atom("not_supported"));
            Reply(caller, tag, message.Origin, reply);
        }
    }
}

/// <summary><c>rex</c>: the rpc server, for callers that do not use erpc, and its question of features.</summary>
internal sealed class RexProcess(ErlangNode node) : ServiceProcess(node)
{
    private static readonly Atom s_featuresReply = new("features_reply");
    private static readonly Atom s_badrpc = new("badrpc");
    private static readonly Atom s_exit = new("EXIT");
    private static readonly Atom s_systemLimit = new("system_limit");

    /// <inheritdoc/>
    protected internal override void OnMessage(in IncomingMessage message)
    {
        switch (message.ToTerm())
        {
            case ErlTuple and [Pid from, Atom { Name: "features_request" }]:
                Send(from, message.Origin, Term.Tuple(s_featuresReply, Node.NameAtom, Term.List(Erpc.Module)));
                break;
            case ErlTuple and [Atom { Name: "$gen_call" }, ErlTuple and [Pid caller, Term tag],
                ErlTuple and [Atom { Name: "call" or "block_call" }, Term module, Term function, Term arguments, _]]:
                _ = ApplyAsync(module, function, arguments, caller, tag, message.Origin);
                break;
            case ErlTuple and [Atom { Name: "$gen_cast" },
                ErlTuple and [Atom { Name: "cast" or "block_cast" }, Term module, Term function, Term arguments, _]]:
                _ = ApplyAsync(module, function, arguments, null, null, message.Origin);
                break;
        }
    }

    private async Task ApplyAsync(Term module, Term function, Term arguments, Pid? caller, Term? tag, Atom origin)
    {
        Term reply;
        if (!Node.Spawner.TryBegin())
        {
            reply = Term.Tuple(s_badrpc, s_systemLimit);
        }
        else
        {
            await Task.Yield(); // The caller is the loop that reads the connection.
            reply = await ApplyAsync(module, function, arguments).ConfigureAwait(false);
            Node.Spawner.End();
        }

        if (caller is not null)
        {
            Reply(caller, tag!, origin, reply);
        }
    }

    private async Task<Term> ApplyAsync(Term module, Term function, Term arguments)
    {
        try
        {
            return await Node.Exports.ApplyAsync(module, function, arguments, Node.Stopping).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.Class == RpcErrorClass.Throw)
        {
            return e.Reason; // rpc:call/4 cannot tell a throw from a value.
        }
        catch (RpcException e)
        {
            Term reason = e.Class == RpcErrorClass.Exit ? e.Reason : Term.Tuple(e.Reason, e.StackTraceTerm);
            return Term.Tuple(s_badrpc, Term.Tuple(s_exit, reason));
        }
    }
}
