using Akka.Actor;
using AkkaErlDist.Tests.AkkaPeers;

namespace AkkaErlDist.Tests.Cluster;

/// <summary>The transport beside Akka's own, and below Akka's adapters.</summary>
public sealed class OtherTransportSpec
{
    private const string DotNetty = "akka.remote.dot-netty.tcp { hostname = localhost, port = 0 }";

    [Theory]
    [InlineData("\"akka.remote.dot-netty.tcp\", \"akka.remote.erl-dist\"", "akka.tcp")]
    [InlineData("\"akka.remote.erl-dist\", \"akka.remote.dot-netty.tcp\"", "akka.erl")]
    public async Task Members_talk_over_the_first_transport_and_BEAM_nodes_over_this_one(string transports, string protocol)
    {
        await using ClusterRealm cluster = await ClusterRealm.StartAsync(2, config: $"akka.remote.enabled-transports = [{transports}]\n{DotNetty}");
        Assert.All(cluster.Members, member => Assert.Equal(protocol, Realm.AddressOf(member).Protocol));
        BeamNode beam = await cluster.StartBeamAsync();
        await beam.EvalAsync(
            "register(echo, spawn(fun() -> (fun L() -> receive {'$gen_call', {P, T}, M} -> P ! {T, M}, L(); {From, M} -> From ! M, L() end end)() end)), ok");

        foreach (ActorSystem member in cluster.Members)
        {
            IActorRef process = await Realm.ResolveAsync(member.ActorSelection("akka.erl://beam@localhost:0/user/echo"));
            Assert.Equal("call", await process.Ask<string>(new GenServerCall("call"), Realm.Limit));
            (IActorRef keeper, System.Collections.Concurrent.ConcurrentQueue<object> kept) = member.StartKeeper();
            process.Tell((keeper, "to a pid"));
            await Realm.EventuallyAsync(() => kept.Contains("to a pid"), "the answer to a pid", logs: member);
            (IActorRef watcher, Task<Terminated> gone) = member.StartWatcher(process);
            await watcher.Ask<string>("there?", Realm.Limit);
            Assert.False(gone.IsCompleted);
        }

        await cluster.UpAsync(2);
        await cluster.TalkAsync(beam);
    }

    [Theory]
    [InlineData("\"gremlin\", \"trttl\"", "akka.gremlin.trttl.erl")]
    [InlineData("\"trttl\"", "akka.trttl.erl")]
    public async Task Adapters_lie_on_top_of_it(string adapters, string protocol)
    {
        await using ClusterRealm cluster = await ClusterRealm.StartAsync(2, section: $"applied-adapters = [{adapters}]");
        Assert.All(cluster.Members, member => Assert.Equal(protocol, Realm.AddressOf(member).Protocol));
        BeamNode beam = await cluster.StartBeamAsync();
        await beam.EvalAsync(
            "register(echo, spawn(fun() -> (fun L() -> receive {'$gen_call', {P, T}, M} -> P ! {T, M}, L() end end)() end)), ok");
        IActorRef process = await Realm.ResolveAsync(cluster.Members[0].ActorSelection($"{protocol}://beam@localhost:0/user/echo"));
        Assert.Equal("call", await process.Ask<string>(new GenServerCall("call"), Realm.Limit));

        // Cut off by the throttler, and back again.
        ActorSystem a = cluster.Members[0], b = cluster.Members[1];
        await ThrottleAsync(a, Realm.AddressOf(b), Akka.Remote.Transport.Blackhole.Instance);
        await Realm.PollAsync(() => Akka.Cluster.Cluster.Get(a).State.Unreachable.Count == 1, "unreachable", logs: [a, b]);
        await ThrottleAsync(a, Realm.AddressOf(b), Akka.Remote.Transport.Unthrottled.Instance);
        await cluster.UpAsync(2);
        await cluster.TalkAsync(beam);
    }

    private static async Task ThrottleAsync(ActorSystem system, Address address, Akka.Remote.Transport.ThrottleMode mode)
    {
        var command = new Akka.Remote.Transport.SetThrottle(address, Akka.Remote.Transport.ThrottleTransportAdapter.Direction.Both, mode);
        Assert.True(await ((Akka.Remote.IRemoteActorRefProvider)system.Provider()).Transport.ManagementCommand(command));
    }
}
