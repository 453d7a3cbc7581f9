using ErlDist.Terms;
using ErlDist.Testing;

namespace ErlDist.Tests.Nodes;

/// <summary>What connections come and go with goes with them. It is seen in the memory of the process, so nothing else may run.</summary>
[Collection(nameof(Alone))]
public sealed class ConnectionMemoryTests
{
    /// <summary>Less than 1 KB a round; .NET's pools of arrays alone move by some hundred.</summary>
    private const long Slack = 1024 * 1024;
    private const int Rounds = 1500;

    [Fact]
    public async Task Thousands_of_connections_with_links_monitors_and_calls_leave_nothing()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        nodes.One.Serve("echo", (request, _) => ValueTask.FromResult(request));
        nodes.One.Export("m", "f", 0, (_, _) => ValueTask.FromResult<Term>(1));
        await RunAsync(nodes, 200);
        long growth = await MemoryGrowth.LeastAsync(() => RunAsync(nodes, Rounds), Slack);
        Assert.True(growth < Slack, $"{Rounds} connections left {growth} bytes each time");
    }

    private static async Task RunAsync(NodePair nodes, int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            await nodes.Other.ConnectAsync(nodes.One.Name);
            await using Mailbox mailbox = nodes.Other.CreateMailbox();
            await using Mailbox linked = nodes.One.CreateMailbox();
            linked.TrapExit = true;
            await mailbox.MonitorAsync("echo", nodes.One.Name);
            await linked.LinkAsync(mailbox.Pid);
            Assert.Equal((Term)i, await nodes.Other.CallAsync("echo", nodes.One.Name, i));
            Assert.Equal((Term)1, await nodes.Other.RpcAsync(nodes.One.Name, "m", "f", ErlList.Empty));
            await nodes.Other.SpawnAsync(nodes.One.Name, "m", "f", ErlList.Empty);
            await (i % 2 == 0 ? nodes.One : nodes.Other).DisconnectAsync(i % 2 == 0 ? nodes.Other.Name : nodes.One.Name);
        }
    }
}

/// <summary>Tests that measure the memory of the process run when no others do.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
