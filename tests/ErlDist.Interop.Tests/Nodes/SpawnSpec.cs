using ErlDist.Terms;

namespace ErlDist.Interop.Tests.Nodes;

/// <summary>Processes that one side begins on the other.</summary>
public sealed class SpawnSpec(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    [Fact]
    public async Task The_BEAM_spawns_our_kinds_of_processes_by_name_and_they_are_whole_processes()
    {
        await using ErlangNode node = await StartAsync();
        int before = node.Processes.All.Count;
        Assert.Equal("{7,8}", await fixture.Beam.EvalAsync(
            $"P = spawn('{node.Name}', counter, start, [7]), {{gen_server:call(P, next), gen_server:call(P, next)}}"));
        Assert.Equal("{killed,killed}", await fixture.Beam.EvalAsync(
            $"process_flag(trap_exit, true), {{P, M}} = spawn_opt('{node.Name}', counter, start, [7], [link, monitor]), 7 = gen_server:call(P, next), "
            + "exit(P, kill), {receive {'DOWN', M, process, P, D} -> D end, receive {'EXIT', P, E} -> E end}"));
        Assert.Equal("{done,7}", await fixture.Beam.EvalAsync(
            $"process_flag(trap_exit, true), P = spawn_link('{node.Name}', counter, start, [7]), gen_server:cast(P, stop), receive {{'EXIT', P, E}} -> E end"));
        Assert.Equal(before + 1, node.Processes.All.Count);
    }

    [Fact]
    public async Task A_spawn_request_is_answered_with_the_pid_or_the_reason()
    {
        await using ErlangNode node = await StartAsync();
        Assert.Equal("7", await fixture.Beam.EvalAsync(
            $"R = spawn_request('{node.Name}', counter, start, [7], [{{reply_tag, begun}}]), receive {{begun, R, ok, P}} -> gen_server:call(P, next) end"));
        Assert.Equal("notsup", await fixture.Beam.EvalAsync(
            $"R = spawn_request('{node.Name}', counter, start, [7, 8], []), receive {{spawn_reply, R, error, Why}} -> Why end"));
        Assert.Equal("{'InvalidCastException',true}", await fixture.Beam.EvalAsync(
            $"{{P, M}} = spawn_monitor('{node.Name}', counter, start, [no_number]), receive {{'DOWN', M, process, P, {{C, T}}}} -> {{C, is_binary(T)}} end"));
    }

    [Fact]
    public async Task A_linked_process_of_ours_ends_with_the_connection_and_with_its_parent()
    {
        await using ErlangNode node = await StartAsync();
        Mailbox box = node.CreateMailbox("told");
        await fixture.Beam.EvalAsync(
            $"spawn(fun() -> P = spawn_link('{node.Name}', counter, start, [7]), {{told, '{node.Name}'}} ! P, receive {{die, R}} -> exit(R) end end)");
        var pid = (Pid)await box.ReceiveAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        await box.MonitorAsync(pid);

        // An answer shows that the monitor, which was sent before, stands; the end of a connection waits for no signal on its way.
        await box.SendAsync(pid, Term.Tuple(Atom.Get("$gen_call"), Term.Tuple(box.Pid, Atom.Get("tag")), Atom.Get("next")));
        Assert.Equal(Term.Tuple(Atom.Get("tag"), 7), await box.ReceiveAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
        await node.DisconnectAsync(fixture.Beam.Name);
        Assert.True(await box.ReceiveAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10))
            is ErlTuple and [Atom { Name: "DOWN" }, _, _, Pid, Atom { Name: "noconnection" }]);
    }

    [Fact]
    public async Task We_spawn_on_the_BEAM_and_learn_why_not()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        await using Mailbox mailbox = node.CreateMailbox();
        Pid pid = await node.SpawnAsync(fixture.Beam.Name, "erlang", "send", (ErlList)Term.List(mailbox.Pid, Atom.Get("hello")));
        Assert.Equal(fixture.Beam.Name, pid.Node.Name);
        Assert.Equal(Atom.Get("hello"), await mailbox.ReceiveAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
        await Assert.ThrowsAnyAsync<ErlangException>(() => node.SpawnAsync("nobody@localhost", "erlang", "self", ErlList.Empty));
    }

    private async Task<ErlangNode> StartAsync()
    {
        ErlangNode node = await fixture.StartNodeAsync();
        node.ExportProcess("counter", "start", 1, (n, arguments) => new Counter(n, ((ErlInteger)arguments[0]).Value));
        return node;
    }

    private sealed class Counter(ErlangNode node, long next) : GenServer(node)
    {
        private long _next = next;

        protected override ValueTask<Term?> HandleCallAsync(Term request, GenServerFrom from, CancellationToken cancellationToken) =>
            ValueTask.FromResult<Term?>(_next++);

        protected override ValueTask HandleCastAsync(Term message, CancellationToken cancellationToken) =>
            throw new ProcessExitException(Pid, Term.Tuple(Atom.Get("done"), _next));
    }
}
