using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using ErlDist;

namespace AkkaErlDist.Tests.Beam;

/// <summary>The conversations, with references of our own.</summary>
public sealed class ConversationSpec(ConversationSpec.Direct fixture) : Conversations(fixture), IClassFixture<ConversationSpec.Direct>
{
    public sealed class Direct() : Fixture(new BeamKitOptions());
}

/// <summary>The same conversations, with references that Akka makes from paths.</summary>
public sealed class PathConversationSpec(PathConversationSpec.ByPath fixture) : Conversations(fixture), IClassFixture<PathConversationSpec.ByPath>
{
    public sealed class ByPath() : Fixture(new BeamKitOptions { ByPath = true });
}

/// <summary>Asking, looking up, watching, linking and stopping between actors and processes, both ways.</summary>
public abstract class Conversations(Conversations.Fixture fixture)
{
    private static readonly TimeSpan Limit = BeamKit.Limit;
    private static int s_names;

    [Fact]
    public async Task An_actor_asks_a_process_and_a_gen_server()
    {
        Assert.Equal("hi", await fixture.Process("echo").Ask<string>(me => (Atom.Get("say"), me, "hi"), Limit, default));
        Assert.Equal(5L, await fixture.Process("adder").Ask<long>(new GenServerCall((Atom.Get("add"), 2, 3)), Limit));
        fixture.Process("adder").Tell(new GenServerCast((Atom.Get("set"), "x")));
        Assert.Equal("x", await fixture.Process("adder").Ask<string>(new GenServerCall(Atom.Get("get")), Limit));
    }

    [Fact]
    public async Task A_call_fails_with_the_reason_when_the_server_ends_or_is_not_there()
    {
        ErlangExitException none = await Assert.ThrowsAsync<ErlangExitException>(() => fixture.Process("nobody").Ask<long>(new GenServerCall(1), Limit));
        Assert.Equal(Atom.Noproc, none.Reason);

        await fixture.SpawnAsync("mortal", "fun(_) -> receive {'$gen_call', _, _} -> exit({shutdown, tired}) end end");
        ErlangExitException ended = await Assert.ThrowsAsync<ErlangExitException>(() => fixture.Process("mortal").Ask<long>(new GenServerCall(1), Limit));
        Assert.Equal(Term.Parse("{shutdown,tired}"), ended.Reason);
    }

    [Fact]
    public async Task A_process_asks_an_actor()
    {
        (string name, IActorRef _) = Start(() => new Answering());
        Assert.Equal("{ok,<<\"seen\">>}", await AskAsync(name, "gen_server:call(ACTOR, seen)"));
        Assert.Equal("{ok,<<\"seen\">>}", await AskAsync(name, "ACTOR ! {ask, self()}, receive M -> M after 5000 -> late end"));
        Assert.Equal(
            "{ok,<<\"seen\">>}",
            await AskAsync(name, "R = gen_server:send_request(ACTOR, seen), {reply, A} = gen_server:wait_response(R, 5000), A"));
    }

    [Fact]
    public async Task A_selection_reaches_a_process_and_resolves_it_or_says_that_there_is_none()
    {
        ActorSelection echo = fixture.System.ActorSelection("akka.erl://beam@localhost:0/user/echo");
        Assert.Equal("hi", await echo.Ask<string>(me => (Atom.Get("say"), me, "hi"), Limit, default));
        Assert.Equal(fixture.Process("echo"), await echo.ResolveOne(Limit));
        await Assert.ThrowsAsync<ActorNotFoundException>(() => fixture.System.ActorSelection("akka.erl://beam@localhost:0/user/nobody").ResolveOne(Limit));
        ActorIdentity identity = await echo.Ask<ActorIdentity>(new Identify("which"), Limit);
        Assert.Equal(("which", fixture.Process("echo")), (identity.MessageId, identity.Subject));
    }

