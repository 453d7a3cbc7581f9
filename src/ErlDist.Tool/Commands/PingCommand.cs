using System.CommandLine;

namespace ErlDist.Tool.Commands;

/// <summary><c>erldist ping NODE</c>.</summary>
internal static class PingCommand
{
    public static Command Create(ToolContext context)
    {
        var node = Arguments.Node();
        var command = new Command("ping", "Prints pong, or pang and why.") { node };
        command.SetAction((parsed, cancellation) => RunAsync(context, Arguments.NodeName(parsed.GetValue(node)!), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ToolContext context, string peer, CancellationToken cancellation)
    {
        try
        {
            await ToolNode.VisitAsync(context, node => node.PingAsync(peer, cancellation), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (ExitCode.Of(e) == ExitCode.Remote)
        {
            await context.Output.WriteLineAsync("pang").ConfigureAwait(false);
            throw;
        }

        await context.Output.WriteLineAsync("pong").ConfigureAwait(false);
        return ExitCode.Ok;
    }
}
