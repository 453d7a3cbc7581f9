using System.CommandLine;
using System.Runtime.CompilerServices;
using ErlDist.Embedding;
using ErlDist.Tool.Context;
using ErlDist.Tool.Line;
using Microsoft.Extensions.Logging;

namespace ErlDist.Tool.Commands;

/// <summary><c>erldist epmd</c>.</summary>
internal static class EpmdCommand
{
    public static Command Create(ToolContext context)
    {
        var command = new ToolCommand(
            "epmd",
            "Runs an EPMD until SIGTERM or epmd -kill; takes ERL_EPMD_PORT and ERL_EPMD_ADDRESS.",
            """
            ERL_EPMD_PORT=14369 erldist epmd
            EPMD listening on 0.0.0.0:14369, [::]:14369
            """);
        command.SetAction((_, cancellation) => RunAsync(context, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ToolContext context, CancellationToken cancellation)
    {
        using ILoggerFactory logs = ToolLog.Create(stays: true, context);
        var server = EpmdServer.Start(context.Epmd, logs.CreateLogger("epmd"));
        await using ConfiguredAsyncDisposable ending = server.ConfigureAwait(false);
        var places = server.EndPoints.Select(e => e.ToString()).ToList();
        context.Results.Write($"EPMD listening on {string.Join(", ", places)}", ("listening", places));
        await server.Completion.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCode.Ok;
    }
}
