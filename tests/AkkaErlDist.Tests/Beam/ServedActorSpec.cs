using Akka.Actor;
using ErlDist.Mapping;

namespace AkkaErlDist.Tests.Beam;

[ErlService]
[ErlError<NoSuchLotException>("no_such_lot")]
public interface IDesk
{
    ValueTask<Lot> LotAsync(string name);

    IAsyncEnumerable<Lot> LotsAsync(int count);

    ValueTask<int> CountSlowlyAsync();

    ValueTask<int> CountAsync();

    [ErlCast]
    ValueTask WithdrawAsync(string name);
}

[ErlTuple("lot")]
public sealed record Lot(string Name, IActorRef Owner);

public sealed class NoSuchLotException : Exception;

/// <summary>An actor that serves an interface to BEAM processes, and a proxy in an actor system.</summary>
public sealed class ServedActorSpec(BeamKit kit) : IClassFixture<BeamKit>
{
    private const string Drain = "(fun L(S) -> S ! {pull, self(), 1}, receive {S, item, I} -> [I | L(S)]; {S, done} -> []; {S, error, R} -> [{error, R}] after 5000 -> [timeout] end end)";

    [Fact]
    public async Task Calls_casts_and_errors()
    {
        string desk = Serve("desk");
        Assert.Equal("true", await kit.Beam.EvalAsync($"{{lot, <<\"vase\">>, P}} = gen_server:call({desk}, {{lot, <<\"vase\">>}}), is_pid(P) andalso node(P) =:= element(2, {desk})"));
        Assert.Equal("{error,no_such_lot}", await kit.Beam.EvalAsync($"gen_server:call({desk}, {{lot, <<\"moon\">>}})"));
        Assert.Contains("not_convertible", await kit.Beam.EvalAsync($"try gen_server:call({desk}, {{lot, vase}}) catch exit:{{R, _}} -> R end"), StringComparison.Ordinal);
        Assert.Contains("takes calls lot/1", await kit.Beam.EvalAsync($"try gen_server:call({desk}, nonsense) catch exit:{{R, _}} -> R end"), StringComparison.Ordinal);
        await kit.Beam.EvalAsync($"gen_server:cast({desk}, {{withdraw, <<\"vase\">>}})");
        await kit.Beam.EventuallyAsync($"1 =:= gen_server:call({desk}, count)");
    }

    /// <summary>Terminated, ReceiveTimeout and the like are no requests: they are unhandled, and the actor lives.</summary>
    [Fact]
    public async Task What_has_no_form_in_Erlang_is_unhandled()
    {
        string desk = Serve("deaf_desk");
        Akka.TestKit.TestProbe unhandled = kit.Kit.CreateTestProbe(kit.System);
        kit.System.EventStream.Subscribe(unhandled, typeof(Akka.Event.UnhandledMessage));
        kit.System.ActorSelection("/user/deaf_desk").Tell(ReceiveTimeout.Instance);
        Akka.Event.UnhandledMessage message = await unhandled.ExpectMsgAsync<Akka.Event.UnhandledMessage>(BeamKit.Limit);
        Assert.Same(ReceiveTimeout.Instance, message.Message);
        await kit.Beam.EvalAsync($"gen_server:cast({desk}, {{withdraw, <<\"vase\">>}})");
        await kit.Beam.EventuallyAsync($"1 =:= gen_server:call({desk}, count)"); // Not begun anew.
    }

    [Fact]
    public async Task One_message_at_a_time_with_what_a_method_awaits()
    {
        string desk = Serve("slow_desk"), other = Serve("quick_desk");
        await kit.SpawnAsync("crowd", $$"""
            fun(F) -> receive {go, From} ->
                Refs = [begin R = make_ref(), {{desk}} ! {'$gen_call', {self(), R}, count_slowly}, R end || _ <- [1, 2, 3, 4]],
                0 = gen_server:call({{other}}, count), From ! sent,
                Counts = [receive {R, N} -> N end || R <- Refs],
                receive {counts, To} -> To ! {counts, Counts} end, F(F) end end
            """);
        Assert.Equal("sent", await kit.Beam.EvalAsync("crowd ! {go, self()}, receive sent -> sent end")); // All four wait, and the first is under way.
        Desk.Go.SetResult();
        Assert.Equal("[1,2,3,4]", await kit.Beam.EvalAsync("crowd ! {counts, self()}, receive {counts, Counts} -> Counts end"));
    }

