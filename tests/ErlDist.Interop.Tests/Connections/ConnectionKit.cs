using ErlDist.Nodes;

namespace ErlDist.Interop.Tests.Connections;

/// <summary>What the connection tests share.</summary>
internal static class ConnectionKit
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>The next time that a node goes down for this one.</summary>
    public static Task<NodeEventArgs> NextDown(this ErlangNode node, string peer)
    {
        var down = new TaskCompletionSource<NodeEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        node.NodeDown += (_, e) =>
        {
            if (e.Node == peer)
            {
                down.TrySetResult(e);
            }
        };
        return down.Task.WaitAsync(Limit);
    }
}
