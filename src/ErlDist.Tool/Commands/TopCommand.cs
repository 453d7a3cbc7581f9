using System.CommandLine;
using System.Globalization;
using ErlDist.Tool.Context;
using ErlDist.Tool.Line;
using ErlDist.Tool.Measuring;

namespace ErlDist.Tool.Commands;

/// <summary><c>erldist top NODE</c>.</summary>
internal static class TopCommand
{
    public static Command Create(ToolContext context)
    {
        Argument<string> node = Arguments.Node();
        var interval = new Option<string?>("--interval") { Description = "Between two samples; 2.", HelpName = "SECONDS" };
        var count = new Option<string?>("--count") { Description = "Samples; without end on a terminal, else 1.", HelpName = "N" };
        var rows = new Option<string?>("--rows") { Description = "Processes shown; 20.", HelpName = "N" };
        var command = new ToolCommand(
            "top",
            "Shows a node's memory, run queue and busiest processes, refreshed. .NET nodes show what they let others inspect.",
            "erldist top shop@localhost -setcookie secret") { node, interval, count, rows };
        command.SetAction(async (parsed, cancellation) =>
        {
            string peer = Arguments.NodeName(parsed.GetValue(node)!);
            TimeSpan pause = ToolOptions.Seconds("--interval", parsed.GetValue(interval) ?? "2");
            int samples = parsed.GetValue(count) is { } n ? Number("--count", n) : Output.Terminal.IsInteractive && !context.Options.Json ? int.MaxValue : 1;
            int shown = parsed.GetValue(rows) is { } r ? Number("--rows", r) : 20;
            await ToolNode.VisitAsync(
                context, peer, n => new TopView(context, new NodeSampler(n, peer), pause, samples, shown).RunAsync(cancellation), cancellation).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <exception cref="UsageException">It is no number from 1.</exception>
    internal static int Number(string option, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new UsageException($"{option} takes a number from 1, not '{text}'.");
}
