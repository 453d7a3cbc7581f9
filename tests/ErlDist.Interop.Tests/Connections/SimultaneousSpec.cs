using ErlDist.Interop.Tests.Nodes;
using ErlDist.Terms;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Connections;

public sealed class SimultaneousSpec(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    [Theory]
    [InlineData("aaa@localhost")]
    [InlineData("zzz@localhost")]
    public async Task Both_ends_dial_at_once_and_one_connection_stays(string name)
    {
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { Name = name });
        for (int i = 0; i < 10; i++)
        {
            // The BEAM waits for our go, so that both dial within the same millisecond.
            Task<string> theirs = fixture.Beam.EvalAsync($"net_kernel:connect_node('{name}')");
            await node.ConnectAsync(fixture.Beam.Name).WaitAsync(ConnectionKit.Limit);
            Assert.Equal("true", await theirs);
            await node.PingAsync(fixture.Beam.Name).WaitAsync(ConnectionKit.Limit);
            Assert.Equal("pong", await fixture.Beam.EvalAsync($"net_adm:ping('{name}')"));
            Assert.Single(node.ConnectedNodes);
            await node.DisconnectAsync(fixture.Beam.Name);
            await fixture.Beam.EventuallyAsync($"not lists:member('{name}', nodes(connected))");
        }
    }

    [Fact]
    public async Task Two_of_ours_dial_each_other_a_thousand_times_at_once()
    {
        await using ErlangNode low = await fixture.StartNodeAsync(o => o with { Name = "low@localhost" });
        await using ErlangNode top = await fixture.StartNodeAsync(o => o with { Name = "top@localhost" });
        for (int i = 0; i < 1000; i++)
        {
            await Task.WhenAll(low.ConnectAsync(top.Name), top.ConnectAsync(low.Name)).WaitAsync(ConnectionKit.Limit);
            await Task.WhenAll(low.PingAsync(top.Name), top.PingAsync(low.Name)).WaitAsync(ConnectionKit.Limit);

            // Only when both know that the old connection is gone is the next dial a dial of both. What one has given up of this
            // round may still be arriving at the other, and would take the place of the next.
            Task<NodeEventArgs> gone = top.NextDown(low.Name);
            await low.DisconnectAsync(top.Name);
            await gone.WaitAsync(ConnectionKit.Limit);
            using var limit = new CancellationTokenSource(ConnectionKit.Limit);
            while (low.Acceptor.Pending + top.Acceptor.Pending > 0 || low.ConnectedNodes.Count + top.ConnectedNodes.Count > 0)
            {
                limit.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task A_peer_that_believes_in_the_old_connection_is_asked_alive_and_replaces_it()
    {
        await using ErlangNode first = await fixture.StartNodeAsync(o => o with { Name = "twice@localhost" });
        await using ErlangNode node = await fixture.StartNodeAsync();
        await first.PingAsync(node.Name);
        Task<NodeEventArgs> down = node.NextDown(first.Name);

        // Another node of the same name that EPMD does not know of: a new life of it.
        await using ErlangNode second = await fixture.StartNodeAsync(o => o with { Name = first.Name, Listen = false });
        await second.PingAsync(node.Name).WaitAsync(ConnectionKit.Limit);
        Assert.Equal(DownReason.Replaced, (await down).Reason);
        Assert.Equal([first.Name], node.ConnectedNodes);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_by_EPMD()
    {
        ErlangException e = await Assert.ThrowsAnyAsync<ErlangException>(
            () => fixture.StartNodeAsync(o => o with { Name = fixture.Beam.Name }));
        Assert.Contains("beam", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dynamic_name_is_given_to_a_BEAM_node_too()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        var met = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        node.NodeUp += (_, e) => met.TrySetResult(e.Node);
        await using BeamNode beam = await BeamNode.StartAsync(new BeamNodeOptions { Name = "undefined", EpmdPort = fixture.Epmd.Port });
        Assert.Equal("true", await beam.EvalAsync($"net_kernel:connect_node('{node.Name}')"));
        string name = await met.Task.WaitAsync(ConnectionKit.Limit);
        Assert.Equal($"'{name}'", await beam.EvalAsync("node()"));
        await node.PingAsync(name).WaitAsync(ConnectionKit.Limit);
        Assert.Equal((Term)3, await node.RpcAsync(name, "erlang", "+", (ErlList)Term.List(1, 2)));
    }
}
