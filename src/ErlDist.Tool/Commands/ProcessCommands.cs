using System.CommandLine;
using ErlDist.Tool.Context;
using ErlDist.Tool.Line;

namespace ErlDist.Tool.Commands;

/// <summary><c>erldist gencall NODE NAME TERM</c> and <c>erldist send NODE NAME TERM</c>.</summary>
internal static class ProcessCommands
{
    private static readonly TimeSpan s_timeToArrive = TimeSpan.FromSeconds(5);

    public static Command CreateGenCall(ToolContext context)
    {
        const string Example =
            """
            erldist gencall shop@localhost pricing '{quote, <<"tea">>, 3}'
            {ok,12.5}
            """;
        return Create(context, "gencall", "Calls a gen_server and prints its reply.", Example, async (node, to, term, cancellation) =>
        {
            Term reply = await node.CallAsync(to.Name, to.Node, term, context.Options.Timeout, cancellation).ConfigureAwait(false);
            context.Results.Write(reply.ToString(), ("node", to.Node), ("name", to.Name), ("result", reply));
        });
    }

    public static Command CreateSend(ToolContext context)
    {
        const string Example = "erldist send shop@localhost stock '{restocked, <<\"tea\">>, 100}'";
        return Create(context, "send", "Sends a message to a registered process; prints nothing.", Example, async (node, to, term, cancellation) =>
        {
            await node.SendAsync(to.Name, to.Node, term, cancellation).ConfigureAwait(false);
            await ArriveAsync(node, to.Node, cancellation).ConfigureAwait(false);
            context.Results.Write(null, ("node", to.Node), ("name", to.Name), ("sent", true));
        });
    }

    /// <summary>
    /// The answer to what goes after it on the same connection says that the message has arrived; so does a no. A node without a
    /// net_kernel may say nothing at all, and then has what was written to it in time.
    /// </summary>
    private static async Task ArriveAsync(ErlangNode node, string peer, CancellationToken cancellation)
    {
        try
        {
            await node.PingAsync(peer, cancellation).WaitAsync(s_timeToArrive, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ProcessExitException or TimeoutException && node.ConnectedNodes.Contains(peer))
        {
        }
    }

    private static ToolCommand Create(
        ToolContext context,
        string verb,
        string description,
        string example,
        Func<ErlangNode, (string Name, string Node), Term, CancellationToken, Task> talk)
    {
        Argument<string> node = Arguments.Node();
        var name = new Argument<string>("NAME") { Description = "The name that the process is registered under: pricing, 'a b', Elixir.Shop.Cart." };
        var term = new Argument<string>("TERM") { Description = "An Erlang term." };
        var command = new ToolCommand(verb, description, example) { node, name, term };
        command.SetAction(async (parsed, cancellation) =>
        {
            (string Name, string Node) to = (Name: Arguments.Name("NAME", parsed.GetValue(name)!), Node: Arguments.NodeName(parsed.GetValue(node)!));
            Term message = Arguments.Term("TERM", parsed.GetValue(term)!);
            await ToolNode.VisitAsync(context, to.Node, n => talk(n, to, message, cancellation), cancellation).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }
}