    [Fact]
    public async Task Streams_flow_from_actors_and_to_them()
    {
        string desk = Serve("stream_desk");
        Assert.Equal("true", await kit.Beam.EvalAsync(
            $"{{stream, S}} = gen_server:call({desk}, {{lots, 200}}), L = {Drain}(S), length(L) =:= 200 andalso lists:all(fun({{lot, _, P}}) -> is_pid(P) end, L)"));
        Assert.Equal("[{error,no_such_lot}]", await kit.Beam.EvalAsync($"{{stream, S}} = gen_server:call({desk}, {{lots, -1}}), {Drain}(S)"));

        // The caller's end is the stream's.
        await kit.Beam.EvalAsync($"spawn(fun() -> {{stream, S}} = gen_server:call({desk}, {{lots, 1000000}}), S ! {{pull, self(), 5}}, receive {{S, item, _}} -> ok end end)");
        await Desk.Stopped.Task.WaitAsync(BeamKit.Limit);

        // The other way round: lots whose owners are processes of a BEAM.
        await kit.SpawnAsync("lots", """
            fun(F) -> receive {'$gen_call', {Caller, _} = From, {lots, N}} ->
                gen_server:reply(From, {stream, spawn(fun() -> [receive {pull, Caller2, _} -> Caller2 ! {self(), item, {lot, <<"a">>, self()}} end || _ <- lists:seq(1, N)],
                    receive {pull, Last, _} -> Last ! {self(), done} after 1000 -> exit(Caller) end end)}), F(F) end end
            """);
        var owners = new List<IActorRef>();
        IDesk there = kit.Erlang.Service<IDesk>("lots", kit.Beam.Name);
        await foreach (Lot lot in there.LotsAsync(1))
        {
            owners.Add(lot.Owner);
            break;
        }

        Assert.Equal(kit.Beam.Name, Assert.Single(owners).Path.Address.System + "@" + owners[0].Path.Address.Host);
    }

    private string Serve(string name)
    {
        kit.System.ActorOf(Props.Create(() => new Desk()), name);
        return $"{{{name}, '{kit.Erlang.Node.Name}'}}";
    }

    private sealed class Desk : ReceiveActor, IDesk
    {
        private readonly IActorRef _self;
        private int _count;

        public Desk()
        {
            _self = Self;
            Context.ServeErlang<IDesk>(this);
        }

        public static TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static TaskCompletionSource Stopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<Lot> LotAsync(string name)
        {
            await Task.Yield(); // What is written after an await holds references, too.
            return name == "moon" ? throw new NoSuchLotException() : new Lot(name, _self);
        }

        public async IAsyncEnumerable<Lot> LotsAsync(int count)
        {
            try
            {
                for (int i = 0; i < count; i++)
                {
                    await Task.Yield();
                    yield return new Lot($"lot {i}", _self);
                }

                if (count < 0)
                {
                    throw new NoSuchLotException();
                }
            }
            finally
            {
                if (count > 1000)
                {
                    Stopped.TrySetResult();
                }
            }
        }

        public async ValueTask<int> CountSlowlyAsync()
        {
            int before = _count;
            await Go.Task;
            await Task.Yield();
            return _count = before + 1;
        }

        public ValueTask<int> CountAsync() => ValueTask.FromResult(_count);

        public ValueTask WithdrawAsync(string name)
        {
            _count++;
            return ValueTask.CompletedTask;
        }
    }
}
