using System.Diagnostics;
using ErlDist.Interop.Tests.Nodes;
using ErlDist.Terms;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Services;

/// <summary>Sequential tracing (kernel, seq_trace) through nodes of ours, and the activities of .NET as its labels.</summary>
public sealed class SeqTraceSpec(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Parent = "00-" + TraceId + "-00f067aa0ba902b7-01";

    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(15);

    private BeamNode Beam => fixture.Beam;

    [Theory]
    [InlineData("gen_server:call({server, NODE}, hi)")]
    [InlineData("begin {server, NODE} ! {self(), hi}, receive hi -> hi after 5000 -> late end end")]
    [InlineData("begin {box, NODE} ! {self(), hi}, receive hi -> hi after 5000 -> late end end")]
    [InlineData("element(2, erpc:call(NODE, dotnet, send, [self(), hi])) =:= 1 andalso receive hi -> hi after 5000 -> late end")]
    [InlineData("begin rpc:call(NODE, dotnet, send, [self(), hi]), receive hi -> hi after 5000 -> late end end")]
    [InlineData("begin rpc:sbcast([NODE], box, {self(), hi}), receive hi -> hi after 5000 -> late end end")]
    public async Task What_is_sent_because_of_a_message_carries_its_token(string expressions)
    {
        await using ErlangNode node = await StartNodeAsync();
        node.Register("server", new Echo(node));
        node.Export("dotnet", "send", 2, async (arguments, cancellationToken) =>
        {
            await using Mailbox sender = node.CreateMailbox();
            await sender.SendAsync((Pid)arguments[0], arguments[1], cancellationToken);
            return Term.Tuple(Atom.Ok, 1);
        });
        await using Mailbox box = node.CreateMailbox("box");
        Task echoing = EchoAsync(box);
        string said = await TracedAsync("{my, <<\"label\">>}", expressions.Replace("NODE", $"'{node.Name}'", StringComparison.Ordinal));
        Assert.Matches(@"^\{hi,\{\{my,<<""label"">>\},\d+\}\}$", said);
        Assert.Equal("hi", await Beam.EvalAsync($"{{box, '{node.Name}'}} ! {{self(), hi}}, receive hi -> [] = seq_trace:get_token(), hi after 5000 -> late end"));
        await box.DisposeAsync();
        await echoing.WaitAsync(s_bound);
    }

    [Fact]
    public async Task Serial_numbers_rise_through_calls_that_a_server_makes_itself()
    {
        await using ErlangNode node = await StartNodeAsync();
        await Beam.EvalAsync("register(inner, spawn(fun L() -> receive {'$gen_call', F, X} -> gen_server:reply(F, {X, seq_trace:get_token()}), L() end end)), ok");
        node.Register("outer", new Asking(node, Beam.Name));
        string said = await TracedAsync("17", $"gen_server:call({{outer, '{node.Name}'}}, hi)");

        // 1 the call, 2 what the server asks, 3 its answer, 4 the reply.
        Assert.Matches(@"^\{\{hi,\{\d+,17,2,<[0-9.]+>,1\}\},\{17,4\}\}$", said);
    }

    [Fact]
    public async Task An_exit_signal_carries_the_token()
    {
        await using ErlangNode node = await StartNodeAsync();
        node.Register("server", new Echo(node));
        string said = await Beam.EvalAsync(
            $"Me = self(), P = spawn(fun() -> process_flag(trap_exit, true), Me ! ready, receive {{'EXIT', _, R}} -> Me ! {{R, seq_trace:get_token(label)}} end end), "
            + $"receive ready -> ok end, seq_trace:set_token(label, 5), {{server, '{node.Name}'}} ! {{exit, P}}, seq_trace:set_token([]), receive X -> X after 5000 -> late end");
        Assert.Equal("{boom,{label,5}}", said);
    }

    [Fact]
    public async Task Without_trace_context_activities_and_tokens_know_nothing_of_each_other()
    {
        using var spans = new Spans();
        await using ErlangNode node = await StartNodeAsync();
        node.Register("server", new Echo(node));
        using Activity activity = spans.Start();
        Assert.Equal(ErlList.Empty, await node.RpcAsync(Beam.Name, "seq_trace", "get_token", []));
        await TracedAsync($"<<\"{Parent}\">>", $"gen_server:call({{server, '{node.Name}'}}, hi)");
        Assert.DoesNotContain(spans.Of("gen_server:call"), span => span.Kind == ActivityKind.Server && span.TraceId.ToHexString() == TraceId);
    }

    [Fact]
    public async Task An_activity_goes_to_the_BEAM_as_a_label_and_comes_back_as_its_trace()
    {
        using var spans = new Spans();
        await using ErlangNode first = await StartNodeAsync(traceContext: true);
        await using ErlangNode second = await StartNodeAsync(traceContext: true);
        second.Register("server", new Echo(second));
        using Activity activity = spans.Start();

        // .NET → the BEAM, in a function of which a gen_server of the second node is called.
        Term label = await first.RpcAsync(Beam.Name, "erlang", "apply", (ErlList)Term.List(
            await Beam.EvalTermAsync($"fun() -> {{_, L}} = seq_trace:get_token(label), gen_server:call({{server, '{second.Name}'}}, hi), L end"), ErlList.Empty));
        Activity call = Assert.Single(spans.Of("erpc:call"), span => span.TraceId == activity.TraceId);
        Assert.Equal((Term)call.Id!, label);
        Activity handled = Assert.Single(spans.Of("gen_server:call"), span => span.Kind == ActivityKind.Server && span.TraceId == activity.TraceId);
        Assert.Equal(call.SpanId, handled.ParentSpanId);
        Assert.True(handled.HasRemoteParent);
    }

    [Theory]
    [InlineData("<<\"" + Parent + "\">>")]
    [InlineData("\"" + Parent + "\"")]
    public async Task A_trace_of_the_BEAM_goes_on_here_and_what_is_sent_names_the_span_that_sends(string label)
    {
        using var spans = new Spans();
        await using ErlangNode node = await StartNodeAsync(traceContext: true);
        node.Register("server", new Echo(node));
        string said = await TracedAsync(label, $"gen_server:call({{server, '{node.Name}'}}, hi)");
        Activity handled = Assert.Single(spans.Of("gen_server:call"), span => span.Kind == ActivityKind.Server && span.TraceId.ToHexString() == TraceId);
        Assert.Equal("00f067aa0ba902b7", handled.ParentSpanId.ToHexString());
        Assert.Equal($"{{hi,{{<<\"{handled.Id}\">>,2}}}}", said);
    }

    [Fact]
    public async Task A_label_of_another_kind_is_kept_and_its_span_says_it()
    {
        using var spans = new Spans();
        await using ErlangNode node = await StartNodeAsync(traceContext: true);
        node.Export("dotnet", "fail", 0, (_, _) => throw new InvalidOperationException("no"));
        string said = await TracedAsync("{order, 4711}", $"rpc:call('{node.Name}', dotnet, fail, [])");
        Assert.StartsWith("{{badrpc,{'EXIT',{{'InvalidOperationException',<<\"no\">>}", said, StringComparison.Ordinal);
        Activity span = Assert.Single(spans.Of("rpc:call").Concat(spans.Of("erpc:call")), span => span.Kind == ActivityKind.Server);
        Assert.Equal(("{order,4711}", ActivityStatusCode.Error), ((string?)span.GetTagItem("seq_trace.label"), span.Status));
    }

    [Fact]
    public async Task A_label_without_end_is_not_carried_on()
    {
        await using ErlangNode node = await StartNodeAsync();
        node.Register("server", new Echo(node));
        string said = await TracedAsync("binary:copy(<<7>>, 2000)",
            $"begin {{server, '{node.Name}'}} ! {{self(), hi}}, receive hi -> hi after 5000 -> late end end");
        Assert.Equal("{hi,none}", said);
    }

    /// <summary>Connected, since a BEAM leaves labels out that are no small integers as long as it does not know whether its peer takes them.</summary>
    private async Task<ErlangNode> StartNodeAsync(bool traceContext = false)
    {
        ErlangNode node = await fixture.StartNodeAsync(o => o with { TraceContext = traceContext });
        await node.ConnectAsync(Beam.Name);
        return node;
    }

    /// <summary>A traced process evaluates an expression, and then says what its token has become.</summary>
    private Task<string> TracedAsync(string label, string expression) => Beam.EvalAsync(
        $"seq_trace:set_token(label, {label}), V = {expression}, T = seq_trace:get_token(), seq_trace:set_token([]), "
        + "{V, case T of [] -> none; {_, L, S, _, _} -> {L, S} end}");

    private static async Task EchoAsync(Mailbox box)
    {
        await foreach (Term message in box.ReadAllAsync())
        {
            if (message is ErlTuple and [Pid from, Term content])
            {
                await box.SendAsync(from, content);
            }
        }
    }

    private sealed class Echo(ErlangNode node) : GenServer(node)
    {
        protected override ValueTask<Term?> HandleCallAsync(Term request, GenServerFrom from, CancellationToken cancellationToken) => new(request);

        protected override async ValueTask HandleInfoAsync(Term message, CancellationToken cancellationToken)
        {
            switch (message)
            {
                case ErlTuple and [Pid from, Term content]:
                    await SendAsync(from, content, cancellationToken);
                    break;
                case ErlTuple and [Atom { Name: "exit" }, Pid other]:
                    await ExitAsync(other, Atom.Get("boom"), cancellationToken);
                    break;
            }
        }
    }

    private sealed class Asking(ErlangNode node, string beam) : GenServer(node)
    {
        protected override async ValueTask<Term?> HandleCallAsync(Term request, GenServerFrom from, CancellationToken cancellationToken) =>
            await Node.CallAsync("inner", beam, request, cancellationToken: cancellationToken);
    }

    /// <summary>Listens to the library's spans, and starts one as a user's program would.</summary>
    private sealed class Spans : IDisposable
    {
        private readonly ActivitySource _source = new("user-" + Guid.NewGuid());
        private readonly ActivityListener _listener;
        private readonly System.Collections.Concurrent.ConcurrentQueue<Activity> _started = new();

        public Spans()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == ErlangNode.InstrumentationName || source == _source,
                Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = _started.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public Activity Start() => _source.StartActivity("work")!;

        public IEnumerable<Activity> Of(string name) => _started.Where(span => span.OperationName == name);

        public void Dispose()
        {
            _listener.Dispose();
            _source.Dispose();
        }
    }
}
