using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using AkkaErlDist.Tests.AkkaPeers;
using ErlDist;
using ErlDist.Nodes;
using ErlDist.Terms;
using ErlDist.Testing;

namespace AkkaErlDist.Tests.Beam;

/// <summary>What references of our own owe: no gate after a loss, bounds while a node takes nothing, late replies that reach nobody.</summary>
public sealed class DirectSpec(DirectSpec.Fixture fixture) : IClassFixture<DirectSpec.Fixture>
{
    private static readonly TimeSpan Limit = BeamKit.Limit;

    [Fact]
    public async Task An_actor_that_goes_on_asking_is_answered_soon_after_a_killed_node_is_up_again()
    {
        const int Times = 20;
        for (int i = 0; i < Times; i++)
        {
            BeamNode beam = await fixture.StartBeamAsync("mortal@localhost");
            await beam.EvalAsync("register(echo, spawn(fun() -> (fun L() -> receive {'$gen_call', F, M} -> gen_server:reply(F, M), L() end end)() end)), ok");
            long up = Stopwatch.GetTimestamp();
            IActorRef echo = fixture.Erlang.ActorFor("echo", beam.Name);
            while (await AskAsync(echo, i) is not { } answer || answer != i)
            {
                Assert.True(Stopwatch.GetElapsedTime(up) < Limit, $"no answer the {i + 1}. time");
            }

            TimeSpan took = Stopwatch.GetElapsedTime(up);
            Assert.True(took < TimeSpan.FromSeconds(5), $"answered {took} after the node was up"); // Akka's gate alone is 5 s.
            await beam.KillAsync();
        }

        Assert.DoesNotContain(fixture.LogLines, line => line.LogLevel() == LogLevel.ErrorLevel && $"{line}".Contains("mortal@localhost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_that_takes_nothing_holds_no_more_than_the_outbox_and_nobody_else_up()
    {
        await using BeamNode frozen = await fixture.StartBeamAsync("frozen@localhost");
        await frozen.EvalAsync("register(sink, spawn(fun() -> (fun L() -> receive {count, P} -> P ! counted, L(); _ -> L() end end)() end)), ok");
        IActorRef sink = fixture.Erlang.ActorFor("sink", frozen.Name);
        Assert.Equal(Atom.Get("counted"), await sink.Ask<Atom>(me => (Atom.Get("count"), me), Limit, default));
        TestProbe dead = fixture.Kit.CreateTestProbe();
        fixture.System.EventStream.Subscribe(dead, typeof(DeadLetter));
        frozen.Freeze();
        try
        {
            byte[] chunk = new byte[64 * 1024];
            long told = 0;
            while (!dead.HasMessages && told < 400_000_000)
            {
                sink.Tell(chunk);
                told += chunk.Length;
            }

            Assert.InRange(told, 8_000_000, 100_000_000); // outbox-size is 8 MiB here, and as much again waits for the connection.
            Assert.Equal("hi", await fixture.Process("echo").Ask<string>(me => (Atom.Get("say"), me, "hi"), Limit, default));
        }
        finally
        {
            frozen.Thaw();
        }

        // Who asks while the outbox is full is told at once; who waits for room gets through.
        await fixture.Erlang.SendAsync(sink, "room").WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(Atom.Get("counted"), await sink.Ask<Atom>(me => (Atom.Get("count"), me), TimeSpan.FromSeconds(30), default));
    }

    [Fact]
    public async Task SendAsync_waits_for_room_and_loses_nothing()
    {
        await fixture.SpawnAsync("counter", "fun(F) -> receive {all, N, P} -> (fun W(0) -> P ! all; W(K) -> receive B when is_binary(B) -> W(K - 1) end end)(N), F(F) end end");
        IActorRef counter = fixture.Process("counter");
        Task<Atom> all = counter.Ask<Atom>(me => (Atom.Get("all"), 500, me), TimeSpan.FromSeconds(30), default);
        byte[] chunk = new byte[100_000];
        for (int i = 0; i < 500; i++)
        {
            await fixture.Erlang.SendAsync(counter, chunk);
        }

        Assert.Equal(Atom.Get("all"), await all);
    }

    [Fact]
    public async Task A_reply_after_the_time_out_reaches_nobody_either_way()
    {
        await fixture.SpawnAsync("slow", "fun(F) -> receive {'$gen_call', From, M} -> receive {go, P} -> gen_server:reply(From, M), P ! replied end, F(F) end end");
        (IActorRef actor, TestProbe probe) = fixture.Listener("patient");
        await Assert.ThrowsAsync<AskTimeoutException>(() => fixture.Process("slow").Ask<long>(new GenServerCall(1), TimeSpan.FromMilliseconds(100)));
        fixture.Process("slow").Tell((Atom.Get("go"), actor), actor);
        await probe.ExpectMsgAsync(Atom.Get("replied"), Limit); // The first thing that anybody here hears.

        fixture.System.ActorOf(Props.Create(() => new Late()), "late");
        Assert.Equal("[]", await fixture.Beam.EvalAsync(
            "catch gen_server:call({late, 'sys@localhost'}, x, 100), {late, 'sys@localhost'} ! go, pong = gen_server:call({late, 'sys@localhost'}, ping), element(2, process_info(self(), messages))"));
    }

    [Fact]
    public async Task A_caller_is_told_when_an_actor_has_no_answer_for_it()
    {
        fixture.System.ActorOf(Props.Create(() => new Failing()), "failing");
        foreach ((string request, string reason) in new[]
        {
            ("failure", "{'InvalidOperationException',<<\"no\">>}"),
            ("undeclared", "not_convertible"),
            ("infinity", "not_convertible"),
        })
        {
            string why = await fixture.Beam.EvalAsync(
                $"try gen_server:call({{failing, 'sys@localhost'}}, {request}, 10000) catch exit:{{R, _}} -> case R of {{not_convertible, _}} -> not_convertible; _ -> R end end");
            Assert.Equal(reason, why);
        }

        Assert.Equal("{too_large,5000", (await fixture.Beam.EvalAsync(
            "try gen_server:call({failing, 'sys@localhost'}, binary:copy(<<0>>, 5000000)) catch exit:{R, _} -> R end"))[..15]);
        Assert.Equal("<<\"fine\">>", await fixture.Beam.EvalAsync("gen_server:call({failing, 'sys@localhost'}, success)"));
    }

    [Fact]
    public async Task What_waits_for_an_actor_counts_until_it_has_been_received()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.System.ActorOf(Props.Create(() => new Blocked(go.Task)), "blocked");
        long before = Held();
        await fixture.Beam.EvalAsync("B = binary:copy(<<0>>, 65536), [{blocked, 'sys@localhost'} ! B || _ <- lists:seq(1, 100)], pong = net_adm:ping('sys@localhost')");
        Assert.InRange(Held() - before, 5_000_000, 8_000_000);
        go.SetResult();
        await Realm.PollAsync(() => Held() - before < 1_000_000, "what was received no longer counts", Limit * 2);

        long Held() => ErlangDistribution.Get(fixture.System).Node.Accounts.Bytes;
    }

    [Theory]
    [InlineData("binary:copy(<<0>>, 5000000)")]
    [InlineData("lists:foldl(fun(_, A) -> [A] end, [], lists:seq(1, 150000))")]
    public async Task Who_asks_is_told_at_once_when_the_answer_cannot_be_taken(string answer)
    {
        string name = $"answering{answer.Length}";
        await fixture.SpawnAsync(name, $"fun(F) -> receive {{say, From, _}} -> From ! {answer}; {{'$gen_call', From, _}} -> gen_server:reply(From, {answer}) end, F(F) end");
        await Assert.ThrowsAnyAsync<ErlDist.ErlangException>(() => fixture.Process(name).Ask<object>(me => (Atom.Get("say"), me, 1), Limit, default));
        (IActorRef listener, TestProbe probe) = fixture.Listener($"caller{answer.Length}");
        fixture.Process(name).Tell(new GenServerCall(1), listener);
        await probe.ExpectMsgAsync<Status.Failure>(Limit);
    }

    [Fact]
    public async Task A_call_to_a_node_that_is_not_there_fails_at_once_and_a_request_of_sys_is_answered()
    {
        ErlangExitException nodedown = await Assert.ThrowsAsync<ErlangExitException>(
            () => fixture.Erlang.ActorFor("server", "zz@localhost").Ask<object>(new GenServerCall(1), TimeSpan.FromSeconds(30)));
        Assert.Equal(Atom.Noconnection, nodedown.Reason);
        fixture.System.ActorOf(Props.Create(() => new Failing()), "asked");
        Assert.Equal("refused", await fixture.Beam.EvalAsync("try sys:get_state({asked, 'sys@localhost'}, 5000) of S -> S catch exit:{timeout, _} -> timeout; _:_ -> refused end"));
    }

    [Fact]
    public async Task Gen_server_stop_stops_an_actor_and_what_else_sys_asks_is_refused_at_once()
    {
        TestProbe probe = fixture.Kit.CreateTestProbe();
        IActorRef actor = fixture.System.ActorOf(Props.Create(() => new Late()), "stopped");
        await probe.WatchAsync(actor);
        foreach (string request in new[] { "get_status({0})", "get_state({0})", "replace_state({0}, fun(S) -> S end)", "suspend({0})", "log({0}, get)" })
        {
            Assert.Equal("unknown_system_msg", await fixture.Beam.EvalAsync(
                $"try sys:{string.Format(null, request, "{stopped, 'sys@localhost'}")} of {{error, {{R, _}}}} -> R; {{status, _, _, _}} -> status; Other -> Other catch error:{{R, _}} -> R; error:R -> R end"));
        }

        Assert.Equal("{ok,{tired,1}}", await fixture.Beam.EvalAsync(
            "R = monitor(process, {stopped, 'sys@localhost'}), Ok = gen_server:stop({stopped, 'sys@localhost'}, {tired, 1}, 5000), receive {'DOWN', R, _, _, Why} -> {Ok, Why} after 5000 -> late end"));
        await probe.ExpectTerminatedAsync(actor, Limit);
    }

    [Fact]
    public async Task A_reply_to_a_node_that_has_left_dials_nobody()
    {
        fixture.System.ActorOf(Props.Create(() => new Late()), "later");
        await using BeamNode gone = await fixture.StartBeamAsync("gone@localhost");
        await gone.EvalAsync("{later, 'sys@localhost'} ! {'$gen_call', {self(), make_ref()}, x}, pong = gen_server:call({later, 'sys@localhost'}, ping)");
        await gone.KillAsync();
        await Realm.PollAsync(() => !fixture.Erlang.Node.ConnectedNodes.Contains(gone.Name), "it has left");

        // Its name is taken by another node, where the reply would arrive before whatever is sent later.
        await using ErlangNode next = await ErlangNode.StartAsync(new ErlangNodeOptions
        {
            Name = gone.Name,
            Cookie = new ErlDist.Cookie("secret"),
            Tls = TlsOptions.FromOptionFile(fixture.OptFile),
            Epmd = new EpmdOptions { Port = fixture.EpmdPort, StartServer = false },
        });
        int ups = 0, strays = 0;
        next.NodeUp += (_, _) => Interlocked.Increment(ref ups);
        next.Undelivered = (in _, in _) => Interlocked.Increment(ref strays);
        await using Mailbox box = next.CreateMailbox("box");
        int lines = fixture.LogLines.Count;
        Assert.Equal("pong", await fixture.Beam.EvalAsync("{later, 'sys@localhost'} ! go, gen_server:call({later, 'sys@localhost'}, ping)"));
        Assert.Equal(0, Volatile.Read(ref ups));
        await fixture.Erlang.SendAsync(fixture.Erlang.ActorFor("box", next.Name), "later").WaitAsync(Limit);
        Assert.Equal((Term)"later", await box.ReceiveAsync().AsTask().WaitAsync(Limit));
        Assert.Equal(0, Volatile.Read(ref strays));
        Assert.DoesNotContain(fixture.LogLines.Skip(lines), line => line.LogLevel() >= LogLevel.WarningLevel);
    }

    [Fact]
    public async Task The_pids_of_short_lived_actors_are_given_back()
    {
        const int Actors = 100_000;
        int before = fixture.Erlang.Actors.Count;
        IActorRef echo = fixture.Process("echo");
        for (int done = 0; done < Actors; done += 1000)
        {
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => fixture.System.ActorOf(Props.Create(() => new Once(echo))).Ask<string>("go", Limit)));
        }

        await Realm.PollAsync(() => fixture.Erlang.Actors.Count <= before + 10, "the pids are gone", Limit);
    }

