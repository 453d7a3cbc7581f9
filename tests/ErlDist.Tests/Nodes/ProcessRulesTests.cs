using ErlDist.Embedding;
using ErlDist.Nodes;
using ErlDist.Terms;

namespace ErlDist.Tests.Nodes;

/// <summary>Small rules of processes, each as a BEAM node has it.</summary>
public sealed class ProcessRulesTests
{
    [Fact]
    public async Task An_alias_ends_with_its_process()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        Mailbox mailbox = nodes.One.CreateMailbox();
        Reference alias = mailbox.Alias(), other = mailbox.Alias();
        Assert.Same(mailbox, nodes.One.Processes.Find(alias));
        Assert.True(mailbox.Unalias(other));
        mailbox.End(Atom.Normal);
        Assert.Null(nodes.One.Processes.Find(alias));
        Assert.Null(nodes.One.Processes.Find(mailbox.Alias()));
    }

    [Fact]
    public async Task An_alias_is_taken_away_by_its_own_process_only()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await using Mailbox one = nodes.One.CreateMailbox(), other = nodes.One.CreateMailbox();
        Reference alias = one.Alias();
        Assert.False(other.Unalias(alias));
        await other.SendAsync(alias, Atom.Ok);
        Assert.Equal(Atom.Ok, await one.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound));
        Assert.True(one.Unalias(alias));
        Assert.False(one.Unalias(alias));
    }

    /// <summary>erl: <c>exit(self(), normal)</c> ends a process that does not trap exits, and is a message to one that does.</summary>
    [Theory]
    [InlineData("normal", false, "normal")]
    [InlineData("normal", true, null)]
    [InlineData("kill", true, "killed")]
    [InlineData("shutdown", false, "shutdown")]
    public async Task An_exit_signal_to_oneself(string reason, bool traps, string? ended)
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await using Mailbox mailbox = nodes.One.CreateMailbox(), watcher = nodes.One.CreateMailbox();
        mailbox.TrapExit = traps;
        await watcher.MonitorAsync(mailbox.Pid);
        mailbox.Exit(mailbox.Pid, Atom.Get(reason));
        Term seen = await (ended is null ? mailbox : watcher).ReceiveAsync().AsTask().WaitAsync(NodePair.Bound);
        Assert.Equal(Atom.Get(ended ?? reason), ((ErlTuple)seen)[^1]);
        Assert.Equal(ended is not null, mailbox.HasEnded);
    }

    [Fact]
    public async Task Time_outs_beyond_what_timers_count_have_no_end_and_negative_ones_are_refused()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await using ServedProcess echo = nodes.Other.Serve("echo", (request, _) => ValueTask.FromResult(request));
        Assert.Equal(Atom.Ok, await nodes.One.CallAsync("echo", nodes.Other.Name, Atom.Ok, TimeSpan.MaxValue));
        Assert.Equal(
            "timeout", (await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => nodes.One.CallAsync("echo", nodes.Other.Name, Atom.Ok, TimeSpan.FromSeconds(-5)))).ParamName);
    }
}
