using System.CommandLine;
using ErlDist.Terms;

namespace ErlDist.Tool.Commands;

/// <summary><c>erldist call NODE MOD FUN ARGS</c>.</summary>
internal static class CallCommand
{
    public static Command Create(ToolContext context)
    {
        var node = Arguments.Node();
        var module = new Argument<string>("MOD") { Description = "The module." };
        var function = new Argument<string>("FUN") { Description = "The function." };
        var arguments = new Argument<string>("ARGS")
        {
            Description = "Its arguments, an Erlang list.",
            DefaultValueFactory = _ => "[]",
        };
        var command = new Command("call", "Calls a function by rpc and prints its result: erldist call a@h lists reverse '[[1,2,3]]'.")
        {
            node,
            module,
            function,
            arguments,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            context,
            Arguments.NodeName(parsed.GetValue(node)!),
            parsed.GetValue(module)!,
            parsed.GetValue(function)!,
            Arguments.Term("ARGS", parsed.GetValue(arguments)!),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        ToolContext context,
        string peer,
        string module,
        string function,
        Term arguments,
        CancellationToken cancellation)
    {
        if (arguments is not ErlList list)
        {
            throw new UsageException($"ARGS is {arguments}, which is no list; for one argument write '[{arguments}]'.");
        }

        await ToolNode.VisitAsync(
            context,
            async node =>
            {
                var result = await node.RpcAsync(peer, module, function, list, cancellationToken: cancellation).ConfigureAwait(false);
                await context.Output.WriteLineAsync(result.ToString()).ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);
        return ExitCode.Ok;
    }
}
