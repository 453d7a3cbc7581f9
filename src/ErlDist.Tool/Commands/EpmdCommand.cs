using System.CommandLine;
using ErlDist.Epmd;

namespace ErlDist.Tool.Commands;

/// <summary><c>erldist epmd</c>.</summary>
internal static class EpmdCommand
{
    public static Command Create(ToolContext context)
    {
        var command = new Command("epmd", "Runs an EPMD until SIGTERM or epmd -kill; takes ERL_EPMD_PORT and ERL_EPMD_ADDRESS.");
        command.SetAction((_, cancellation) => RunAsync(context, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ToolContext context, CancellationToken cancellation)
    {
        using var logs = ToolLog.Create(verbose: true);
        var server = EpmdServer.Start(context.Epmd, logs.CreateLogger("epmd"));
        await using var ending = server.ConfigureAwait(false);
        await context.Output.WriteLineAsync($"EPMD listening on {string.Join(", ", server.Endpoints)}").ConfigureAwait(false);
        await context.Output.FlushAsync(cancellation).ConfigureAwait(false);
        await server.Completion.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCode.Ok;
    }
}
