using Akka.Actor;
using Akka.TestKit;
using ErlDist;

namespace AkkaErlDist.Tests.Beam;

/// <summary>Many at once, with references of our own.</summary>
public sealed class LoadSpec(LoadSpec.Direct fixture) : Loads(fixture), IClassFixture<LoadSpec.Direct>
{
    public sealed class Direct() : Fixture(new BeamKitOptions());

    [Fact]
    public async Task A_million_messages_of_a_hundred_actors_come_back_from_a_hundred_processes_each_in_order()
    {
        const int Pairs = 100, Messages = 10_000;
        await fixture.Beam.EvalAsync(
            "[register(list_to_atom(\"back\" ++ integer_to_list(I)), spawn(fun() -> (fun L() -> receive {P, N} -> P ! N, L() end end)() end)) || I <- lists:seq(1, 100)], ok");
        bool[] inOrder = await Task.WhenAll(Enumerable.Range(1, Pairs).Select(i =>
            fixture.System.ActorOf(Props.Create(() => new ToAndFro(fixture.Process($"back{i}"), Messages))).Ask<bool>("start", TimeSpan.FromMinutes(2))));
        Assert.All(inOrder, Assert.True);
    }

    /// <summary>Keeps the connection busy with a window of messages, and answers whether all came back in order.</summary>
    private sealed class ToAndFro : ReceiveActor
    {
        private const int Window = 1000;
        private long _sent;
        private long _returned;
        private bool _inOrder = true;
        private IActorRef _asker = ActorRefs.Nobody;

        public ToAndFro(IActorRef process, int all)
        {
            Receive<string>(_ =>
            {
                _asker = Sender;
                Send(process, Window);
            });
            Receive<long>(number =>
            {
                _inOrder &= number == ++_returned;
                if (_returned == all)
                {
                    _asker.Tell(_inOrder);
                }
                else if (_sent < all)
                {
                    Send(process, 1);
                }
            });
        }

        private void Send(IActorRef process, int count)
        {
            for (int i = 0; i < count; i++)
            {
                process.Tell((Self, ++_sent));
            }
        }
    }
}

/// <summary>The same, with references that Akka makes from paths.</summary>
public sealed class PathLoadSpec(PathLoadSpec.ByPath fixture) : Loads(fixture), IClassFixture<PathLoadSpec.ByPath>
{
    public sealed class ByPath() : Fixture(new BeamKitOptions { ByPath = true });
}

