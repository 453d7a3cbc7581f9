using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Services;
using ErlDist.Testing;

namespace ErlDist.Tests.Nodes;

/// <summary>The loss of a node is the affair of the processes that have to do with it, however many others there are.</summary>
public sealed class LostNodeTests
{
    private const int Processes = 100_000;

    [Fact]
    public async Task The_loss_of_a_node_visits_only_the_processes_with_links_and_monitors_there()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await using ErlangNode third = await nodes.StartAsync("third@localhost");
        List<Mailbox> all = [.. Enumerable.Range(0, Processes).Select(_ => nodes.One.CreateMailbox())];
        await using Mailbox theirs = nodes.Other.CreateMailbox();
        await using Mailbox elsewhere = third.CreateMailbox();
        theirs.TrapExit = true;
        Reference monitor = await all[10].MonitorAsync(theirs.Pid);
        all[20_000].TrapExit = true;
        await all[20_000].LinkAsync(theirs.Pid);
        await theirs.MonitorAsync(all[99_999].Pid);
        await all[30].MonitorAsync(elsewhere.Pid);
        all[40].Demonitor(await all[40].MonitorAsync("net_kernel", third.Name));
        await nodes.Other.PingAsync(nodes.One.Name);

        Assert.InRange(nodes.One.Accounts.WatchersOf(nodes.Other.NameAtom).Length, 3, 5); // Services that were called are among them.
        Assert.Equal([all[10], all[20_000], all[99_999]], Ordered(nodes.One.Accounts.WatchersOf(nodes.Other.NameAtom)));
        Task<DownReason> down = nodes.NextDown();
        await nodes.One.DisconnectAsync(nodes.Other.Name);
        await down;
        Assert.Equal(SystemMessages.Down(monitor, theirs.Pid, Atom.Noconnection), await all[10].ReceiveAsync().AsTask().WaitAsync(NodePair.Bound));
        Assert.Equal(SystemMessages.Exit(theirs.Pid, Atom.Noconnection), await all[20_000].ReceiveAsync().AsTask().WaitAsync(NodePair.Bound));
        Assert.Empty(nodes.One.Accounts.WatchersOf(nodes.Other.NameAtom));
        Assert.Equal(0, all[99_999].RelationCount);
        Assert.Equal(1, all[30].RelationCount);

        // A process that ends is in nobody's list, and of a node that is gone and had to do with nobody nothing is left.
        await all[30].DisposeAsync();
        Assert.DoesNotContain(all[30], nodes.One.Accounts.WatchersOf(third.NameAtom));
        await nodes.One.DisconnectAsync(third.Name);
        await Eventually.HoldsAsync(() => nodes.One.Accounts.Count == 0, "no account is left");
    }

    [Fact]
    public async Task A_call_of_a_function_that_is_lost_with_its_node_names_the_node_and_no_process_that_ended()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        var started = new TaskCompletionSource();
        nodes.Other.Export("m", "f", 0, async (_, token) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return Atom.Ok;
        });
        Task<Term> call = nodes.One.RpcAsync(nodes.Other.Name, "m", "f", ErlList.Empty);
        await started.Task.WaitAsync(NodePair.Bound);
        await nodes.One.DisconnectAsync(nodes.Other.Name);
        ProcessExitException lost = await Assert.ThrowsAsync<ProcessExitException>(() => call.WaitAsync(NodePair.Bound));
        Assert.Equal(Atom.Noconnection, lost.Reason);
        Assert.StartsWith($"The call to {nodes.Other.Name} was not answered", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_monitor_of_a_node_that_cannot_be_reached_leaves_nothing()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await using Mailbox box = nodes.One.CreateMailbox();
        for (int i = 0; i < 20; i++)
        {
            await box.MonitorAsync("x", $"nobody{i}@localhost");
            await box.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound);
        }

        Assert.Equal(0, nodes.One.Accounts.Count);
    }

    [Fact]
    public async Task Peers_that_come_and_go_leave_no_account()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await using Mailbox box = nodes.One.CreateMailbox("box");
        for (int i = 0; i < 20; i++)
        {
            await using ErlangNode visitor = await nodes.StartAsync($"visitor{i}@localhost");
            await visitor.SendAsync("box", nodes.One.Name, i);
            await visitor.PingAsync(nodes.One.Name);
        }

        await Eventually.HoldsAsync(() => nodes.One.ConnectedNodes.Count == 0, "no visitor is left");
        Assert.Equal(20, box.Count);
        Assert.Equal(20, nodes.One.Accounts.Count); // What they left unread.
        while (box.TryReceive(out _))
        {
        }

        Assert.Equal((0, 0L), (nodes.One.Accounts.Count, nodes.One.Accounts.Bytes));
    }

    private static IEnumerable<LocalProcess> Ordered(IPeerWatcher[] watchers) => watchers.OfType<Mailbox>().OrderBy(p => p.Pid.Serial).ThenBy(p => p.Pid.Id);
}
