using System.Net;
using ErlDist.Embedding;
using ErlDist.Nodes;

namespace ErlDist.Tests.Nodes;

/// <summary>Two of our nodes on plain TCP, with an EPMD of their own.</summary>
internal sealed class NodePair : IAsyncDisposable
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);
    private readonly EpmdServer _epmd;

    private NodePair(EpmdServer epmd, ErlangNode one, ErlangNode other)
    {
        _epmd = epmd;
        (One, Other) = (one, other);
    }

    /// <summary>The node that is looked at.</summary>
    public ErlangNode One { get; }

    /// <summary>Its peer.</summary>
    public ErlangNode Other { get; }

    /// <summary>Starts both; the limits are those of the first.</summary>
    public static async Task<NodePair> StartAsync(NodeLimits? limits = null)
    {
        var epmd = EpmdServer.Start(new EpmdOptions { Port = 0, ListenAddresses = [IPAddress.Loopback] });
        ErlangNode one = await ErlangNode.StartAsync(OptionsOf("one@localhost", epmd) with { Limits = limits ?? NodeLimits.Default });
        return new NodePair(epmd, one, await ErlangNode.StartAsync(OptionsOf("other@localhost", epmd)));
    }

    /// <summary>Starts one more.</summary>
    public Task<ErlangNode> StartAsync(string name, Func<ErlangNodeOptions, ErlangNodeOptions>? change = null)
    {
        ErlangNodeOptions options = OptionsOf(name, _epmd);
        return ErlangNode.StartAsync(change is null ? options : change(options));
    }

    /// <summary>The reason of the next end of the connection, as the first node gives it, once both know.</summary>
    public async Task<DownReason> NextDown()
    {
        DownReason[] reasons = await Task.WhenAll(DownOf(One), DownOf(Other)).WaitAsync(Bound);
        return reasons[0];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Other.DisposeAsync();
        await One.DisposeAsync();
        await _epmd.DisposeAsync();
    }

    private static ErlangNodeOptions OptionsOf(string name, EpmdServer epmd) => new()
    {
        Name = name,
        Cookie = new Cookie("secret"),
        ProtoDist = "inet_tcp",
        ListenAddress = IPAddress.Loopback,
        Epmd = new EpmdOptions { Port = epmd.Port, StartServer = false },
    };

    private static Task<DownReason> DownOf(ErlangNode node)
    {
        var down = new TaskCompletionSource<DownReason>(TaskCreationOptions.RunContinuationsAsynchronously);
        node.NodeDown += (_, e) => down.TrySetResult(e.Reason!);
        return down.Task;
    }
}
