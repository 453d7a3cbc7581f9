using System.CommandLine;
using ErlDist.Tool.Context;
using ErlDist.Tool.Line;
using ErlDist.Tool.Watching;

namespace ErlDist.Tool.Commands;

/// <summary><c>erldist watch NODE [NAME…]</c>.</summary>
internal static class WatchCommand
{
    public static Command Create(ToolContext context)
    {
        Argument<string> node = Arguments.Node();
        var names = new Argument<string[]>("NAME") { Description = "Registered processes there to monitor.", Arity = ArgumentArity.ZeroOrMore };
        var interval = new Option<string?>("--interval") { Description = "Between two looks at what is not there, and at nodes(); 2.", HelpName = "SECONDS" };
        var command = new ToolCommand(
            "watch",
            "Prints what happens, a line an event, until Ctrl-C: the node up and down, nodes that it connects to and loses, processes that end and come back.",
            """
            erldist watch shop@localhost pricing -sname me@localhost -setcookie secret
            2026-01-01T12:00:00Z node shop@localhost up
            2026-01-01T12:00:00Z process pricing up
            2026-01-01T12:03:10Z process pricing down: {shutdown,tired}
            """) { node, names, interval };
        command.SetAction(async (parsed, cancellation) =>
        {
            string peer = Arguments.NodeName(parsed.GetValue(node)!);
            var watched = parsed.GetValue(names)!.Select(n => Arguments.Name("NAME", n)).Distinct().ToList();
            TimeSpan pause = ToolOptions.Seconds("--interval", parsed.GetValue(interval) ?? "2");
            await ToolNode.VisitAsync(
                context, peer, n => new NodeWatch(n, peer, watched, pause, context.Results).RunAsync(cancellation), cancellation).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }
}
