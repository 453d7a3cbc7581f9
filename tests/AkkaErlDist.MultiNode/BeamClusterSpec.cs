using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.TestKit;

[assembly: CollectionBehavior(DisableTestParallelization = true)] // The BEAM nodes of all specs have one name and one EPMD.

namespace AkkaErlDist.MultiNode;

/// <summary>A cluster on this transport, each member with an <see cref="Echo"/> and a <see cref="Sink"/> for BEAM nodes to talk to.</summary>
public abstract class BeamClusterSpec : MultiNodeClusterSpec
{
    private readonly IActorRef _sink;

    protected BeamClusterSpec(ErlDistMultiNodeConfig config, Type type)
        : base(config, type)
    {
        Sys.ActorOf(Props.Create(() => new Echo()), "echo");
        _sink = Sys.ActorOf(Props.Create(() => new Sink()), "sink");
    }

    /// <summary>Waits until this member sees exactly these members, all up and reachable.</summary>
    protected void AwaitUp(params Address[] members) => AwaitAssert(
        () =>
        {
            ClusterEvent.CurrentClusterState state = Cluster.State;
            Assert.Equal(
                members.Select(member => member.ToString()).Order(),
                state.Members.Where(member => member.Status == MemberStatus.Up).Select(member => member.Address.ToString()).Order());
            Assert.Empty(state.Unreachable);
        },
        TimeSpan.FromSeconds(40));

    /// <summary>
    /// For a member that the conductor ends. To return before would be to stop its system in good order.
    /// </summary>
    protected void AwaitExit()
    {
        Sys.WhenTerminated.Wait(TimeSpan.FromSeconds(60));
        Assert.Fail("The conductor has not ended this process.");
    }

    /// <summary>The sink of this member has missed nothing of what living processes sent to it.</summary>
    protected Seen AssertNothingLost()
    {
        _sink.Tell("seen", TestActor);
        Seen seen = ExpectMsg<Seen>(TimeSpan.FromSeconds(10));
        Assert.True(seen.Gaps == 0, $"{seen.Gaps} of {seen.Messages} messages did not follow the one before.");
        return seen;
    }

    /// <summary>Members talk to each other: each echo answers this member.</summary>
    protected void AssertEchoes(params Address[] members)
    {
        foreach (Address member in members)
        {
            string text = $"hello {member}";
            AwaitAssert(
                () =>
                {
                    Sys.ActorSelection(new RootActorPath(member) / "user" / "echo").Tell(text, TestActor);
                    FishForMessage(message => Equals(message, text), TimeSpan.FromSeconds(2));
                },
                TimeSpan.FromSeconds(20));
        }
    }
}