    [Fact]
    public async Task Links_and_monitors_that_cross_the_end_of_their_process_leave_nothing_behind()
    {
        fixture.System.ActorOf(Props.Create(() => new Mother()), "mother");
        Assert.Equal("[{messages,[]},{links,[]},{monitors,[]}]", await fixture.Beam.EvalAsync(
            """
            Mother = {mother, 'sys@localhost'},
            Await = fun(Pattern) -> receive M when element(1, M) =:= Pattern -> ok after 10000 -> exit({no, Pattern}) end end,
            Round = fun(I) ->
                P = gen_server:call(Mother, make), R = monitor(process, P), link(P), P ! stop,
                case I rem 3 of
                    0 -> unlink(P), demonitor(R, [flush]);
                    1 -> demonitor(R, [flush]), unlink(P);
                    2 -> Await('EXIT'), Await('DOWN')
                end,
                receive {'EXIT', P, _} -> ok after 0 -> ok end
            end,
            {Pid, Mon} = spawn_monitor(fun() ->
                process_flag(trap_exit, true),
                lists:foreach(Round, lists:seq(1, 300)),
                pong = gen_server:call(Mother, ping),
                exit(process_info(self(), [messages, links, monitors]))
            end),
            receive {'DOWN', Mon, process, Pid, Left} -> Left end
            """,
            TimeSpan.FromSeconds(30)));

        await fixture.SpawnAsync("father", "fun(F) -> receive {make, P} -> P ! spawn(fun() -> receive die -> ok end end), F(F); {ping, P} -> P ! pong, F(F) end end");
        IActorRef watching = fixture.System.ActorOf(Props.Create(() => new Crossing(fixture.Process("father"))));
        Assert.Equal(0, await watching.Ask<int>("start", TimeSpan.FromSeconds(30)));
    }

