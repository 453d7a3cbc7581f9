using System.Collections.Concurrent;
using System.Numerics;
using Akka.Actor;
using Akka.Event;
using AkkaErlDist.Tests.Beam;
using ErlDist;
using ErlDist.Terms;

namespace AkkaErlDist.Tests.AkkaPeers;

/// <summary>Two actor systems of one name on one host talk over the one connection of their Erlang nodes.</summary>
public sealed class AkkaPeersSpec(Realm realm) : IClassFixture<Realm>
{
    /// <summary>What BEAM nodes cannot be sent is no trouble here, and what they are sent as terms comes out as it went in.</summary>
    private static readonly object[] s_messages =
    [
        new Order(7, "boat", Colour.DarkBlue),
        Colour.DarkBlue,
        new List<Order> { new(1, "a", Colour.Red) },
        Atom.Get("hello"),
        Term.Parse("{tagged,[1,2|x],#{k => <<1:3>>}}"),
        new GenServerCall(Term.Parse("{add,1,2}")),
        new Undeclared(1),
        (1, "two", DayOfWeek.Monday),
        (int[])[1, 2],
        new Dictionary<string, long> { ["a"] = 1 },
        BigInteger.Pow(10, 30),
        1.5f,
        true,
        1.5m,
        DateTime.UnixEpoch,
    ];

    [Theory]
    [InlineData("dot-netty")]
    [InlineData("sockets")]
    public async Task They_tell_ask_and_select_over_one_connection(string carrier)
    {
        using ActorSystem a = realm.Start("pair", $"carrier = {carrier}"), b = realm.Start("pair", $"carrier = {carrier}");
        b.StartEcho("echo");
        a.StartEcho("Echo");

        Assert.Equal("hello", await Realm.From(a, b, "/user/echo").Ask<string>("hello", Realm.Limit));
        IActorRef there = await Realm.ResolveAsync(Realm.From(b, a, "/user/Echo"));
        Assert.Equal(42, await there.Ask<int>(42, Realm.Limit));
        Assert.Equal(3L, await Realm.From(a, b, "/user/ec*").Ask<long>(3L, Realm.Limit));

        Assert.Equal([NodeOf(b)], ErlangDistribution.Get(a).Node.ConnectedNodes);
        Assert.Equal([NodeOf(a)], ErlangDistribution.Get(b).Node.ConnectedNodes);
        Assert.NotEqual(NodeOf(a), NodeOf(b));
        Assert.Equal($"pair-{Realm.AddressOf(a).Port}@localhost", NodeOf(a));
    }

    [Fact]
    public async Task When_both_dial_at_once_one_connection_stays_and_nothing_is_lost()
    {
        using ActorSystem a = realm.Start("both"), b = realm.Start("both");
        a.StartEcho("echo");
        b.StartEcho("echo");
        (IActorRef up, ConcurrentQueue<object> ups) = a.StartKeeper();
        a.EventStream.Subscribe(up, typeof(ErlangNodeUp));

        for (int round = 1; round <= 10; round++)
        {
            Task<IActorRef> ab = Realm.ResolveAsync(Realm.From(a, b, "/user/echo")), ba = Realm.ResolveAsync(Realm.From(b, a, "/user/echo"));
            await Task.WhenAll(ab, ba);
            Assert.Equal(round, await (await ab).Ask<int>(round, Realm.Limit));
            Assert.Equal(round, ups.Count);
            await ErlangDistribution.Get(round % 2 == 0 ? a : b).Node.DisconnectAsync(NodeOf(round % 2 == 0 ? b : a));
            await Realm.PollAsync(() => ErlangDistribution.Get(a).Node.ConnectedNodes.Count == 0, "down");
        }
    }

    [Fact]
    public async Task Order_is_kept_and_nothing_is_lost_between_many_pairs_both_ways()
    {
        const int Pairs = 8, Messages = 5_000;
        using ActorSystem a = realm.Start("order"), b = realm.Start("order");
        var work = new List<(ConcurrentQueue<object> Kept, Task Sending)>();
        foreach ((ActorSystem from, ActorSystem to) in new[] { (a, b), (b, a) })
        {
            for (int pair = 0; pair < Pairs; pair++)
            {
                (IActorRef keeper, ConcurrentQueue<object> kept) = to.StartKeeper($"keeper{pair}");
                IActorRef remote = await Realm.ResolveAsync(Realm.From(from, to, keeper.Path.ToStringWithoutAddress()));
                work.Add((kept, Task.Run(() =>
                {
                    for (int i = 0; i < Messages; i++)
                    {
                        remote.Tell(i);
                    }
                })));
            }
        }

        await Task.WhenAll(work.Select(pair => pair.Sending));
        await Realm.EventuallyAsync(() => work.All(pair => pair.Kept.Count == Messages), "all arrived", Realm.Limit * 2);
        Assert.All(work, pair => Assert.Equal(Enumerable.Range(0, Messages).Cast<object>(), pair.Kept));
    }