    [Fact]
    public async Task An_actor_below_an_actor_is_reached_by_its_path_and_a_name_with_any_character()
    {
        (string name, IActorRef parent) = Start(() => new Parent());
        await parent.Ask<ActorIdentity>(new Identify(0), Limit);
        Assert.Equal("child", await fixture.Beam.EvalAsync($"gen_server:call({{'{name}/child', 'sys@localhost'}}, who)"));

        (_, TestProbe probe) = fixture.Listener("with%20space");
        await fixture.Beam.EvalAsync("{'with space', 'sys@localhost'} ! hello, ok");
        await probe.ExpectMsgAsync(Atom.Get("hello"), Limit);
        await parent.GracefulStop(Limit);
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("{shutdown,bye}")]
    [InlineData("kill")]
    public async Task A_watched_process_that_ends_is_terminated(string reason)
    {
        string name = await SpawnAsync("fun(_) -> receive {die, R} -> exit(R) end end");
        TestProbe probe = fixture.Kit.CreateTestProbe();
        await probe.WatchAsync(fixture.Process(name));
        await fixture.Beam.EventuallyAsync($"length(element(2, process_info(whereis({name}), monitored_by))) =:= 1");
        fixture.Process(name).Tell((Atom.Get("die"), Term.Parse(reason)));
        Terminated terminated = await probe.ExpectTerminatedAsync(fixture.Process(name), Limit);
        Assert.True(terminated.ExistenceConfirmed);
    }

    [Fact]
    public async Task A_watched_process_that_is_not_there_is_terminated_and_an_unwatched_one_is_not()
    {
        TestProbe probe = fixture.Kit.CreateTestProbe();
        await probe.WatchAsync(fixture.Process("nobody"));
        Terminated terminated = await probe.ExpectTerminatedAsync(fixture.Process("nobody"), Limit);
        Assert.False(terminated.ExistenceConfirmed);

        string name = await SpawnAsync("fun(_) -> receive stop -> ok end end");
        await probe.WatchAsync(fixture.Process(name));
        await fixture.Beam.EventuallyAsync($"length(element(2, process_info(whereis({name}), monitored_by))) =:= 1");
        await probe.UnwatchAsync(fixture.Process(name));
        await fixture.Beam.EventuallyAsync($"element(2, process_info(whereis({name}), monitored_by)) =:= []");
        fixture.Process(name).Tell(Atom.Get("stop"));
        await fixture.Beam.EventuallyAsync($"whereis({name}) =:= undefined");

        // What comes next over the connection is what is asked for now.
        fixture.Process("echo").Tell((Atom.Get("say"), probe.Ref, "nothing"), probe.Ref);
        await probe.ExpectMsgAsync("nothing", Limit);
    }

    [Theory]
    [InlineData("{shutdown,tired}", true)]
    [InlineData("normal", false)]
    public async Task A_monitored_actor_that_stops_sends_its_reason(string reason, bool isSet)
    {
        (string name, IActorRef actor) = Start(() => new Answering());
        if (isSet)
        {
            fixture.Erlang.SetExitReason(actor, Term.Parse(reason));
        }

        Assert.Equal(reason, await AskAsync(
            name,
            "R = monitor(process, ACTOR), pong = gen_server:call(ACTOR, ping), ACTOR ! stop, receive {'DOWN', R, process, ACTOR, Why} -> Why after 5000 -> late end"));
    }

    [Fact]
    public async Task A_monitor_of_nobody_fires_and_a_demonitored_one_does_not()
    {
        Assert.Equal("noproc", await fixture.Beam.EvalAsync("R = monitor(process, {nobody, 'sys@localhost'}), receive {'DOWN', R, _, _, Why} -> Why after 5000 -> late end"));
        (string name, _) = Start(() => new Answering());
        Assert.Equal("nothing", await AskAsync(
            name,
            "R = monitor(process, ACTOR), pong = gen_server:call(ACTOR, ping), true = demonitor(R), ACTOR ! stop, noproc = (fun W() -> try gen_server:call(ACTOR, ping), timer:sleep(20), W() catch exit:{X, _} -> case X of noproc -> X; _ -> W() end end end)(), receive M -> M after 0 -> nothing end"));
    }

