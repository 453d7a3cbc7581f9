using ErlDist.Interop.Tests.Connections;
using ErlDist.Interop.Tests.Nodes;
using ErlDist.Terms;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Services;

/// <summary>A node of ours among BEAM nodes: groups of <c>pg</c>, names and locks of <c>global</c>, the mesh.</summary>
public sealed class ClusterSpec(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(15);
    private static readonly Atom s_group = Atom.Get("group");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Members_of_groups_are_known_on_both_sides(bool hidden)
    {
        await using BeamNode beam = await fixture.StartBeamAsync("pgbeam@localhost");
        await beam.EvalAsync("{ok, _} = pg:start(pg), {ok, _} = pg:start(scope), Init = whereis(init), ok = pg:join(group, Init), ok = pg:join(scope, {other, 1}, [Init, Init])");
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { Hidden = hidden });
        await using Mailbox member = node.CreateMailbox();
        await using Mailbox watcher = node.CreateMailbox();
        PgScope scope = node.StartPg("scope");
        Reference reference = node.Pg.Monitor(watcher, null, out IReadOnlyDictionary<Term, IReadOnlyList<Pid>> members);
        Assert.Empty(members);
        node.Pg.Join(s_group, member.Pid);
        Assert.Equal(Term.Tuple(reference, Atom.Get("join"), s_group, Term.List(member.Pid)), await NextAsync(watcher));
        await node.PingAsync(beam.Name);
        Assert.True(await NextAsync(watcher) is ErlTuple and [_, Atom { Name: "join" }, Atom { Name: "group" }, ErlList and [Pid init]] && init.Node.Name == beam.Name);
        await beam.EventuallyAsync($"lists:any(fun(P) -> node(P) =:= '{node.Name}' end, pg:get_members(group))");
        Assert.Equal(2, node.Pg.GetMembers(s_group).Count);
        Assert.Equal([member.Pid], node.Pg.GetLocalMembers(s_group));
        await Eventually.HoldsAsync(() => scope.GetMembers(Term.Tuple(Atom.Get("other"), 1)).Count == 2, "both are members", s_bound);

        await beam.EvalAsync("[P ! hello || P <- pg:get_members(group), node(P) =/= node()], pg:leave(group, whereis(init))");
        Assert.Equal(Atom.Get("hello"), await NextAsync(member));
        Assert.True(await NextAsync(watcher) is ErlTuple and [_, Atom { Name: "leave" }, Atom { Name: "group" }, ErlList and [Pid gone]] && gone.Node.Name == beam.Name);
        await member.DisposeAsync();
        await beam.EventuallyAsync("pg:get_members(group) =:= []");
        await node.DisconnectAsync(beam.Name);
        await Eventually.HoldsAsync(() => scope.GetGroups().Count == 0, "no group is left", s_bound);
    }

    [Fact]
    public async Task A_visible_node_has_the_names_of_the_cluster_and_the_cluster_has_its()
    {
        await using BeamNode one = await fixture.StartBeamAsync("glob1@localhost");
        await using BeamNode two = await fixture.StartBeamAsync("glob2@localhost");
        Assert.Equal("pong", await one.EvalAsync($"net_adm:ping('{two.Name}')"));
        Assert.Equal("yes", await one.EvalAsync("global:register_name(before, whereis(init))"));
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { Hidden = false });
        await using Mailbox mine = node.CreateMailbox();
        Assert.True(await node.Global.RegisterAsync(Atom.Get("mine"), mine.Pid));
        await node.PingAsync(one.Name);
        await Eventually.HoldsAsync(() => node.ConnectedNodes.Contains(two.Name), "the other node is connected", s_bound); // As its peers do, it connects to all.
        foreach (BeamNode beam in new[] { one, two })
        {
            await beam.EventuallyAsync($"is_pid(global:whereis_name(mine)) andalso node(global:whereis_name(mine)) =:= '{node.Name}'");
        }

        Assert.Equal(one.Name, (await node.Global.WhereIsAsync(Atom.Get("before")))?.Node.Name);
        Assert.Equal("yes", await two.EvalAsync("global:register_name(later, whereis(init))"));
        Assert.Equal(two.Name, (await node.Global.WhereIsAsync(Atom.Get("later")))?.Node.Name);
        Assert.Equal("ok", await two.EvalAsync("global:unregister_name(later)"));
        Assert.Null(await node.Global.WhereIsAsync(Atom.Get("later")));

        Assert.False(await node.Global.RegisterAsync(Atom.Get("before"), mine.Pid));
        await using Mailbox second = node.CreateMailbox();
        Assert.True(await node.Global.RegisterAsync("second", second.Pid));
        Assert.Equal("no", await two.EvalAsync("global:register_name(<<\"second\">>, whereis(init))"));
        await one.EvalAsync("global:send(<<\"second\">>, hello)");
        Assert.Equal(Atom.Get("hello"), await NextAsync(second));
        await second.DisposeAsync();
        await one.EventuallyAsync("global:whereis_name(<<\"second\">>) =:= undefined");
        Assert.Null(await node.Global.WhereIsAsync("second"));
    }

    /// <summary>Two nodes of this library have no BEAM that would begin.</summary>
    [Fact]
    public async Task Two_of_our_nodes_exchange_names_and_nodes_and_agree_on_a_name_that_both_have()
    {
        await using BeamNode beam = await fixture.StartBeamAsync("globkin@localhost");
        await using ErlangNode one = await fixture.StartNodeAsync(o => o with { Hidden = false });
        await using ErlangNode two = await fixture.StartNodeAsync(o => o with { Hidden = false });
        await using ErlangNode three = await fixture.StartNodeAsync(o => o with { Hidden = false });
        await using Mailbox mine = one.CreateMailbox();
        await using Mailbox theirs = two.CreateMailbox();
        await using Mailbox other = one.CreateMailbox();
        await using Mailbox another = two.CreateMailbox();
        await one.PingAsync(beam.Name);
        await beam.EventuallyAsync($"lists:member('{one.Name}', gen_server:call(global_name_server, get_known))");
        Assert.True(await one.Global.RegisterAsync(Atom.Get("mine"), mine.Pid));
        Assert.True(await two.Global.RegisterAsync(Atom.Get("theirs"), theirs.Pid));
        Assert.True(await one.Global.RegisterAsync(Atom.Get("both"), other.Pid));
        Assert.True(await two.Global.RegisterAsync(Atom.Get("both"), another.Pid));

        await three.PingAsync(two.Name);
        await two.PingAsync(one.Name);
        foreach (ErlangNode node in new[] { one, two, three })
        {
            await Eventually.HoldsAsync(() => node.ConnectedNodes.Count == 3, "each is connected to all", s_bound);
            await HasAsync(node, "mine", mine);
            await HasAsync(node, "theirs", theirs);
        }

        Pid? kept = await one.Global.WhereIsAsync(Atom.Get("both"));
        foreach (ErlangNode node in new[] { one, two, three })
        {
            await HasAsync(node, "both", other.Pid.Equals(kept) ? other : another);
        }

        // Between the name that goes and the one that comes there is none.
        await beam.EventuallyAsync(
            $"[node(P) || P <- [global:whereis_name(both), global:whereis_name(theirs)], is_pid(P)] =:= ['{kept!.Node.Name}', '{two.Name}']");
        Task<NodeEventArgs> left = Task.WhenAny(three.NextDown(one.Name), three.NextDown(two.Name)).Unwrap();
        await one.DisconnectAsync(two.Name);

        // A member leaves who another lost. It may be connected to again at once.
        await left;
    }

    [Fact]
    public async Task A_process_has_one_global_name_unless_it_is_given_another_anew()
    {
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { Hidden = false });
        await using Mailbox box = node.CreateMailbox();
        Assert.True(await node.Global.RegisterAsync("one", box.Pid));
        Assert.False(await node.Global.RegisterAsync("two", box.Pid));
        Assert.Null(await node.Global.WhereIsAsync("two"));
        await node.Global.ReRegisterAsync("two", box.Pid);
        Assert.Equal(box.Pid, await node.Global.WhereIsAsync("two"));
        await node.Global.UnregisterAsync("one");
        await node.Global.UnregisterAsync("two");
        Assert.True(await node.Global.RegisterAsync("three", box.Pid));
    }

    private static async Task HasAsync(ErlangNode node, string name, Mailbox box) => await Eventually.HoldsAsync(
        async () => box.Pid.Equals(await node.Global.WhereIsAsync(Atom.Get(name))), $"{node.Name} knows {name}", s_bound);

    [Fact]
    public async Task A_lock_that_one_side_holds_the_other_waits_for()
    {
        await using BeamNode beam = await fixture.StartBeamAsync("lock@localhost");
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { Hidden = false });
        await node.PingAsync(beam.Name);
        await beam.EventuallyAsync($"lists:member('{node.Name}', [N || N <- nodes()])");
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        Task<int> held = node.Global.TransactionAsync(Atom.Get("resource"), async _ =>
        {
            entered.SetResult();
            await leave.Task;
            return 1;
        });
        await entered.Task.WaitAsync(s_bound);
        Assert.Equal("false", await beam.EvalAsync("global:set_lock({resource, self()}, [node() | nodes()], 0)"));
        leave.SetResult();
        Assert.Equal(1, await held.WaitAsync(s_bound));
        await beam.EvalAsync("spawn(fun() -> true = global:set_lock({resource, self()}), register(holder, self()), receive stop -> ok end end), ok");
        await beam.EventuallyAsync("is_pid(whereis(holder))");
        Assert.False(await node.Global.SetLockAsync(Atom.Get("resource"), null, retries: 0));
        await beam.EvalAsync("holder ! stop");
        Assert.True(await node.Global.SetLockAsync(Atom.Get("resource")).WaitAsync(s_bound)); // It goes with the process.
        Assert.Equal("false", await beam.EvalAsync("global:set_lock({resource, self()}, [node() | nodes()], 0)"));
    }

    [Fact]
    public async Task A_hidden_node_uses_the_names_of_a_node_that_it_is_connected_to()
    {
        await using BeamNode beam = await fixture.StartBeamAsync("hidglob@localhost");
        await using ErlangNode node = await fixture.StartNodeAsync();
        await using Mailbox box = node.CreateMailbox();
        await Assert.ThrowsAsync<InvalidOperationException>(() => node.Global.RegisterAsync(Atom.Get("box"), box.Pid));
        await node.PingAsync(beam.Name);
        Assert.True(await node.Global.RegisterAsync(Atom.Get("box"), box.Pid));
        Assert.False(await node.Global.RegisterAsync(Atom.Get("box"), box.Pid));
        Assert.Equal("hello", await beam.EvalAsync("global:send(box, hello), hello"));
        Assert.Equal(Atom.Get("hello"), await NextAsync(box));
        Assert.Equal(box.Pid, await node.Global.SendAsync(Atom.Get("box"), Atom.Get("again")));
        Assert.Equal(Atom.Get("again"), await NextAsync(box));
        await box.DisposeAsync();
        await beam.EventuallyAsync("global:whereis_name(box) =:= undefined");
    }

    [Fact]
    public async Task Connect_all_false_leaves_others_alone()
    {
        await using BeamNode one = await fixture.StartBeamAsync("mesh1@localhost");
        await using BeamNode two = await fixture.StartBeamAsync("mesh2@localhost", "-connect_all", "false");
        Assert.Equal("pong", await one.EvalAsync($"net_adm:ping('{two.Name}')"));
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { Hidden = false, ConnectAll = false });
        await node.PingAsync(one.Name);
        await one.EventuallyAsync($"lists:member('{node.Name}', nodes())");
        await using Mailbox named = node.CreateMailbox();
        Assert.True(await node.Global.RegisterAsync(Atom.Get("named"), named.Pid)); // Behind all that the meeting asked for.
        Assert.DoesNotContain(two.Name, node.ConnectedNodes);
    }

    private static Task<Term> NextAsync(Mailbox mailbox) => mailbox.ReceiveAsync().AsTask().WaitAsync(s_bound);
}
