using System.Runtime.CompilerServices;
using ErlDist.Embedding;
using Microsoft.Extensions.Logging;

namespace ErlDist.Tool.Context;

/// <summary>The node that a command runs as: what the flags say, and its log.</summary>
internal static class ToolNode
{
    /// <summary>
    /// For a command that asks and leaves: always hidden, so that no cluster takes it for a member and all its nodes connect to it.
    /// What processes print that it has spawned is printed here.
    /// </summary>
    /// <exception cref="NodeConnectionException">The peer cannot be reached.</exception>
    public static async Task<T> VisitAsync<T>(
        ToolContext context, string peer, Func<ErlangNode, Task<T>> use, CancellationToken cancellation)
    {
        var printed = new RemotePrinter(context.Results);
        ErlangNodeOptions options = Options(context) with { Hidden = true, Output = printed.Write };
        using ILoggerFactory logs = ToolLog.Create(stays: false, context);
        ErlangNode node = await ErlangNode.StartAsync(options with { LoggerFactory = logs }, cancellation).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable stopping = node.ConfigureAwait(false);
        try
        {
            return await use(node).ConfigureAwait(false);
        }
        catch (NodeConnectionException e) when (!node.HasName && DynamicNameAdvice(peer, e) is { } advice)
        {
            throw new UnreachableException(advice, e);
        }
        finally
        {
            printed.EndLine();
        }
    }

    /// <summary>As the other, for what has no value.</summary>
    public static Task VisitAsync(ToolContext context, string peer, Func<ErlangNode, Task> use, CancellationToken cancellation) =>
        VisitAsync(
            context,
            peer,
            async node =>
            {
                await use(node).ConfigureAwait(false);
                return true;
            },
            cancellation);

    /// <summary>For a command that stays: as the flags say, with a log of what happens, and to be looked at by observer and <c>erldist top</c>.</summary>
    public static async Task StayAsync(ToolContext context, Func<ErlangNode, Task> use, CancellationToken cancellation)
    {
        using ILoggerFactory logs = ToolLog.Create(stays: true, context);
        ErlangNode node = await ErlangNode.StartAsync(Options(context) with { LoggerFactory = logs, Inspection = true }, cancellation).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable stopping = node.ConfigureAwait(false);
        await use(node).ConfigureAwait(false);
    }

    /// <summary>Connects, and tells what the handshake settled.</summary>
    /// <exception cref="NodeConnectionException">The peer cannot be reached.</exception>
    public static async Task<HandshakeResult> ConnectAsync(ErlangNode node, string peer, CancellationToken cancellation)
    {
        var connected = new TaskCompletionSource<HandshakeResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        node.NodeUp += (_, up) => connected.TrySetResult(up.Handshake);
        await node.ConnectAsync(peer, cancellation).ConfigureAwait(false);
        return await connected.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>What the flags mean to <see cref="ErlangNode"/>.</summary>
    public static ErlangNodeOptions Options(ToolContext context) => ErlangNodeOptions.FromFlags(context.Flags);

    /// <summary>
    /// What more can be said when a peer breaks off a handshake in which it was asked for a name. OTP's nodes give one since release 23;
    /// nodes made with JInterface or ei take the question for a broken name and close.
    /// </summary>
    public static string? DynamicNameAdvice(string peer, NodeConnectionException failure) => failure.InnerException switch
    {
        HandshakeException { Error: HandshakeError.Closed or HandshakeError.NoDynamicName or HandshakeError.NotAllowed or HandshakeError.Timeout } =>
            $"No connection to {peer}: it gives no dynamic names. Nodes of JInterface and ei do not, nor releases before OTP 23: give a name of "
            + $"your own, -sname NAME or -name NAME@HOST. If it is none of these: {failure.InnerException.Message}",
        _ => null,
    };
}
