using System.CommandLine;
using ErlDist.Tool.Checking;

namespace ErlDist.Tool.Commands;

/// <summary><c>erldist check NODE</c>.</summary>
internal static class CheckCommand
{
    public static Command Create(ToolContext context)
    {
        var node = Arguments.Node();
        var command = new Command("check", "Goes all steps to a node and says of each that it is ok, or what is wrong and how to mend it.") { node };
        command.SetAction((parsed, cancellation) => RunAsync(context, Arguments.NodeName(parsed.GetValue(node)!), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ToolContext context, string peer, CancellationToken cancellation)
    {
        var report = new CheckReport(context.Output);
        await new NodeCheck(context, peer, report).RunAsync(cancellation).ConfigureAwait(false);
        return report.AllOk ? ExitCode.Ok : ExitCode.Remote;
    }
}
