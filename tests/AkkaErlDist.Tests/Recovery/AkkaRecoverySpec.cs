using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Remote;
using AkkaErlDist.Tests.AkkaPeers;
using ErlDist.Testing;

namespace AkkaErlDist.Tests.Recovery;

/// <summary>Actor systems that are lost and come back.</summary>
public sealed class AkkaRecoverySpec(Realm realm) : IClassFixture<Realm>
{
    [Fact]
    public async Task A_system_that_is_started_again_at_its_address()
    {
        string section = $"port = {PrivateEpmd.FreePort()}";
        using ActorSystem a = realm.Start();
        for (int life = 1; life <= 3; life++)
        {
            ActorSystem b = realm.Start(section: section);
            b.StartEcho();
            IActorRef echo = await Realm.ResolveAsync(Realm.From(a, b, "/user/echo"));
            Task<Terminated> gone = a.StartWatcher(echo).Gone;
            Assert.Equal(life, await echo.Ask<int>(life, Realm.Limit));
            a.StartEcho($"echo{life}");
            Assert.Equal(life, await (await Realm.ResolveAsync(Realm.From(b, a, $"/user/echo{life}"))).Ask<int>(life, Realm.Limit));

            await b.Terminate();
            await gone.WaitAsync(Realm.Limit);
        }
    }

    [Fact]
    public async Task The_address_of_an_earlier_life_is_gone_though_the_node_has_its_name()
    {
        const string Section = """node-name = "{system}@{host}", akka-peers.nodes = ["earlier@*", "now@*"]""";
        using ActorSystem a = realm.Start("now", Section);
        ActorSystem b = realm.Start("earlier", Section);
        b.StartEcho();
        ActorSelection before = Realm.From(a, b, "/user/echo");
        await Realm.ResolveAsync(before);
        await b.Terminate();

        using ActorSystem c = realm.Start("earlier", Section);
        c.StartEcho();
        await Realm.ResolveAsync(Realm.From(a, c, "/user/echo"));
        await Realm.PollAsync(
            () =>
            {
                before.Tell("who are you?");
                return Realm.Lines(a, $"{Realm.AddressOf(b)} is gone; at this node is {Realm.AddressOf(c)}.").Count > 0;
            },
            "a line",
            logs: a);
        await Assert.ThrowsAsync<ActorNotFoundException>(() => before.ResolveOne(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_quarantined_system_comes_back_with_its_next_life()
    {
        string section = $"port = {PrivateEpmd.FreePort()}";
        using ActorSystem a = realm.Start();
        ActorSystem b = realm.Start(section: section);
        b.StartEcho();
        IActorRef echo = await Realm.ResolveAsync(Realm.From(a, b, "/user/echo"));
        (IActorRef watcher, Task<Terminated> gone) = a.StartWatcher(echo);
        await watcher.Ask<string>("there?", Realm.Limit);
        (IActorRef keeper, ConcurrentQueue<object> events) = b.StartKeeper();
        b.EventStream.Subscribe(keeper, typeof(ThisActorSystemQuarantinedEvent));

        ((IRemoteActorRefProvider)((ExtendedActorSystem)a).Provider).Quarantine(Realm.AddressOf(b), AddressUidExtension.Uid(b));
        await gone.WaitAsync(Realm.Limit);
        await Assert.ThrowsAsync<ActorNotFoundException>(() => Realm.From(a, b, "/user/echo").ResolveOne(TimeSpan.FromSeconds(1)));

        // It hears of it when it speaks.
        await Realm.PollAsync(
            () =>
            {
                Realm.From(b, a, "/user/nobody").Tell("hello");
                return !events.IsEmpty;
            },
            "the quarantined system knows",
            logs: [a, b]);

        await b.Terminate();
        using ActorSystem next = realm.Start(section: section);
        next.StartEcho();
        Assert.Equal("new life", await (await Realm.ResolveAsync(Realm.From(a, next, "/user/echo"))).Ask<string>("new life", Realm.Limit));
    }

    [Fact]
    public async Task A_system_that_was_not_there_lifts_the_gate_by_speaking()
    {
        const string Closed = "akka.remote.retry-gate-closed-for = 60s";
        int port = PrivateEpmd.FreePort();
        using ActorSystem a = realm.Start(config: Closed);
        a.StartEcho();
        (IActorRef keeper, ConcurrentQueue<object> errors) = a.StartKeeper();
        a.EventStream.Subscribe(keeper, typeof(AssociationErrorEvent));
        ActorSelection early = a.ActorSelection($"akka.erl://sys@localhost:{port}/user/echo");
        early.Tell("too early");
        await Realm.EventuallyAsync(() => !errors.IsEmpty, "a failed dial", logs: a);

        using ActorSystem b = realm.Start(section: $"port = {port}", config: Closed);
        b.StartEcho();
        await Assert.ThrowsAsync<ActorNotFoundException>(() => early.ResolveOne(TimeSpan.FromMilliseconds(500)));

        // Its connection carries answers, and what A has to say.
        Assert.Equal("hello", await Realm.From(b, a, "/user/echo").Ask<string>("hello", Realm.Limit));
        Assert.Equal("hello", await (await Realm.ResolveAsync(early)).Ask<string>("hello", Realm.Limit));
    }
}
