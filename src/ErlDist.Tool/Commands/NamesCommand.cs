using System.CommandLine;
using ErlDist.Epmd;

namespace ErlDist.Tool.Commands;

/// <summary><c>erldist names [HOST]</c>.</summary>
internal static class NamesCommand
{
    public static Command Create(ToolContext context)
    {
        var host = new Argument<string?>("HOST")
        {
            Description = "The machine to ask; this one if left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("names", "Lists the nodes that EPMD knows, a line each: name NAME at port PORT.") { host };
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed.GetValue(host), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ToolContext context, string? host, CancellationToken cancellation)
    {
        var names = await new EpmdClient(context.Epmd).NamesAsync(host, cancellation).ConfigureAwait(false);
        foreach (var name in names)
        {
            await context.Output.WriteLineAsync($"name {name.Name} at port {name.Port}").ConfigureAwait(false);
        }

        return ExitCode.Ok;
    }
}