    private static async Task<long?> AskAsync(IActorRef echo, long request)
    {
        try
        {
            return await echo.Ask<long>(new GenServerCall(request), TimeSpan.FromSeconds(1));
        }
        catch (Exception failure) when (failure is ErlangExitException or AskTimeoutException)
        {
            return null;
        }
    }

    public sealed class Fixture() : BeamKit(new BeamKitOptions { Section = "outbox-size = 8 MiB" }), IAsyncLifetime
    {
        async Task IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await SpawnAsync("echo", "fun(F) -> receive {say, From, M} -> From ! M, F(F) end end");
        }
    }

    private sealed class Blocked : ReceiveActor
    {
        public Blocked(Task go) => ReceiveAnyAsync(async _ => await go);
    }

    private sealed class Late : ReceiveActor
    {
        private IActorRef _caller = ActorRefs.Nobody;

        public Late()
        {
            Receive<Atom>(atom => atom.Name == "ping", _ => Sender.Tell(Atom.Get("pong")));
            Receive<Atom>(atom => atom.Name == "go", _ => _caller.Tell("late"));
            ReceiveAny(_ => _caller = Sender);
        }
    }

    private sealed class Failing : ReceiveActor
    {
        public Failing()
        {
            Receive<Atom>(atom => atom.Name == "failure", _ => Sender.Tell(new Status.Failure(new InvalidOperationException("no"))));
            Receive<Atom>(atom => atom.Name == "success", _ => Sender.Tell(new Status.Success("fine")));
            Receive<Atom>(atom => atom.Name == "undeclared", _ => Sender.Tell(new Undeclared(1)));
            Receive<Atom>(atom => atom.Name == "infinity", _ => Sender.Tell(double.PositiveInfinity));
        }
    }

    /// <summary>Makes actors that end when they are told to.</summary>
    private sealed class Mother : ReceiveActor
    {
        public Mother()
        {
            Receive<Atom>(atom => atom.Name == "make", _ => Sender.Tell(Context.ActorOf(Props.Create(() => new Mortal()))));
            Receive<Atom>(atom => atom.Name == "ping", _ => Sender.Tell(Atom.Get("pong")));
        }
    }

    private sealed class Mortal : ReceiveActor
    {
        public Mortal() => Receive<Atom>(_ => Context.Stop(Self));
    }

    /// <summary>Monitors processes that end and takes the monitors away meanwhile; answers how many ends it was told of afterwards.</summary>
    private sealed class Crossing : ReceiveActor
    {
        private const int Rounds = 300;
        private readonly ErlangDistribution _erlang = ErlangDistribution.Get(Context.System);
        private readonly HashSet<Reference> _over = [];
        private int _rounds;
        private int _late;
        private IActorRef _asker = ActorRefs.Nobody;

        public Crossing(IActorRef father)
        {
            Receive<string>(_ =>
            {
                _asker = Sender;
                father.Tell((Atom.Get("make"), Self));
            });
            Receive<IActorRef>(process =>
            {
                Reference reference = _erlang.Monitor(process, Self);
                process.Tell(Atom.Get("die"));
                if (_erlang.Demonitor(reference, Self))
                {
                    _over.Add(reference); // The end of the others is on its way already.
                }

                father.Tell((Atom.Get(++_rounds < Rounds ? "make" : "ping"), Self));
            });
            Receive<ErlangDown>(down => _late += _over.Contains(down.Reference) ? 1 : 0);
            Receive<Atom>(_ => _asker.Tell(_late));
        }
    }

    private sealed class Once : ReceiveActor
    {
        public Once(IActorRef echo)
        {
            IActorRef asker = ActorRefs.Nobody;
            Receive<string>(text => text == "go", _ =>
            {
                asker = Sender;
                echo.Tell((Atom.Get("say"), Self, "hi"));
            });
            Receive<string>(answer =>
            {
                asker.Tell(answer);
                Context.Stop(Self);
            });
        }
    }
}
