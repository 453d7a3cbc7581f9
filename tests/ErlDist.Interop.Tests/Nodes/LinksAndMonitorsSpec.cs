using ErlDist.Terms;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Nodes;

public sealed class LinksAndMonitorsSpec(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Our_monitors_fire_with_the_reason_noproc_and_noconnection()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        await using Mailbox mailbox = node.CreateMailbox();
        await using BeamNode beam = await fixture.StartBeamAsync("monitored@localhost");
        Term pid = await node.RpcAsync(beam.Name, "erlang", "spawn", (ErlList)Term.List(Atom.Get("timer"), Atom.Get("sleep"), Term.List(600_000)));
        Reference reference = await mailbox.MonitorAsync((Pid)pid);
        await node.RpcAsync(beam.Name, "erlang", "exit", (ErlList)Term.List(pid, Atom.Get("gone")));
        Assert.Equal(Down(reference, pid, Atom.Get("gone")), await mailbox.ReceiveAsync().AsTask().WaitAsync(s_limit));

        reference = await mailbox.MonitorAsync("nobody", beam.Name);
        Assert.Equal(Down(reference, Term.Tuple(Atom.Get("nobody"), Atom.Get(beam.Name)), Atom.Noproc),
            await mailbox.ReceiveAsync().AsTask().WaitAsync(s_limit));

        reference = await mailbox.MonitorAsync("init", beam.Name);
        await beam.KillAsync();
        Assert.Equal(Down(reference, Term.Tuple(Atom.Get("init"), Atom.Get(beam.Name)), Atom.Noconnection),
            await mailbox.ReceiveAsync().AsTask().WaitAsync(s_limit));
    }

    [Fact]
    public async Task Monitors_of_the_BEAM_fire_when_our_process_ends_and_when_there_is_none()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        Mailbox mailbox = node.CreateMailbox("watched");
        Task<string> down = fixture.Beam.EvalAsync(
            $"R = monitor(process, {{watched, '{node.Name}'}}), {{watched, '{node.Name}'}} ! ready, receive {{'DOWN', R, process, O, Why}} -> {{O, Why}} end");
        await mailbox.ReceiveAsync().AsTask().WaitAsync(s_limit);
        mailbox.End(Atom.Get("finished"));
        Assert.Equal($"{{{{watched,'{node.Name}'}},finished}}".Replace("'", "", StringComparison.Ordinal),
            (await down).Replace("'", "", StringComparison.Ordinal));
        Assert.Equal("noproc", await fixture.Beam.EvalAsync(
            $"R = monitor(process, {{watched, '{node.Name}'}}), receive {{'DOWN', R, process, _, Why}} -> Why end"));
    }

    [Fact]
    public async Task Links_carry_exit_reasons_both_ways_and_unlink_stops_them()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        Mailbox mailbox = node.CreateMailbox("linked");
        mailbox.TrapExit = true;
        await fixture.Beam.EvalAsync(
            $"spawn(fun() -> {{linked, '{node.Name}'}} ! self(), receive P -> link(P), P ! linked, receive {{die, R}} -> exit(R) end end end)");
        var pid = (Pid)await mailbox.ReceiveAsync().AsTask().WaitAsync(s_limit);
        await mailbox.SendAsync(pid, mailbox.Pid);
        Assert.Equal(Atom.Get("linked"), await mailbox.ReceiveAsync().AsTask().WaitAsync(s_limit));
        await mailbox.SendAsync(pid, Term.Tuple(Atom.Get("die"), Atom.Get("sick")));
        Assert.Equal(Term.Tuple(Atom.Get("EXIT"), pid, Atom.Get("sick")), await mailbox.ReceiveAsync().AsTask().WaitAsync(s_limit));

        Task<string> exit = fixture.Beam.EvalAsync(
            $"process_flag(trap_exit, true), {{linked, '{node.Name}'}} ! self(), receive {{'EXIT', _, Why}} -> Why end");
        pid = (Pid)await mailbox.ReceiveAsync().AsTask().WaitAsync(s_limit);
        await mailbox.LinkAsync(pid);
        mailbox.End(Atom.Get("over"));
        Assert.Equal("over", await exit);
    }

    [Fact]
    public async Task An_exit_signal_ends_a_mailbox_that_does_not_trap_and_the_link_of_a_dead_process_says_noproc()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        Mailbox mailbox = node.CreateMailbox("victim");
        Mailbox other = node.CreateMailbox();
        other.TrapExit = true;
        await other.LinkAsync(mailbox.Pid);
        await fixture.Beam.EvalAsync($"erpc:call('{node.Name}', erlang, whereis, [victim])").ContinueWith(_ => { }, TaskScheduler.Default);
        Task<string> ended = fixture.Beam.EvalAsync(
            $"{{victim, '{node.Name}'}} ! self(), receive P -> M = monitor(process, P), exit(P, kill), receive {{'DOWN', M, process, _, Why}} -> Why end end");
        var pid = (Pid)await mailbox.ReceiveAsync().AsTask().WaitAsync(s_limit);
        await mailbox.SendAsync(pid, mailbox.Pid);
        Assert.Equal("killed", await ended);
        ProcessExitException e = await Assert.ThrowsAsync<ProcessExitException>(async () => await mailbox.ReceiveAsync());
        Assert.Equal(Atom.Killed, e.Reason);
        Assert.Equal(Term.Tuple(Atom.Get("EXIT"), mailbox.Pid, Atom.Killed), await other.ReceiveAsync().AsTask().WaitAsync(s_limit));
        await other.LinkAsync((Pid)await fixture.Beam.EvalTermAsync(
            "{P, M} = spawn_monitor(fun() -> ok end), receive {'DOWN', M, process, P, _} -> P end"));
        Assert.True(await other.ReceiveAsync().AsTask().WaitAsync(s_limit) is ErlTuple and [Atom { Name: "EXIT" }, Pid, Atom { Name: "noproc" }]);
    }

    private static Term Down(Reference reference, Term process, Term reason) =>
        Term.Tuple(Atom.Get("DOWN"), reference, Atom.Get("process"), process, reason);
}
