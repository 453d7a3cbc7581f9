using System.CommandLine;
using ErlDist.Tool.Context;
using ErlDist.Tool.Line;
using ErlDist.Tool.Serving;

namespace ErlDist.Tool.Commands;

/// <summary><c>erldist serve</c>.</summary>
internal static class ServeCommand
{
    public static Command Create(ToolContext context)
    {
        var command = new ToolCommand(
            "serve",
            "Runs a node until SIGTERM, with the processes echo, sink and calc and the functions dotnet:version/0, echo/1, raise/1.",
            """
            erldist serve -sname dn@localhost -setcookie secret -proto_dist inet_tls -ssl_dist_optfile certs/dn@localhost.conf
            dn@localhost listening on 0.0.0.0:43373
            """);
        command.SetAction((_, cancellation) => RunAsync(context, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ToolContext context, CancellationToken cancellation)
    {
        if (context.Flags.Name is null || !context.Flags.DistListen)
        {
            throw new UsageException("serve needs a name to be found under: give -sname NAME or -name NAME@HOST, without -dist_listen false.");
        }

        await ToolNode.StayAsync(context, node => ServeAsync(context, node, cancellation), cancellation).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private static async Task ServeAsync(ToolContext context, ErlangNode node, CancellationToken cancellation)
    {
        node.Register("echo", new EchoServer(node));
        node.Register("sink", new SinkProcess(node));
        node.Register("calc", new CalcServer(node));
        node.Export("dotnet", "version", 0, (_, _) => ValueTask.FromResult<Term>(Environment.Version.ToString()));
        node.Export("dotnet", "echo", 1, (arguments, _) => ValueTask.FromResult(arguments[0]));
        node.Export("dotnet", "raise", 1, (arguments, _) => throw new RpcException(RpcErrorClass.Error, arguments[0]));
        context.Results.Write($"{node.Name} listening on {node.EndPoint}", ("node", node.Name), ("listening", node.EndPoint?.ToString()));
        await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
