using Akka.Actor;
using AkkaErlDist.Tests.AkkaPeers;
using ErlDist;

namespace AkkaErlDist.Tests.Beam;

/// <summary>Paths of BEAM processes as people write them.</summary>
public sealed class PathsSpec(BeamKit kit) : IClassFixture<BeamKit>
{
    [Theory]
    [InlineData("$call-1.2.3-Y")]
    [InlineData("$call-1.2.3-")]
    [InlineData("$call-1.2-YWJj")]
    [InlineData("$pid-1")]
    [InlineData("$pid-4294967296.1.1")]
    [InlineData("$pid-1.2.3.4")]
    [InlineData("%2e%2e")]
    [InlineData("a/b/c")]
    [InlineData("*")]
    [InlineData("a?")]
    public async Task A_path_that_no_process_has_harms_no_other_message(string name)
    {
        await kit.SpawnAsync($"after{(uint)name.GetHashCode(StringComparison.Ordinal)}", "fun(F) -> receive {say, From, M} -> From ! M, F(F) end end");
        IActorRef after = kit.Process($"after{(uint)name.GetHashCode(StringComparison.Ordinal)}");
        (IActorRef listener, Akka.TestKit.TestProbe probe) = kit.Listener($"listener{(uint)name.GetHashCode(StringComparison.Ordinal)}");
        ActorSelection selection = kit.System.ActorSelection($"akka.erl://beam@localhost:0/user/{name}");
        selection.Tell("lost", listener);
        ((ExtendedActorSystem)kit.System).Provider.ResolveActorRef($"akka.erl://beam@localhost:0/user/{name}").Tell("lost", listener);
        await Assert.ThrowsAsync<ActorNotFoundException>(() => selection.ResolveOne(TimeSpan.FromSeconds(5)));
        kit.System.ActorSelection(after.Path.ToString()).Tell((Atom.Get("say"), listener, "arrived"));
        Assert.Equal("arrived", await probe.ExpectMsgAsync<string>(BeamKit.Limit));
    }

    [Fact]
    public async Task A_path_without_a_port_leads_nowhere_and_the_log_says_what_to_write()
    {
        await kit.SpawnAsync("echo", "fun(F) -> receive {say, From, M} -> From ! M, F(F) end end");
        (IActorRef listener, Akka.TestKit.TestProbe probe) = kit.Listener("listener");
        kit.System.ActorSelection("akka.erl://beam@localhost/user/echo").Tell((Atom.Get("say"), listener, "selected"));
        ((ExtendedActorSystem)kit.System).Provider.ResolveActorRef("akka.erl://beam@localhost/user/echo").Tell((Atom.Get("say"), listener, "resolved"));
        Assert.True(await News.AwaitAsync(() => kit.Log.Contains("akka.erl://node@host:0/user/name", StringComparison.Ordinal), BeamKit.Limit), kit.Log);
        Assert.False(probe.HasMessages);
    }
}
