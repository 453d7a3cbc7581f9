using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Actor;
using ErlDist;
using ErlDist.Terms;

namespace AkkaErlDist.Tests.Beam;

/// <summary>Sequential tracing (kernel, seq_trace) through actors, and activities as its labels.</summary>
public sealed class TraceSpec(TraceSpec.Fixture fixture) : IClassFixture<TraceSpec.Fixture>
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Parent = "00-" + TraceId + "-00f067aa0ba902b7-01";

    private static int s_names;

    [Theory]
    [InlineData("gen_server:call(ACTOR, reply)")]
    [InlineData("gen_server:call(ACTOR, later)")]
    [InlineData("begin ACTOR ! {reply, self()}, receive reply -> reply after 5000 -> late end end")]
    [InlineData("begin ACTOR ! {from_another_actor, self()}, receive reply -> reply after 5000 -> late end end")]
    [InlineData("begin ACTOR ! {after_a_call, self()}, receive reply -> reply after 5000 -> late end end")]
    public async Task What_an_actor_sends_because_of_a_message_carries_its_token(string expressions)
    {
        string name = Start();
        string actor = $"{{{name}, 'sys@localhost'}}";
        string said = await TracedAsync("{my, 17}", expressions.Replace("ACTOR", actor, StringComparison.Ordinal));
        Assert.Matches(@"^\{reply,\{\{my,17\},\d\}\}$", said);
        Assert.Equal("reply", await fixture.Beam.EvalAsync($"{actor} ! {{reply, self()}}, receive reply -> [] = seq_trace:get_token(), reply after 5000 -> late end"));
    }

    [Fact]
    public async Task A_trace_goes_through_both_worlds()
    {
        using var spans = new Spans();
        string name = Start();
        string said = await TracedAsync($"<<\"{Parent}\">>", $"gen_server:call({{{name}, 'sys@localhost'}}, span)");
        Activity received = Assert.Single(spans.Of("receive"), span => span.TraceId.ToHexString() == TraceId);
        Activity own = Assert.Single(spans.Of("own"), span => span.TraceId.ToHexString() == TraceId);
        Assert.Equal(("00f067aa0ba902b7", received.SpanId), (received.ParentSpanId.ToHexString(), own.ParentSpanId));
        Assert.Equal($"{{reply,{{<<\"{received.Id}\">>,2}}}}", said);

        using Activity activity = Spans.Start("work")!;
        Assert.Equal(activity.Id, await fixture.Process("labels").Ask<string>(new GenServerCall(1), BeamKit.Limit));
    }

    /// <summary>A traced process evaluates an expression, and then says what its token has become.</summary>
    private Task<string> TracedAsync(string label, string expression) => fixture.Beam.EvalAsync(
        $"seq_trace:set_token(label, {label}), V = {expression}, T = seq_trace:get_token(), seq_trace:set_token([]), "
        + "{V, case T of [] -> none; {_, L, S, _, _} -> {L, S} end}");

    private string Start()
    {
        string name = $"traced{Interlocked.Increment(ref s_names)}";
        fixture.System.ActorOf(Props.Create(() => new Tracing(fixture)), name);
        return name;
    }

    public sealed class Fixture : BeamKit, IAsyncLifetime
    {
        public Fixture()
            : base(new BeamKitOptions { Section = "trace-context = on" })
        {
        }

        async Task IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await Erlang.PingAsync(Beam.Name); // A BEAM leaves labels out as long as it does not know whether its peer takes them.
            await SpawnAsync("labels", "fun L(F) -> receive {'$gen_call', From, _} -> {label, X} = seq_trace:get_token(label), gen_server:reply(From, X), L(F) end end");
        }
    }

    private sealed class Tracing : ReceiveActor
    {
        private static readonly Atom s_reply = Atom.Get("reply");

        public Tracing(Fixture fixture)
        {
            Receive<Atom>(
                atom => atom.Name == "span",
                _ =>
                {
                    Spans.Source.StartActivity("own", ActivityKind.Internal, ErlangDistribution.TraceOf(Sender)!.ActivityContext)?.Stop();
                    Sender.Tell(s_reply);
                });
            ReceiveAsync<Atom>(atom => atom.Name == "later", async _ =>
            {
                await Task.Yield();
                Sender.Tell(s_reply);
            });
            Receive<Atom>(_ => Sender.Tell(s_reply));
            ReceiveAsync<ErlTuple>(async message =>
            {
                IActorRef to = fixture.Erlang.ActorFor((Pid)message[1]);
                switch (((Atom)message[0]).Name)
                {
                    case "from_another_actor":
                        Context.ActorOf(Props.Create(() => new Helper())).Forward(to);
                        break;
                    case "after_a_call":
                        await fixture.Process("labels").Ask<object>(new GenServerCall(1), BeamKit.Limit);
                        to.Tell(s_reply);
                        break;
                    default:
                        to.Tell(s_reply);
                        break;
                }
            });
        }
    }

    private sealed class Helper : ReceiveActor
    {
        public Helper() => Receive<IActorRef>(to => to.Tell(Atom.Get("reply")));
    }

    private sealed class Spans : IDisposable
    {
        private static readonly string s_name = "user-" + Guid.NewGuid();
        public static readonly ActivitySource Source = new(s_name);
        private readonly ActivityListener _listener;
        private readonly ConcurrentQueue<Activity> _started = new();

        public Spans()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = static source => source.Name == ErlangNode.InstrumentationName || source.Name == s_name,
                Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStarted = _started.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public static Activity? Start(string name) => Source.StartActivity(name);

        public IEnumerable<Activity> Of(string name) => _started.Where(span => span.OperationName == name);

        public void Dispose() => _listener.Dispose();
    }
}
