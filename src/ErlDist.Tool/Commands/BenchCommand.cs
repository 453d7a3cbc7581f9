using System.CommandLine;
using ErlDist.Tool.Context;
using ErlDist.Tool.Line;
using ErlDist.Tool.Measuring;

namespace ErlDist.Tool.Commands;

/// <summary><c>erldist bench NODE</c>.</summary>
internal static class BenchCommand
{
    public static Command Create(ToolContext context)
    {
        Argument<string> node = Arguments.Node();
        var seconds = new Option<string?>("--seconds") { Description = "How long each part runs; 2.", HelpName = "SECONDS" };
        var command = new ToolCommand(
            "bench",
            "Measures the way to a node: round trips one at a time, calls side by side, and large messages. It puts load on the node.",
            """
            erldist bench shop@localhost -setcookie secret
            round trip   p50 0.21 ms, p99 0.60 ms (9031 calls, one at a time)
            calls        31245 a second (32 side by side)
            bytes        312 MB/s (messages of 1 MiB there)
            """) { node, seconds };
        command.SetAction(async (parsed, cancellation) =>
        {
            string peer = Arguments.NodeName(parsed.GetValue(node)!);
            TimeSpan time = ToolOptions.Seconds("--seconds", parsed.GetValue(seconds) ?? "2");
            await ToolNode.VisitAsync(context, peer, n => new NodeBench(n, peer, time, context.Results).RunAsync(cancellation), cancellation).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }
}
