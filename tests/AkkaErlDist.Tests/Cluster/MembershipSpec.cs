using Akka.Actor;
using AkkaErlDist.Tests.AkkaPeers;

namespace AkkaErlDist.Tests.Cluster;

/// <summary>Members come and go while a BEAM node talks to all that are there.</summary>
public sealed class MembershipSpec
{
    [Fact]
    public async Task A_cluster_forms_a_member_leaves_and_joins_again_at_its_address()
    {
        await using ClusterRealm cluster = await ClusterRealm.StartAsync(3);
        BeamNode beam = await cluster.StartBeamAsync();
        Assert.Equal("3", await beam.EvalAsync("length(nodes(hidden))"));
        Assert.All(cluster.Members, member => Assert.Equal(3, ErlangDistribution.Get(member).Node.ConnectedNodes.Count));

        ActorSystem leaving = cluster.Members[2];
        int port = Realm.AddressOf(leaving).Port!.Value;
        cluster.Members.Remove(leaving);
        await Akka.Cluster.Cluster.Get(leaving).LeaveAsync().WaitAsync(Realm.Limit);
        await leaving.Terminate().WaitAsync(Realm.Limit);
        await cluster.UpAsync(2);
        await cluster.TalkAsync(beam);

        cluster.Add(section: $"port = {port}");
        await cluster.UpAsync(3);
        await cluster.TalkAsync(beam);
    }

    [Fact]
    public async Task A_member_that_is_cut_off_is_downed_on_both_sides_and_its_address_joins_again()
    {
        await using ClusterRealm cluster = await ClusterRealm.StartAsync(3);
        BeamNode beam = await cluster.StartBeamAsync();
        ActorSystem lost = cluster.Members[2];
        int port = Realm.AddressOf(lost).Port!.Value;
        var removed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Akka.Cluster.Cluster.Get(lost).RegisterOnMemberRemoved(removed.SetResult);

        // As a crash: its node is gone from one moment to the next, and says nothing to anybody.
        await ErlangDistribution.Get(lost).Node.DisposeAsync();
        cluster.Members.Remove(lost);
        await cluster.UpAsync(2);
        await cluster.TalkAsync(beam);
        await removed.Task.WaitAsync(Realm.Limit * 2);
        await lost.Terminate().WaitAsync(Realm.Limit);

        cluster.Add(section: $"port = {port}");
        await cluster.UpAsync(3);
        await cluster.TalkAsync(beam);
    }

    [Fact]
    public async Task A_BEAM_node_that_is_killed_leaves_the_cluster_as_it_is()
    {
        await using ClusterRealm cluster = await ClusterRealm.StartAsync(2);
        BeamNode beam = await cluster.StartBeamAsync();
        await beam.EvalAsync("register(watched, spawn(fun() -> receive never -> ok end end)), ok");
        var gone = new List<Task<Terminated>>();
        foreach (ActorSystem member in cluster.Members)
        {
            IActorRef process = await Realm.ResolveAsync(member.ActorSelection("akka.erl://beam@localhost:0/user/watched"));
            (IActorRef watcher, Task<Terminated> death) = member.StartWatcher(process);
            await watcher.Ask<string>("there?", Realm.Limit);
            gone.Add(death);
        }

        await beam.KillAsync();
        await Task.WhenAll(gone).WaitAsync(Realm.Limit);
        await cluster.UpAsync(2);
        Assert.All(cluster.Members, member => Assert.Empty(Realm.Lines(member, "Quarantin")));

        await cluster.StartBeamAsync();
    }
}
