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
    public async Task A_visible_node_that_two_others_connect_to_has_them_meet()
    {
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { Hidden = false });
        await using BeamNode one = await fixture.StartBeamAsync("met1@localhost");
        await using BeamNode two = await fixture.StartBeamAsync("met2@localhost");
        Assert.Equal("pong", await one.EvalAsync($"net_adm:ping('{node.Name}')"));
        Assert.Equal("pong", await two.EvalAsync($"net_adm:ping('{node.Name}')"));
        await one.EventuallyAsync($"lists:member('{two.Name}', nodes())");
        Assert.Equal("yes", await one.EvalAsync("global:sync(), global:register_name(met, whereis(init))"));
        await two.EventuallyAsync($"is_pid(global:whereis_name(met)) andalso node(global:whereis_name(met)) =:= '{one.Name}'");
    }

    [Fact]
    public async Task Where_two_members_lose_each_other_nobody_stays_connected_to_both()
    {
        await using BeamNode one = await fixture.StartBeamAsync("apart1@localhost");
        await using BeamNode two = await fixture.StartBeamAsync("apart2@localhost");
        await using ErlangNode near = await fixture.StartNodeAsync(o => o with { Hidden = false });
        await using ErlangNode far = await fixture.StartNodeAsync(o => o with { Hidden = false });
        await near.PingAsync(one.Name);
        await near.PingAsync(two.Name);
        await far.PingAsync(near.Name);
        await using Mailbox a = near.CreateMailbox(), b = far.CreateMailbox();
        Assert.True(await near.Global.RegisterAsync(Atom.Get("apart_near"), a.Pid));
        Assert.True(await far.Global.RegisterAsync(Atom.Get("apart_far"), b.Pid));
        foreach (BeamNode beam in new[] { one, two })
        {
            await beam.EventuallyAsync("[apart_far, apart_near] -- global:registered_names() =:= [] andalso length(nodes()) =:= 3");
            Assert.Equal("ok", await beam.EvalAsync("global:sync()"));
        }

        await two.EvalAsync($"erlang:disconnect_node('{near.Name}')");
        await Eventually.HoldsAsync(AreCliquesAsync, "nobody is connected to two that are apart", Command.Bound);

        async Task<bool> AreCliquesAsync()
        {
            string[][] seen =
            [
                [near.Name, .. near.ConnectedNodes], [far.Name, .. far.ConnectedNodes],
                [one.Name, .. await NodesAsync(one)], [two.Name, .. await NodesAsync(two)],
            ];
            return seen.All(s => s.All(name => seen.First(o => o[0] == name).ToHashSet().SetEquals(s)));
        }

        static async Task<string[]> NodesAsync(BeamNode beam) =>
            [.. ((ErlList)await beam.EvalTermAsync("nodes()")).Select(n => ((Atom)n).Name)];
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