/// <summary>Many at once: order, completeness, thousands of watches and callers.</summary>
public abstract class Loads(Loads.Fixture fixture)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Order_is_kept_for_each_pair_and_nothing_is_lost_to_the_BEAM()
    {
        const int Senders = 20, Messages = 5000;
        await fixture.SpawnAsync("ordered", $$"""
            fun(_) -> (fun L(M, 0) -> receive {result, P} -> P ! {in_order, lists:all(fun({_, N}) -> N =:= {{Messages}} end, maps:to_list(M)), maps:size(M)} end;
                           L(M, N) -> receive {S, I} -> I = maps:get(S, M, 0) + 1, L(M#{S => I}, N - 1) end end)(#{}, {{Senders * Messages}}) end
            """);
        IActorRef ordered = fixture.Process("ordered");
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() =>
        {
            for (int i = 1; i <= Messages; i++)
            {
                ordered.Tell((sender, i));
            }
        })));
        Assert.Equal(Term.Parse("{in_order,true,20}"), await ordered.Ask<Term>(me => (Atom.Get("result"), me), Long, default));
    }

    [Fact]
    public async Task Order_is_kept_for_each_pair_and_nothing_is_lost_from_the_BEAM()
    {
        IActorRef counting = fixture.System.ActorOf(Props.Create(() => new Counting()), "counting");
        await fixture.Beam.EvalAsync(
            "[spawn(fun() -> [{counting, 'sys@localhost'} ! {S, I} || I <- lists:seq(1, 5000)] end) || S <- lists:seq(1, 20)], ok");
        Assert.Equal((20, 0), await counting.Ask<(int, int)>(100_000, Long));
    }

    [Fact]
    public async Task Large_and_small_messages_between_one_pair_keep_their_order()
    {
        await fixture.SpawnAsync("sizes", "fun(F) -> receive {S, B, P} -> P ! {S, byte_size(B)}, F(F) end end");
        (IActorRef actor, TestProbe probe) = fixture.Listener("sizes");
        for (int i = 0; i < 60; i++)
        {
            fixture.Process("sizes").Tell((i, new byte[i % 3 == 0 ? 1_000_000 : 10], actor));
        }

        for (int i = 0; i < 60; i++)
        {
            Assert.Equal(Term.Tuple(i, i % 3 == 0 ? 1_000_000 : 10), await probe.ExpectMsgAsync<Term>(Long));
        }
    }

    [Fact]
    public async Task Ten_thousand_watches_of_processes_end_each_once()
    {
        const int Count = 10_000;
        IActorRef watching = fixture.System.ActorOf(Props.Create(() => new Watching(Count)), "watching");
        await fixture.Beam.LoadModuleAsync("""
            -module(nursery).
            -export([start/0, watched/0]).
            start() -> register(nursery, spawn(fun() -> loop([]) end)).
            loop(All) ->
                receive
                    {make, N, P} -> loop([begin W = spawn(fun() -> receive die -> ok end end), P ! W, W end || _ <- lists:seq(1, N)] ++ All);
                    {watched, P} -> P ! length([W || W <- All, {monitored_by, [_]} <- [process_info(W, monitored_by)]]), loop(All);
                    die -> [W ! die || W <- All], loop([])
                end.
            watched() -> nursery ! {watched, self()}, receive N -> N end.
            """);
        await fixture.Beam.EvalAsync("nursery:start()");
        for (int made = 1000; made <= Count; made += 1000)
        {
            fixture.Process("nursery").Tell((Atom.Get("make"), 1000, watching));
            await fixture.Beam.EventuallyAsync($"nursery:watched() =:= {made}", Long);
        }

        Task<int> ended = watching.Ask<int>(0, Long);
        fixture.Process("nursery").Tell(Atom.Get("die"));
        Assert.Equal(Count, await ended);
    }

    [Fact]
    public async Task Ten_thousand_monitors_of_an_actor_fire_each_once()
    {
        IActorRef mortal = fixture.System.ActorOf(Props.Create(() => new Replying()), "mortal");
        Task<string> downs = fixture.Beam.EvalAsync(
            """
            Refs = [monitor(process, {mortal, 'sys@localhost'}) || _ <- lists:seq(1, 10000)],
            {reply, 1} = gen_server:call({mortal, 'sys@localhost'}, 1), {mortal, 'sys@localhost'} ! stop,
            length([receive {'DOWN', R, process, _, normal} -> R after 20000 -> exit(late) end || R <- Refs])
            """,
            Long);
        Assert.Equal("10000", await downs);
    }

    [Fact]
    public async Task A_thousand_processes_call_one_actor_at_once()
    {
        fixture.System.ActorOf(Props.Create(() => new Replying()), "replying");
        Assert.Equal("{20000,0}", await fixture.Beam.EvalAsync(
            """
            Me = self(),
            Pids = [spawn(fun() -> Me ! {self(), [catch gen_server:call({replying, 'sys@localhost'}, {I, N}, 30000) =:= {reply, {I, N}} || N <- lists:seq(1, 20)]} end) || I <- lists:seq(1, 1000)],
            Answers = lists:append([receive {P, A} -> A after 30000 -> [late] end || P <- Pids]),
            {length([A || A <- Answers, A =:= true]), length([A || A <- Answers, A =/= true])}
            """,
            TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task A_thousand_asks_of_one_gen_server_at_once()
    {
        await fixture.SpawnAsync("server", "fun(F) -> receive {'$gen_call', From, N} -> gen_server:reply(From, {reply, N}), F(F) end end");
        IActorRef server = fixture.Process("server");
        Term[] answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => server.Ask<Term>(new GenServerCall(i), Long)));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => Term.Tuple(Atom.Get("reply"), i)), answers);
    }

    public class Fixture(BeamKitOptions options) : BeamKit(options);

    private sealed class Replying : ReceiveActor
    {
        public Replying()
        {
            Receive<Atom>(atom => atom.Name == "stop", _ => Context.Stop(Self));
            ReceiveAny(message => Sender.Tell((Atom.Get("reply"), message)));
        }
    }

    /// <summary>Answers once all have come: how many senders there were, and how many messages came out of order.</summary>
    private sealed class Counting : ReceiveActor
    {
        private readonly Dictionary<Term, long> _last = [];
        private int _count;
        private int _disorder;
        private int _awaited = int.MaxValue;
        private IActorRef _asker = ActorRefs.Nobody;

        public Counting()
        {
            Receive<int>(awaited =>
            {
                _awaited = awaited;
                _asker = Sender;
                Answer();
            });
            Receive<ErlTuple>(message =>
            {
                long number = ((ErlInteger)message[1]).Value;
                _disorder += number == _last.GetValueOrDefault(message[0]) + 1 ? 0 : 1;
                _last[message[0]] = number;
                _count++;
                Answer();
            });
        }

        private void Answer()
        {
            if (_count >= _awaited)
            {
                _asker.Tell((_last.Count, _disorder));
            }
        }
    }

    /// <summary>Watches each process that it is told of, and answers once so many have ended.</summary>
    private sealed class Watching : ReceiveActor
    {
        private readonly HashSet<IActorRef> _watched = [];
        private int _ended;
        private IActorRef _asker = ActorRefs.Nobody;

        public Watching(int all)
        {
            Receive<int>(_ => _asker = Sender);
            Receive<IActorRef>(process => _watched.Add(Context.Watch(process)));
            Receive<Terminated>(terminated =>
            {
                // One that is told of twice makes the count wrong.
                _ended += _watched.Remove(terminated.ActorRef) ? 1 : all;
                if (_ended == all)
                {
                    _asker.Tell(_ended);
                }
            });
        }
    }
}
