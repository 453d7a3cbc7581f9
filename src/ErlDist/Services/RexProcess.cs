using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Routing;

namespace ErlDist.Services;

/// <summary>
/// <c>rex</c>, the rpc server: for callers that do not use erpc. Those are calls as a gen_server takes them, and the plain messages of
/// C nodes (<c>ei_rpc</c>, <c>erl_call</c>), JInterface (<c>sendRPC</c>) and <c>rpc:sbcast</c>.
/// </summary>
internal sealed class RexProcess(ProcessServices local, ExportTable exports) : ServiceProcess(local)
{
    private static readonly Atom s_rex = Atom.Get("rex");
    private static readonly Atom s_featuresReply = Atom.Get("features_reply");
    private static readonly Atom s_nonexistingName = Atom.Get("nonexisting_name");
    private static readonly Atom s_badrpc = Atom.Get("badrpc");
    private static readonly Atom s_exit = Atom.Get("EXIT");
    private static readonly Atom s_systemLimit = Atom.Get("system_limit");

    /// <inheritdoc/>
    protected internal override void OnMessage(in IncomingMessage message)
    {
        Atom origin = message.Origin;
        var request = message.ToTerm(out MessageHold hold);
        if (AnswersSystem(request, origin) || !OnRequest(message, request, origin, hold))
        {
            hold.Release();
        }
    }

    /// <returns>True when a function runs, whose arguments count for the peer until it has ended.</returns>
    private bool OnRequest(in IncomingMessage message, Term request, Atom origin, MessageHold hold)
    {
        switch (request)
        {
            case ErlTuple and [Pid from, Atom { Name: "features_request" }]:
                Send(from, origin, Term.Tuple(s_featuresReply, Local.NodeName, Term.List(Erpc.Module)));
                break;
            case ErlTuple and [Atom { Name: "$gen_call" }, ErlTuple and [Pid caller, Term tag],
                ErlTuple and [Atom { Name: "call" or "block_call" }, Term module, Term function, Term arguments, _]]:
                _ = ApplyAsync(origin, module, function, arguments, hold, reply => Reply(caller, tag, origin, reply));
                return true;
            case ErlTuple and [Atom { Name: "$gen_cast" },
                ErlTuple and [Atom { Name: "cast" or "block_cast" }, Term module, Term function, Term arguments, _]]:
                _ = ApplyAsync(origin, module, function, arguments, hold, static _ => { });
                return true;
            case ErlTuple and [Pid from, ErlTuple and [Atom { Name: "call" or "block_call" }, Term module, Term function, Term arguments, _]]:
                _ = ApplyAsync(origin, module, function, arguments, hold, reply => Send(from, origin, Term.Tuple(s_rex, reply)));
                return true;
            case ErlTuple and [Pid _, ErlTuple and [Atom { Name: "cast" or "block_cast" }, Term module, Term function, Term arguments, _]]:
                _ = ApplyAsync(origin, module, function, arguments, hold, static _ => { });
                return true;
            case ErlTuple and [Pid from, ErlTuple and [Atom { Name: "sbcast" }, Atom name, Term content]]:
                Send(from, origin, Term.Tuple(s_rex, Local.NodeName, Deliver(name, from, message, content) ? Local.NodeName : Nonexisting(name)));
                break;
            case ErlTuple and [Pid from, ErlTuple and [Atom { Name: "send" }, Atom name, Term content]]:
                if (!Deliver(name, from, message, Term.Tuple(from, content)))
                {
                    Send(from, origin, Term.Tuple(s_rex, Local.NodeName, Nonexisting(name)));
                }

                break;
        }

        return false;
    }

    private static ErlTuple Nonexisting(Atom name) => Term.Tuple(s_nonexistingName, name);

    /// <summary>
    /// It stays a message of the node that it came from. Not to itself: of requests in requests in requests, each would be handled in the one
    /// around it, and the stack has an end.
    /// </summary>
    private bool Deliver(Atom name, Pid from, in IncomingMessage whole, Term content)
    {
        if (Local.Processes.Find(name) is not { } process || process == this)
        {
            return false;
        }

        process.HandleMessage(new IncomingMessage(from.Node.Equals(whole.Origin) ? from : null, whole, content));
        return true;
    }

    private async Task ApplyAsync(Atom origin, Term module, Term function, Term arguments, MessageHold hold, Action<Term> reply)
    {
        PeerAccount account = Local.Accounts.Find(origin);
        if (!account.TryBeginFunction())
        {
            hold.Release();
            reply(Term.Tuple(s_badrpc, s_systemLimit));
            return;
        }

        await Task.Yield(); // The caller is the loop that reads the connection.
        Term result;
        try
        {
            result = await ApplyAsync(origin, module, function, arguments).ConfigureAwait(false);
        }
        finally
        {
            account.EndFunction();
            hold.Release();
        }

        reply(result);
    }

    private async Task<Term> ApplyAsync(Atom origin, Term module, Term function, Term arguments)
    {
        try
        {
            return await exports.ServeAsync("rpc:call", origin, module, function, arguments, Local.Stopping).ConfigureAwait(false);
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
