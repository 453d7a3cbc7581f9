using ErlDist.Interop.Tests.Nodes;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Connections;

public sealed class VisibleSpec(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    [Fact]
    public async Task A_visible_node_is_in_nodes_and_global_sync_returns_with_it()
    {
        await using BeamNode beam = await fixture.StartBeamAsync("global@localhost");
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { Hidden = false });
        await node.PingAsync(beam.Name);
        Assert.Equal("true", await beam.EvalAsync($"lists:member('{node.Name}', nodes())"));
        Assert.Equal("ok", await beam.EvalAsync("global:sync()"));
        Assert.Equal("yes", await beam.EvalAsync("global:register_name(one, whereis(init))"));
        Assert.Equal("true", await beam.EvalAsync("global:whereis_name(one) =:= whereis(init)"));
        Assert.Equal("true", await beam.EvalAsync($"global:trans({{lock, self()}}, fun() -> true end, [node(), '{node.Name}'])"));
        Assert.Equal("pong", await beam.EvalAsync($"net_adm:ping('{node.Name}')"));
    }

    [Fact]
    public async Task A_visible_node_between_two_others_keeps_global_of_both_going()
    {
        await using BeamNode one = await fixture.StartBeamAsync("one@localhost");
        await using BeamNode two = await fixture.StartBeamAsync("two@localhost");
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { Hidden = false });
        await node.PingAsync(one.Name);
        await node.PingAsync(two.Name);
        Assert.Equal("pong", await one.EvalAsync($"net_adm:ping('{two.Name}')"));
        Assert.Equal("ok", await one.EvalAsync("global:sync()"));
        Assert.Equal("ok", await two.EvalAsync("global:sync()"));
        Assert.Equal("yes", await one.EvalAsync("global:register_name(both, whereis(init))"));
        Assert.Equal("true", await two.EvalAsync($"node(global:whereis_name(both)) =:= '{one.Name}'"));
        await node.DisconnectAsync(one.Name);

        // The others are told (prevent_overlapping_partitions): they leave one of the two, and find each other again.
        await one.EventuallyAsync($"net_adm:ping('{two.Name}') =:= pong");
    }

    [Fact]
    public async Task Pg_of_the_BEAM_finds_the_pg_of_a_visible_node()
    {
        await using BeamNode beam = await fixture.StartBeamAsync("pg@localhost");
        await beam.EvalAsync("{ok, _} = pg:start(pg), ok");
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { Hidden = false });
        await node.PingAsync(beam.Name);
        await beam.EventuallyAsync($"lists:any(fun(M) -> is_map(M) andalso lists:member('{node.Name}', [node(P) || P <- maps:keys(M), is_pid(P)]) end, "
            + "tuple_to_list(sys:get_state(pg)))");
        Assert.Equal("ok", await beam.EvalAsync("pg:join(group, whereis(init))"));
        Assert.Equal("1", await beam.EvalAsync("length(pg:get_members(group))"));
    }

    [Fact]
    public async Task A_hidden_node_is_in_hidden_nodes_and_global_does_not_ask_it()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        await node.PingAsync(fixture.Beam.Name);
        Assert.Equal("{false,true}", await fixture.Beam.EvalAsync(
            $"{{lists:member('{node.Name}', nodes()), lists:member('{node.Name}', nodes(hidden))}}"));
        Assert.Equal("ok", await fixture.Beam.EvalAsync("global:sync()"));
    }
}
