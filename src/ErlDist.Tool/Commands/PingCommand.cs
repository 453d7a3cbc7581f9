using System.CommandLine;
using ErlDist.Tool.Context;
using ErlDist.Tool.Line;

namespace ErlDist.Tool.Commands;

/// <summary><c>erldist ping NODE</c>.</summary>
internal static class PingCommand
{
    public static Command Create(ToolContext context)
    {
        Argument<string> node = Arguments.Node();
        var command = new ToolCommand(
            "ping",
            "Prints pong, or pang and why.",
            """
            erldist ping shop@localhost -setcookie secret -proto_dist inet_tls -ssl_dist_optfile certs/me@localhost.conf
            pong
            """) { node };
        command.SetAction((parsed, cancellation) => RunAsync(context, Arguments.NodeName(parsed.GetValue(node)!), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ToolContext context, string peer, CancellationToken cancellation)
    {
        try
        {
            await ToolNode.VisitAsync(context, peer, node => node.PingAsync(peer, cancellation), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!context.Interrupt.IsCancellationRequested
            && (e is OperationCanceledException || ExitCode.Of(e) == ExitCode.Remote))
        {
            context.Results.Write("pang", ("node", peer), ("result", "pang"));
            throw;
        }

        context.Results.Write("pong", ("node", peer), ("result", "pong"));
        return ExitCode.Ok;
    }
}
