using ErlDist.Embedding;
using ErlDist.Terms;

namespace ErlDist.Tests.Nodes;

/// <summary>What one process sends another of its node arrives in order: "Signals" of the Erlang reference manual, "Delivery of Signals".</summary>
public sealed class LocalSignalOrderTests
{
    private const int Rounds = 200;
    private static readonly Atom s_stopped = Atom.Get("stopped");

    [Fact]
    public async Task A_monitor_stands_when_the_message_after_it_arrives()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await using Mailbox mailbox = nodes.One.CreateMailbox();
        for (int i = 0; i < Rounds; i++)
        {
            var process = new EndsWhenTold(nodes.One);
            Reference reference = await mailbox.MonitorAsync(process.Pid);
            await mailbox.SendAsync(process.Pid, s_stopped);
            Assert.Equal(
                Term.Tuple(Atom.Get("DOWN"), reference, Atom.Get("process"), process.Pid, s_stopped),
                await mailbox.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound));
        }
    }

    [Fact]
    public async Task A_link_stands_when_the_message_after_it_arrives()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await using Mailbox mailbox = nodes.One.CreateMailbox();
        mailbox.TrapExit = true;
        for (int i = 0; i < Rounds; i++)
        {
            var process = new EndsWhenTold(nodes.One);
            await mailbox.LinkAsync(process.Pid);
            await mailbox.SendAsync(process.Pid, s_stopped);
            Assert.Equal(
                Term.Tuple(Atom.Get("EXIT"), process.Pid, s_stopped),
                await mailbox.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound));
        }
    }

    [Fact]
    public async Task A_call_of_a_process_that_it_ends_has_the_reason_of_that()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        for (int i = 0; i < Rounds; i++)
        {
            nodes.One.Register("ends", new EndsWhenTold(nodes.One));
            ProcessExitException e = await Assert.ThrowsAsync<ProcessExitException>(
                () => nodes.One.CallAsync("ends", nodes.One.Name, s_stopped).WaitAsync(NodePair.Bound));
            Assert.IsType<ErlTuple>(e.Reason);
        }
    }

    /// <summary>Ends with the message for its reason.</summary>
    private sealed class EndsWhenTold(ErlangNode node) : LocalProcess(node)
    {
        protected internal override void OnMessage(in IncomingMessage message) => End(message.ToTerm());

        protected internal override void OnExit(Pid from, Term reason, bool linked)
        {
        }

        protected internal override void OnDown(Reference reference, Term @object, Term reason)
        {
        }
    }
}
