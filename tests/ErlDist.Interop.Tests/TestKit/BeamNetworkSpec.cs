using System.Diagnostics;
using System.Globalization;

namespace ErlDist.Interop.Tests.TestKit;

/// <summary>The test kit as its users use it: networks side by side, calls both ways, a node that freezes and one that is killed.</summary>
public sealed class BeamNetworkSpec
{
    [Theory]
    [InlineData("inet_tls")]
    [InlineData("inet_tcp")]
    public async Task Nodes_of_a_network_call_each_other(string protoDist)
    {
        await using var network = BeamNetwork.Start(new BeamNetworkOptions { ProtoDist = protoDist });
        await using BeamNode beam = await network.StartBeamAsync();
        await using ErlangNode node = await network.StartNodeAsync();
        await using ServedProcess calc = node.Serve("calc", (request, _) => ValueTask.FromResult(request));
        Assert.Equal(Term.Parse("{add, 2, 3}"), await beam.EvalTermAsync("gen_server:call({calc, 'dotnet@localhost'}, {add, 2, 3})"));
        await beam.LoadModuleAsync("-module(adder). -export([add/2]). add(A, B) -> A + B.");
        Assert.Equal((Term)5, await node.RpcAsync(beam.Name, "adder", "add", [2, 3]));
    }

    [Fact]
    public async Task Networks_know_nothing_of_each_other_and_nodes_can_freeze_and_die()
    {
        await using var one = BeamNetwork.Start();
        await using var other = BeamNetwork.Start();
        await using BeamNode beam = await one.StartBeamAsync();
        await using ErlangNode near = await one.StartNodeAsync(change: o => o with { NetTickTime = TimeSpan.FromSeconds(1) });
        await using ErlangNode far = await other.StartNodeAsync();
        var down = new TaskCompletionSource<DownReason>(TaskCreationOptions.RunContinuationsAsynchronously);
        near.NodeDown += (_, e) => down.TrySetResult(e.Reason!);
        await near.PingAsync(beam.Name);
        NodeConnectionException unknown = await Assert.ThrowsAsync<NodeConnectionException>(() => far.PingAsync(beam.Name));
        Assert.Equal(ConnectFailure.NoSuchNode, unknown.Reason);
        beam.Freeze();
        Assert.Equal(DownReason.NetTickTimeout, await down.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        await beam.KillAsync();
        await Assert.ThrowsAsync<NodeConnectionException>(() => near.PingAsync(beam.Name));
    }

    [Fact]
    public async Task What_an_expression_raises_is_the_tests_to_see()
    {
        await using var network = BeamNetwork.Start();
        await using BeamNode beam = await network.StartBeamAsync("raising@localhost");
        BeamEvalException raised = await Assert.ThrowsAsync<BeamEvalException>(() => beam.EvalAsync("exit(why)"));
        Assert.Equal("{exit,why}", raised.Message);
        Assert.Equal("raising@localhost", await beam.EvalAsync("node()"));
    }

    [Fact]
    public async Task A_node_ends_also_where_something_that_it_started_lives_on_with_its_output()
    {
        await using var network = BeamNetwork.Start();
        BeamNode beam = await network.StartBeamAsync();
        string sleeper = await beam.EvalAsync("""
            Port = open_port({spawn, "sh -c 'setsid sleep 60 </dev/null >/dev/null & echo $!'"}, [{line, 20}]),
            receive {Port, {data, {eol, Line}}} -> list_to_integer(Line) end
            """);
        using var process = Process.GetProcessById(int.Parse(sleeper, CultureInfo.InvariantCulture));
        try
        {
            await beam.DisposeAsync();
            Assert.False(process.HasExited);
        }
        finally
        {
            process.Kill();
        }
    }
}
