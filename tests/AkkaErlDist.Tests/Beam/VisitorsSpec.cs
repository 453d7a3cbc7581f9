using Akka.Actor;
using Akka.Event;
using AkkaErlDist.Tests.AkkaPeers;

namespace AkkaErlDist.Tests.Beam;

/// <summary>BEAM nodes that come for one call and go, as scripts and shells do: no fault of anybody's.</summary>
public sealed class VisitorsSpec(BeamKit fixture) : IClassFixture<BeamKit>
{
    [Fact]
    public async Task Six_nodes_that_call_once_and_halt_are_no_more_than_INFO()
    {
        fixture.System.ActorOf(Props.Create(() => new Host()), "host");
        int mark = fixture.LogLines.Count;
        BeamNode[] visitors = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => fixture.StartBeamAsync($"visitor{i}@localhost")));
        foreach (BeamNode visitor in visitors)
        {
            Assert.Equal("42", await visitor.EvalAsync("gen_server:call({host, 'sys@localhost'}, 42)"));
            Task<string> halted = visitor.EvalAsync("halt()");
            await visitor.Process.WaitForExitAsync().WaitAsync(BeamKit.Limit);
            await Assert.ThrowsAsync<InvalidOperationException>(() => halted);
        }

        await Realm.PollAsync(() => !fixture.Erlang.Node.ConnectedNodes.Any(name => name.StartsWith("visitor", StringComparison.Ordinal)), "all have left", logs: fixture.System);
        fixture.System.Log.Info("that was all");
        Assert.True(await News.AwaitAsync(() => fixture.LogLines.Skip(mark).Any(line => $"{line.Message}" == "that was all"), BeamKit.Limit));
        List<LogEvent> told = [.. fixture.LogLines.Skip(mark).Where(line => $"{line}".Contains("visitor", StringComparison.Ordinal))];
        Assert.All(told, line => Assert.True(line.LogLevel() == LogLevel.InfoLevel && line.Cause is null && !$"{line.Message}".Contains('\n', StringComparison.Ordinal), $"{line}"));
        Assert.InRange(told.Count, visitors.Length, 2 * visitors.Length); // That each came, and that it left.
        foreach (BeamNode visitor in visitors)
        {
            await visitor.DisposeAsync();
        }
    }

    /// <summary>Answers, and watches whoever asked.</summary>
    private sealed class Host : ReceiveActor
    {
        public Host()
        {
            Receive<Terminated>(_ => { });
            ReceiveAny(message =>
            {
                Context.Watch(Sender);
                Sender.Tell(message);
            });
        }
    }
}
