using System.CommandLine;
using ErlDist.Nodes;
using ErlDist.Terms;

namespace ErlDist.Tool.Commands;

/// <summary><c>erldist gencall NODE NAME TERM</c> and <c>erldist send NODE NAME TERM</c>.</summary>
internal static class ProcessCommands
{
    public static Command CreateGenCall(ToolContext context) =>
        Create(context, "gencall", "Calls a gen_server and prints its reply.", async (node, to, term, cancellation) =>
        {
            var reply = await node.CallAsync(to.Name, to.Node, term, cancellationToken: cancellation).ConfigureAwait(false);
            await context.Output.WriteLineAsync(reply.ToString()).ConfigureAwait(false);
        });

    public static Command CreateSend(ToolContext context) =>
        Create(context, "send", "Sends a message to a registered process; prints nothing.", async (node, to, term, cancellation) =>
        {
            await node.SendAsync(to.Name, to.Node, term, cancellation).ConfigureAwait(false);

            // The answer to what goes after it on the same connection says that the message has arrived.
            await node.PingAsync(to.Node, cancellation).ConfigureAwait(false);
        });

    private static Command Create(
        ToolContext context,
        string verb,
        string description,
        Func<ErlangNode, (string Name, string Node), Term, CancellationToken, Task> talk)
    {
        var node = Arguments.Node();
        var name = new Argument<string>("NAME") { Description = "The name that the process is registered under." };
        var term = new Argument<string>("TERM") { Description = "An Erlang term." };
        var command = new Command(verb, description) { node, name, term };
        command.SetAction(async (parsed, cancellation) =>
        {
            var to = (parsed.GetValue(name)!, Arguments.NodeName(parsed.GetValue(node)!));
            var message = Arguments.Term("TERM", parsed.GetValue(term)!);
            await ToolNode.VisitAsync(context, n => talk(n, to, message, cancellation), cancellation).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }
}
