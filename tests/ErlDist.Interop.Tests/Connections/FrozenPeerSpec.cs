using ErlDist.Interop.Tests.Nodes;
using ErlDist.Terms;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Connections;

/// <summary>A peer that is connected and does nothing (SIGSTOP).</summary>
public sealed class FrozenPeerSpec(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private const int Outbound = 64 * 1024;

    /// <summary>A sender that waits for so long waits for the peer: that the kernel's buffers are full is told by nothing else.</summary>
    private static readonly TimeSpan s_stuck = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task It_is_given_up_after_the_tick_time_and_those_who_wait_learn_why()
    {
        await using BeamNode beam = await fixture.StartBeamAsync("silent@localhost");
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { NetTickTime = TimeSpan.FromSeconds(1), Limits = Small });
        await using Mailbox mailbox = node.CreateMailbox();
        await node.PingAsync(beam.Name);
        var pid = (Pid)await beam.EvalTermAsync("whereis(init)");
        Reference monitor = await mailbox.MonitorAsync(pid);
        Task<NodeEventArgs> down = node.NextDown(beam.Name);
        beam.Freeze();
        Task<NodeConnectionException> failing = Assert.ThrowsAsync<NodeConnectionException>(() => FloodAsync(mailbox, pid));
        Assert.Equal(DownReason.NetTickTimeout, (await down).Reason);
        Assert.Contains("net_tick_timeout", (await failing.WaitAsync(ConnectionKit.Limit)).Message, StringComparison.Ordinal);
        Assert.True(await mailbox.ReceiveAsync().AsTask().WaitAsync(ConnectionKit.Limit)
            is ErlTuple and [Atom { Name: "DOWN" }, Reference r, _, _, Atom { Name: "noconnection" }] && r.Equals(monitor));
    }

    [Fact]
    public async Task Senders_to_it_wait_others_go_on_and_all_arrives_in_order_when_it_thaws()
    {
        await using BeamNode beam = await fixture.StartBeamAsync("frozen@localhost");
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { Limits = Small });
        await using Mailbox mailbox = node.CreateMailbox();
        var sink = (Pid)await beam.EvalTermAsync(
            "spawn(fun() -> (fun L(N) -> receive {N, _} -> L(N + 1); {count, From} -> From ! {count, N}, L(N); "
            + "Other -> exit({out_of_order, Other}) end end)(0) end)");
        await node.PingAsync(beam.Name);
        beam.Freeze();
        int sent = 0;
        Task waiting;
        do
        {
            waiting = mailbox.SendAsync(sink, Term.Tuple(sent++, new byte[1000])).AsTask();
        }
        while (await EndsAsync(waiting, s_stuck));

        Assert.InRange(node.Peers.Find(Atom.Get(beam.Name))!.Outbound.WaitingBytes, 1, 4 * Outbound);
        for (int i = 0; i < 100; i++)
        {
            await node.PingAsync(fixture.Beam.Name).WaitAsync(ConnectionKit.Limit);
        }

        beam.Thaw();
        await waiting.WaitAsync(ConnectionKit.Limit);
        for (int i = 0; i < 1000; i++)
        {
            await mailbox.SendAsync(sink, Term.Tuple(sent++, new byte[1000])).AsTask().WaitAsync(ConnectionKit.Limit);
        }

        await mailbox.SendAsync(sink, Term.Tuple(Atom.Get("count"), mailbox.Pid));
        Assert.Equal(Term.Tuple(Atom.Get("count"), sent), await mailbox.ReceiveAsync().AsTask().WaitAsync(ConnectionKit.Limit));
    }

    [Fact]
    public async Task Links_and_monitors_to_it_have_an_end_too()
    {
        await using BeamNode beam = await fixture.StartBeamAsync("glutton@localhost");
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { Limits = Small with { OutboundControlBytes = Outbound } });
        await using Mailbox mailbox = node.CreateMailbox();
        var pid = (Pid)await beam.EvalTermAsync("whereis(init)");
        await node.PingAsync(beam.Name);
        Task<NodeEventArgs> down = node.NextDown(beam.Name);
        beam.Freeze();
        while (!down.IsCompleted)
        {
            for (int i = 0; i < 1000 && !down.IsCompleted; i++)
            {
                mailbox.Demonitor(await mailbox.MonitorAsync(pid));
            }
        }

        Assert.Contains("OutboundControlBytes", (await down).Reason!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_send_to_a_node_that_does_not_answer_its_handshake_fails_in_bounded_time()
    {
        await using BeamNode beam = await fixture.StartBeamAsync("deaf@localhost");
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { NetSetupTime = TimeSpan.FromMilliseconds(300) });
        await using Mailbox mailbox = node.CreateMailbox();
        beam.Freeze();
        NodeConnectionException e = await Assert.ThrowsAsync<NodeConnectionException>(
            () => mailbox.SendAsync("x", beam.Name, Atom.Ok).AsTask().WaitAsync(ConnectionKit.Limit));
        Assert.Equal(ConnectFailure.Timeout, e.Reason);
        beam.Thaw();
        await node.ReachAgainAsync(beam.Name);
    }

    private static NodeLimits Small => NodeLimits.Default with { OutboundBytes = Outbound };

    private static async Task<bool> EndsAsync(Task task, TimeSpan limit)
    {
        try
        {
            await task.WaitAsync(limit);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task FloodAsync(Mailbox mailbox, Pid to)
    {
        while (true)
        {
            await mailbox.SendAsync(to, new byte[10_000]);
        }
    }
}
