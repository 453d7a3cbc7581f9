using System.CommandLine;
using ErlDist.Tool.Checking;
using ErlDist.Tool.Context;
using ErlDist.Tool.Line;

namespace ErlDist.Tool.Commands;

/// <summary><c>erldist check NODE</c>.</summary>
internal static class CheckCommand
{
    public static Command Create(ToolContext context)
    {
        Argument<string> node = Arguments.Node();
        var command = new ToolCommand(
            "check",
            "Goes all steps to a node, and back from it, and says of each that it is ok, or what is wrong and how to mend it.",
            """
            erldist check shop@localhost -sname me@localhost -setcookie secret -proto_dist inet_tls -ssl_dist_optfile certs/me@localhost.conf
            EPMD         ok, localhost:4369 says port 43373, visible
            TCP          ok, 127.0.0.1:43373 accepts
            cookie       WRONG: shop@localhost has another cookie. …
            """) { node };
        command.SetAction((parsed, cancellation) => RunAsync(context, Arguments.NodeName(parsed.GetValue(node)!), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ToolContext context, string peer, CancellationToken cancellation)
    {
        var report = new CheckReport(context);
        await new NodeCheck(context, peer, report).RunAsync(cancellation).ConfigureAwait(false);
        return report.AllOk ? ExitCode.Ok : ExitCode.Remote;
    }
}
