using ErlDist.Nodes;

namespace ErlDist.Tool;

/// <summary>The node that a command runs as: what the flags say, and its log.</summary>
internal static class ToolNode
{
    /// <summary>
    /// For a command that asks and leaves: always hidden, so that no cluster takes it for a member and all its nodes connect to it. What the
    /// functions that it calls print is printed, before what they return.
    /// </summary>
    public static Task VisitAsync(ToolContext context, Func<ErlangNode, Task> use, CancellationToken cancellation) =>
        UseAsync(Options(context) with { Hidden = true, Output = (_, text) => context.Output.Write(text) }, verbose: false, use, cancellation);

    /// <summary>For a command that stays: as the flags say, and with a log of what happens.</summary>
    public static Task StayAsync(ToolContext context, Func<ErlangNode, Task> use, CancellationToken cancellation) =>
        UseAsync(Options(context), verbose: true, use, cancellation);

    private static async Task UseAsync(ErlangNodeOptions options, bool verbose, Func<ErlangNode, Task> use, CancellationToken cancellation)
    {
        using var logs = ToolLog.Create(verbose);
        options = options with { LoggerFactory = logs };
        var node = await ErlangNode.StartAsync(options, cancellation).ConfigureAwait(false);
        await using var stopping = node.ConfigureAwait(false);
        await use(node).ConfigureAwait(false);
    }

    /// <summary>What the flags mean to <see cref="ErlangNode"/>.</summary>
    public static ErlangNodeOptions Options(ToolContext context) => ErlangNodeOptions.FromFlags(context.Flags);
}
