using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using AkkaErlDist.Tests.AkkaPeers;
using ErlDist.Testing;

namespace AkkaErlDist.Tests.Recovery;

/// <summary>BEAM nodes that are lost in one way or another come back without a restart of ours.</summary>
public sealed class BeamRecoverySpec(Realm realm) : IClassFixture<Realm>
{
    [Fact]
    public async Task A_node_that_is_killed_and_started_again_under_its_name()
    {
        using ActorSystem system = realm.Start();
        (_, ConcurrentQueue<object> kept) = system.StartKeeper("keeper");
        BeamNode first = await StartAsync("killed@localhost");
        IActorRef process = await Realm.ResolveAsync(Echo(system, first));
        await first.EvalAsync($"monitor(process, {{keeper, '{NodeOf(system)}'}}), ok");
        Task<Terminated> gone = system.StartWatcher(process).Gone;
        Assert.Equal(1L, await process.Ask<long>(new GenServerCall(1), Realm.Limit));

        await first.KillAsync();
        Terminated terminated = await gone.WaitAsync(Realm.Limit);
        Assert.True(terminated.ExistenceConfirmed);
        Assert.False(terminated.AddressTerminated);

        BeamNode second = await StartAsync("killed@localhost");
        await TalkAsync(system, second, kept);
    }

    [Fact]
    public async Task A_node_that_stops_and_goes_on()
    {
        using ActorSystem system = realm.Start(section: "net-ticktime = 1s");
        (_, ConcurrentQueue<object> kept) = system.StartKeeper("keeper");
        BeamNode beam = await StartAsync("frozen@localhost");
        IActorRef process = await Realm.ResolveAsync(Echo(system, beam));
        (IActorRef watcher, Task<Terminated> gone) = system.StartWatcher(process);
        await watcher.Ask<string>("there?", Realm.Limit);

        beam.Freeze();
        try
        {
            await gone.WaitAsync(Realm.Limit);
        }
        finally
        {
            beam.Thaw();
        }

        await TalkAsync(system, beam, kept);
    }

    [Fact]
    public async Task A_connection_that_the_node_ends()
    {
        using ActorSystem system = realm.Start();
        (_, ConcurrentQueue<object> kept) = system.StartKeeper("keeper");
        BeamNode beam = await StartAsync("ends@localhost");
        IActorRef process = await Realm.ResolveAsync(Echo(system, beam));
        Task<Terminated> gone = system.StartWatcher(process).Gone;
        await process.Ask<long>(new GenServerCall(1), Realm.Limit);

        for (int i = 0; i < 3; i++)
        {
            await beam.EventuallyAsync($"lists:member('{NodeOf(system)}', nodes(hidden))");
            Assert.Equal("true", await beam.EvalAsync($"erlang:disconnect_node('{NodeOf(system)}')"));
            await TalkAsync(system, beam, kept);
        }

        await gone.WaitAsync(Realm.Limit);
    }

    [Fact]
    public async Task A_node_that_was_not_there_lifts_the_gate_by_speaking()
    {
        using ActorSystem system = realm.Start(config: "akka.remote.retry-gate-closed-for = 60s");
        (_, ConcurrentQueue<object> kept) = system.StartKeeper("keeper");
        (IActorRef keeper, ConcurrentQueue<object> errors) = system.StartKeeper();
        system.EventStream.Subscribe(keeper, typeof(DeadLetter));
        system.ActorSelection("akka.erl://late@localhost:0/user/echo").Tell("too early");
        await Realm.EventuallyAsync(() => !errors.IsEmpty, "a failed dial", logs: system);

        BeamNode beam = await StartAsync("late@localhost");
        await beam.EvalAsync($"{{keeper, '{NodeOf(system)}'}} ! here, ok");
        await Realm.EventuallyAsync(() => !kept.IsEmpty, "its message", logs: system);
        await TalkAsync(system, beam, kept);
    }

    private static ActorSelection Echo(ActorSystem system, BeamNode beam) => system.ActorSelection($"akka.erl://{beam.Name}:0/user/echo");

    private static string NodeOf(ActorSystem system) => ErlangDistribution.Get(system).Node.Name;

    /// <summary>Both speak, and both answer.</summary>
    private static async Task TalkAsync(ActorSystem system, BeamNode beam, ConcurrentQueue<object> kept)
    {
        IActorRef process = await Realm.ResolveAsync(Echo(system, beam));
        Assert.Equal("back", await process.Ask<string>(new GenServerCall("back"), Realm.Limit));
        (IActorRef watcher, Task<Terminated> gone) = system.StartWatcher(process);
        await watcher.Ask<string>("there?", Realm.Limit);
        kept.Clear();
        await beam.EvalAsync($"{{keeper, '{NodeOf(system)}'}} ! back, ok");
        await Realm.EventuallyAsync(() => !kept.IsEmpty, "a message of the node", logs: system);
        Assert.False(gone.IsCompleted);
    }

    private async Task<BeamNode> StartAsync(string name)
    {
        BeamNode beam = await realm.StartBeamAsync(name);
        await beam.EvalAsync(
            "register(echo, spawn(fun() -> (fun L() -> receive {'$gen_call', {P, T}, M} -> P ! {T, M}, L(); {From, M} -> From ! M, L(); _ -> L() end end)() end)), ok");
        return beam;
    }
}
