namespace ErlDist.Interop.Tests.Connections;

/// <summary>What the connection tests share.</summary>
internal static class ConnectionKit
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Pings a node until it answers: one that thaws first goes through the connections that were given up, and OTP 23 refuses
    /// further ones of the same peer meanwhile.
    /// </summary>
    public static async Task ReachAgainAsync(this ErlangNode node, string peer)
    {
        using var late = new CancellationTokenSource(Limit);
        while (true)
        {
            try
            {
                await node.PingAsync(peer, late.Token);
                return;
            }
            catch (NodeConnectionException) when (!late.IsCancellationRequested)
            {
                // Not yet.
            }
        }
    }

    /// <summary>The next time that a node comes up for this one.</summary>
    public static Task<NodeEventArgs> NextUp(this ErlangNode node, string peer) => Next(peer, heard => node.NodeUp += heard);

    /// <summary>The next time that a node goes down for this one.</summary>
    public static Task<NodeEventArgs> NextDown(this ErlangNode node, string peer) => Next(peer, heard => node.NodeDown += heard);

    private static Task<NodeEventArgs> Next(string peer, Action<EventHandler<NodeEventArgs>> subscribe)
    {
        var next = new TaskCompletionSource<NodeEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        subscribe((_, e) =>
        {
            if (e.Node == peer)
            {
                next.TrySetResult(e);
            }
        });
        return next.Task.WaitAsync(Limit);
    }
}