    [Fact]
    public async Task Watch_ends_with_the_actor_and_with_its_system()
    {
        using ActorSystem a = realm.Start("watch"), b = realm.Start("watch");
        b.StartEcho("one");
        b.StartEcho("two");
        b.StartEcho("three");
        IActorRef one = await Realm.ResolveAsync(Realm.From(a, b, "/user/one"));
        IActorRef two = await Realm.ResolveAsync(Realm.From(a, b, "/user/two"));
        IActorRef three = await Realm.ResolveAsync(Realm.From(a, b, "/user/three"));
        Task<Terminated> oneGone = a.StartWatcher(one).Gone, twoGone = a.StartWatcher(two).Gone;
        (IActorRef unwatcher, Task<Terminated> threeGone) = a.StartWatcher(three);
        unwatcher.Tell("unwatch");
        await unwatcher.Ask<string>("there?", Realm.Limit);

        one.Tell(PoisonPill.Instance);
        Terminated terminated = await oneGone.WaitAsync(Realm.Limit);
        Assert.False(terminated.AddressTerminated);

        await b.Terminate();
        await twoGone.WaitAsync(Realm.Limit);
        Assert.False(threeGone.IsCompleted);
    }

    [Fact]
    public async Task Actors_are_deployed_remotely()
    {
        using ActorSystem a = realm.Start("deploy"), b = realm.Start("deploy");

        IActorRef child = a.ActorOf(Props.Create(() => new Echo()).WithDeploy(new Deploy(new RemoteScope(Realm.AddressOf(b)))), "far");
        Assert.Equal("hi", await child.Ask<string>("hi", Realm.Limit));
        Assert.Equal(Realm.AddressOf(b), child.Path.Address);

        Task<Terminated> gone = a.StartWatcher(child).Gone;
        a.Stop(child);
        await gone.WaitAsync(Realm.Limit);
    }

    [Fact]
    public async Task Messages_of_every_kind_arrive_as_they_are()
    {
        using ActorSystem a = realm.Start("kinds"), b = realm.Start("kinds");
        b.StartEcho("echo");
        IActorRef echo = await Realm.ResolveAsync(Realm.From(a, b, "/user/echo"));

        Assert.All(
            await Task.WhenAll(s_messages.Select(async sent => (Sent: sent, Got: await echo.Ask<object>(sent, Realm.Limit)))),
            static message =>
            {
                Assert.Equal(message.Sent, message.Got);
                Assert.Equal(message.Sent.GetType(), message.Got.GetType());
            });
    }

    [Fact]
    public async Task Actor_references_in_declared_messages_stay_actor_references()
    {
        using ActorSystem a = realm.Start("refs"), b = realm.Start("refs");
        (_, ConcurrentQueue<object> kept) = b.StartKeeper("keeper");
        b.StartEcho("echo");
        IActorRef mine = a.StartEcho("mine"), theirs = await Realm.ResolveAsync(Realm.From(a, b, "/user/echo"));

        Realm.From(a, b, "/user/keeper").Tell(new Subscribe(mine, null, [theirs]));

        await Realm.EventuallyAsync(() => kept.Count == 1, "arrived");
        Subscribe got = Assert.IsType<Subscribe>(kept.Single());
        Assert.Equal("hi", await got.Who.Ask<string>("hi", Realm.Limit));
        Assert.Equal(Realm.AddressOf(a), got.Who.Path.Address);
        Assert.Null(got.Other);
        Assert.Equal("/user/echo", Assert.Single(got.Rest).Path.ToStringWithoutAddress());
    }

    [Fact]
    public async Task The_largest_message_arrives_and_one_beyond_is_an_error_at_its_sender()
    {
        const int Frame = 1024 * 1024, Around = 1024;
        string section = $"maximum-frame-size = {Frame}b";
        using ActorSystem a = realm.Start("large", section), b = realm.Start("large", section);
        b.StartEcho("echo");
        IActorRef echo = await Realm.ResolveAsync(Realm.From(a, b, "/user/echo"));

        byte[] large = new byte[Frame - Around];
        Random.Shared.NextBytes(large);
        Assert.Equal(large, await echo.Ask<byte[]>(large, Realm.Limit));

        echo.Tell(new byte[Frame + 1]);
        Assert.Equal("still there", await echo.Ask<string>("still there", Realm.Limit));
        LogEvent error = Assert.Single(Realm.Lines(a, "oversized payload", LogLevel.ErrorLevel));
        Assert.Contains($"max allowed size {Frame} bytes", Realm.Text(error), StringComparison.Ordinal);
        Assert.Matches("was 1048[67][0-9][0-9] bytes", Realm.Text(error));
    }

    [Fact]
    public async Task An_actor_system_is_dialled_without_EPMD_and_hosts_in_any_case()
    {
        await using Realm alone = await Realm.StartAsync();
        using ActorSystem a = alone.Start("Case", """hostname = "LocalHost" """), b = alone.Start("Case", """hostname = "LOCALHOST" """);
        a.StartEcho();
        b.StartEcho();
        (IActorRef keeper, ConcurrentQueue<object> ups) = b.StartKeeper();
        b.EventStream.Subscribe(keeper, typeof(ErlangNodeUp));
        await alone.Epmd.KillAsync();

        // Addresses have the host in lower case; both names lead to the one connection all the same.
        Assert.Equal("hello", await Realm.From(a, b, "/user/echo").Ask<string>("hello", Realm.Limit));
        Assert.Equal("hello", await Realm.From(b, a, "/user/echo").Ask<string>("hello", Realm.Limit));
        Assert.Single(ups);
        Assert.Equal([$"Case-{Realm.AddressOf(b).Port}@LOCALHOST"], ErlangDistribution.Get(a).Node.ConnectedNodes);
    }

    private static string NodeOf(ActorSystem system) => ErlangDistribution.Get(system).Node.Name;
}