    [Fact]
    public async Task An_actor_that_its_supervisor_restarts_lives_on_for_those_who_monitor_it()
    {
        (string name, _) = Start(() => new Answering());
        Assert.Equal("{restarted,nothing}", await AskAsync(
            name,
            "R = monitor(process, ACTOR), pong = gen_server:call(ACTOR, ping), ACTOR ! throw, pong = gen_server:call(ACTOR, ping), {restarted, receive M -> M after 0 -> nothing end}"));
    }

    [Fact]
    public async Task Links_break_both_ways()
    {
        // An actor that stops takes the process with it.
        (_, IActorRef actor) = Start(() => new Answering());
        string linked = await SpawnAsync("fun(_) -> receive {P, From} -> link(P), From ! {linked, self()}, receive never -> ok end end end");
        fixture.Erlang.SetExitReason(actor, Term.Parse("{shutdown,both}"));
        Task<string> ended = fixture.Beam.EvalAsync($"R = monitor(process, {linked}), receive {{'DOWN', R, _, _, Why}} -> Why after 5000 -> late end");
        await fixture.Process(linked).Ask<ErlTuple>(me => (actor, me), Limit, default);
        actor.Tell(Atom.Get("stop"));
        Assert.Equal("{shutdown,both}", await ended);

        // A process that exits stops the actor, or tells it where it traps exits.
        (_, IActorRef victim) = Start(() => new Answering());
        (IActorRef trapping, TestProbe probe) = fixture.Listener(NextName());
        fixture.Erlang.TrapExits(trapping);
        TestProbe watcher = fixture.Kit.CreateTestProbe();
        await watcher.WatchAsync(victim);
        string killer = await SpawnAsync("fun(_) -> receive {A, B} -> link(A), link(B), exit(boom) end end");
        fixture.Process(killer).Tell((victim, trapping));
        await watcher.ExpectTerminatedAsync(victim, Limit);
        ErlTuple exit = await probe.ExpectMsgAsync<ErlTuple>(Limit);
        Assert.True(exit is [Atom { Name: "EXIT" }, Pid, Atom { Name: "boom" }], exit.ToString());
    }

    [Fact]
    public async Task Exit_stops_an_actor_and_PoisonPill_Kill_and_Stop_end_a_process()
    {
        (string name, IActorRef actor) = Start(() => new Answering());
        TestProbe probe = fixture.Kit.CreateTestProbe();
        await probe.WatchAsync(actor);
        await AskAsync(name, "P = gen_server:call(ACTOR, me), exit(P, normal), pong = gen_server:call(ACTOR, ping), exit(P, shutdown)");
        await probe.ExpectTerminatedAsync(actor, Limit);

        foreach ((object message, string reason) in new (object, string)[] { (PoisonPill.Instance, "shutdown"), (Kill.Instance, "killed") })
        {
            string process = await SpawnAsync("fun(_) -> receive never -> ok end end");
            Task<string> why = fixture.Beam.EvalAsync($"R = monitor(process, {process}), receive {{'DOWN', R, _, _, Why}} -> Why after 5000 -> late end");
            await fixture.Beam.EventuallyAsync($"element(2, process_info(whereis({process}), monitored_by)) =/= []");
            fixture.Process(process).Tell(message);
            Assert.Equal(reason, await why);
        }

        string stopped = await SpawnAsync("fun(_) -> receive never -> ok end end");
        await probe.WatchAsync(fixture.Process(stopped));
        fixture.System.Stop(fixture.Process(stopped));
        await probe.ExpectTerminatedAsync(fixture.Process(stopped), Limit);
    }

