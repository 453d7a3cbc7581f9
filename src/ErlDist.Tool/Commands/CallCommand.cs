using System.CommandLine;
using ErlDist.Embedding;
using ErlDist.Tool.Context;
using ErlDist.Tool.Line;

namespace ErlDist.Tool.Commands;

/// <summary><c>erldist call NODE MOD FUN ARGS</c>.</summary>
internal static class CallCommand
{
    private static readonly TimeSpan s_rexLimit = TimeSpan.FromSeconds(5);

    public static Command Create(ToolContext context)
    {
        Argument<string> node = Arguments.Node();
        var module = new Argument<string>("MOD") { Description = "The module: lists, 'my module', Elixir.String." };
        var function = new Argument<string>("FUN") { Description = "The function." };
        var arguments = new Argument<string>("ARGS")
        {
            Description = "Its arguments, an Erlang list; [] if left out.",
            DefaultValueFactory = _ => "[]",
        };
        var command = new ToolCommand(
            "call",
            "Calls a function by rpc and prints what it prints, then its result.",
            """
            erldist call shop@localhost lists reverse '[[1,2,3]]'
            [3,2,1]
            erldist call shop@localhost Elixir.IO puts '[<<"hello">>]'
            hello
            ok
            """)
        {
            node,
            module,
            function,
            arguments,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            context,
            Arguments.NodeName(parsed.GetValue(node)!),
            Arguments.Name("MOD", parsed.GetValue(module)!),
            Arguments.Name("FUN", parsed.GetValue(function)!),
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

        Term result = await ToolNode.VisitAsync(
            context,
            peer,
            node => ApplyAsync(node, peer, module, function, list, cancellation),
            cancellation).ConfigureAwait(false);
        context.Results.Write(result.ToString(), ("node", peer), ("result", result));
        return ExitCode.Ok;
    }

    private static async Task<Term> ApplyAsync(
        ErlangNode node, string peer, string module, string function, ErlList arguments, CancellationToken cancellation)
    {
        DistributionFlags flags = peer == node.Name ? DistributionFlags.Spawn : (await ToolNode.ConnectAsync(node, peer, cancellation).ConfigureAwait(false)).PeerFlags;
        if (flags.HasFlag(DistributionFlags.Spawn))
        {
            return await node.RpcAsync(peer, module, function, arguments, Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false);
        }

        // A rex it may have, but not one that could be known to be there.
        try
        {
            return await node.RpcAsync(peer, module, function, arguments, s_rexLimit, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or ProcessExitException)
        {
            throw new UnreachableException(
                $"notsup: {peer} takes no spawn requests and its rex, if it has one, gives no answer. Nodes of JInterface and ei run no functions for others; send to a process there.", e);
        }
    }
}
