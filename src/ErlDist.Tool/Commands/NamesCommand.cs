using System.CommandLine;
using ErlDist.Embedding;
using ErlDist.Tool.Context;
using ErlDist.Tool.Line;

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
        var command = new ToolCommand(
            "names",
            "Lists the nodes that EPMD knows, a line each: name NAME at port PORT.",
            """
            erldist names shop.example
            name shop at port 43373
            """) { host };
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed.GetValue(host), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ToolContext context, string? host, CancellationToken cancellation)
    {
        IReadOnlyList<EpmdName> names = await new EpmdClient(context.Epmd).NamesAsync(host, cancellation).ConfigureAwait(false);
        foreach (EpmdName name in names)
        {
            context.Results.Write($"name {name.Name} at port {name.Port}", ("name", name.Name), ("port", name.Port));
        }

        return ExitCode.Ok;
    }
}