    [Fact]
    public async Task What_cannot_be_delivered_disappears_on_the_BEAM_and_is_a_dead_letter_here()
    {
        TestProbe dead = fixture.Kit.CreateTestProbe();
        fixture.System.EventStream.Subscribe(dead, typeof(DeadLetter));
        await fixture.Beam.EvalAsync("{nobody_here, 'sys@localhost'} ! {lost, 1}, ok");
        DeadLetter letter = await dead.FishForMessageAsync<DeadLetter>(found => found.Message is ErlTuple, Limit);
        Assert.Equal(Term.Parse("{lost,1}"), letter.Message);

        fixture.Process("nobody").Tell("lost");
        Assert.Equal("hi", await fixture.Process("echo").Ask<string>(me => (Atom.Get("say"), me, "hi"), Limit, default));
    }

    [Fact]
    public async Task Deployment_on_a_BEAM_node_is_refused_with_a_clear_error()
    {
        await fixture.Kit.CreateEventFilter(fixture.System).Error(contains: "can't be deployed on a BEAM node").ExpectOneAsync(Limit, () =>
        {
            fixture.System.ActorOf(
                Props.Create(() => new Answering()).WithDeploy(new Deploy(new RemoteScope(Address.Parse("akka.erl://beam@localhost:0")))), NextName());
            return Task.CompletedTask;
        });
    }

    /// <summary>Evaluates on the BEAM, with ACTOR for an actor of ours by its name.</summary>
    private Task<string> AskAsync(string name, string expression) =>
        fixture.Beam.EvalAsync(expression.Replace("ACTOR", $"{{{name}, 'sys@localhost'}}", StringComparison.Ordinal));

    private static string NextName() => $"name{Interlocked.Increment(ref s_names)}";

    private (string Name, IActorRef Actor) Start<T>(System.Linq.Expressions.Expression<Func<T>> factory)
        where T : ActorBase
    {
        string name = NextName();
        return (name, fixture.System.ActorOf(Props.Create(factory), name));
    }

    private async Task<string> SpawnAsync(string fun)
    {
        string name = NextName();
        await fixture.SpawnAsync(name, fun);
        return name;
    }

    public abstract class Fixture : BeamKit, IAsyncLifetime
    {
        private protected Fixture(BeamKitOptions options)
            : base(options)
        {
        }

        async Task IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await SpawnAsync("echo", "fun(F) -> receive {say, From, M} -> From ! M, F(F) end end");
            await Beam.LoadModuleAsync("""
                -module(adder).
                -export([init/1, handle_call/3, handle_cast/2]).
                init(S) -> {ok, S}.
                handle_call({add, A, B}, _From, S) -> {reply, A + B, S};
                handle_call(get, _From, S) -> {reply, S, S}.
                handle_cast({set, S}, _) -> {noreply, S}.
                """);
            await Beam.EvalAsync("{ok, _} = gen_server:start({local, adder}, adder, none, []), ok");
        }
    }

    private sealed class Answering : ReceiveActor
    {
        public Answering()
        {
            Receive<Atom>(atom => atom.Name == "ping", _ => Sender.Tell(Atom.Get("pong")));
            Receive<Atom>(atom => atom.Name == "me", _ => Sender.Tell(Self));
            Receive<Atom>(atom => atom.Name == "seen", _ => Sender.Tell((Atom.Ok, "seen")));
            Receive<Atom>(atom => atom.Name == "stop", _ => Context.Stop(Self));
            Receive<Atom>(atom => atom.Name == "throw", _ => throw new InvalidOperationException("as the test wants it"));
            Receive<ErlTuple>(tuple => tuple is [Atom { Name: "ask" }, Pid], _ => Sender.Tell((Atom.Ok, "seen")));
        }
    }

    private sealed class Parent : ReceiveActor
    {
        public Parent()
        {
            Context.ActorOf(Props.Create(() => new Child()), "child");
            ReceiveAny(_ => { });
        }
    }

    private sealed class Child : ReceiveActor
    {
        public Child() => ReceiveAny(_ => Sender.Tell(Atom.Get(Self.Path.Name)));
    }
}
