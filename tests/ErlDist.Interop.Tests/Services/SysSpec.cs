using ErlDist.Interop.Tests.Nodes;
using ErlDist.Terms;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Services;

/// <summary>The functions of <c>sys</c> and what builds on them, called on a real node about a gen_server of ours.</summary>
public sealed class SysSpec(NodeFixture fixture) : IClassFixture<NodeFixture>, IAsyncLifetime
{
    private ErlangNode _node = null!;
    private Counter _server = null!;

    private BeamNode Beam => fixture.Beam;

    private string Server => $"{{counter, '{_node.Name}'}}";

    public async Task InitializeAsync()
    {
        _node = await fixture.StartNodeAsync();
        _server = _node.Register("counter", new Counter(_node));
    }

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task Suspend_holds_calls_and_casts_until_resume()
    {
        Assert.Equal("ok", await Beam.EvalAsync($"sys:suspend({Server})"));
        Assert.Equal("timeout", await Beam.EvalAsync($"try gen_server:call({Server}, next, 100) catch exit:{{R, _}} -> R end"));
        Assert.Equal("{state,1}", await Beam.EvalAsync($"sys:get_state({Server})"));
        Assert.Equal("suspended", await Beam.EvalAsync($"{{status, _, _, [_, S | _]}} = sys:get_status({Server}), S"));
        Assert.Equal("ok", await Beam.EvalAsync($"gen_server:cast({Server}, {{set, 10}})"));
        Assert.Equal("ok", await Beam.EvalAsync($"sys:resume({Server})"));
        Assert.Equal("11", await Beam.EvalAsync($"gen_server:call({Server}, next)"));
        Assert.Equal("[]", await Beam.EvalAsync("element(2, process_info(self(), messages))")); // The reply that came late went to the alias.
    }

    [Theory]
    [InlineData("gen_server:stop({0})", "normal")]
    [InlineData("gen_server:stop({0}, {{bye, 1}}, 5000)", "{{bye,1}}")]
    [InlineData("sys:terminate({0}, shutdown)", "shutdown")]
    public async Task Stop_ends_it_with_the_reason(string call, string reason)
    {
        Assert.Equal($"{{ok,{string.Format(null, reason)}}}", await Beam.EvalAsync(
            $"M = monitor(process, {Server}), OK = {string.Format(null, call, Server)}, receive {{'DOWN', M, _, _, R}} -> {{OK, R}} end"));
        Assert.True(_server.HasEnded);
    }

    [Fact]
    public async Task A_suspended_server_can_be_stopped() => Assert.Equal(
        "noproc", await Beam.EvalAsync($"ok = sys:suspend({Server}), ok = gen_server:stop({Server}), catch element(1, element(2, catch gen_server:call({Server}, next)))"));

    [Fact]
    public async Task The_status_is_that_of_a_gen_server() => Assert.Equal(
        "true", await Beam.EvalAsync(
            $"{{status, P, {{module, gen_server}}, [[{{'$initial_call', {{'Counter', init, 1}}}}], running, P, [], [{{header, H}}, {{data, D}}, {{data, S}}]]}} = "
            + $"sys:get_status({Server}), "
            + "{\"Status for generic server counter\", running, {state, 1}} =:= {H, proplists:get_value(\"Status\", D), proplists:get_value(\"State\", S)}"));

    [Fact]
    public async Task A_supervisor_says_whom_it_has_and_ends_when_it_is_told()
    {
        var supervisor = new Supervisor(
            _node, new(), new ChildSpec("a", n => n.CreateMailbox("a")), new ChildSpec("sub", n => new Supervisor(n, new())), new ChildSpec("t", n => n.CreateMailbox("t"), ChildRestart.Temporary));
        _node.Register("sup", supervisor);
        string sup = $"{{sup, '{_node.Name}'}}";
        _node.Export("dotnet", "supervisor", 0, (_, _) => ValueTask.FromResult<Term>(supervisor.Pid));
        supervisor["t"]!.End(Atom.Get("boom"));
        Assert.Equal("true", await Beam.EvalAsync($"[{{a, P, worker, dynamic}}, {{sub, Q, supervisor, dynamic}}, {{t, _, worker, dynamic}}] = supervisor:which_children({sup}), is_pid(P) and is_pid(Q)"));
        await Beam.EventuallyAsync($"[{{specs,3}},{{active,2}},{{supervisors,1}},{{workers,2}}] =:= supervisor:count_children({sup})");
        Assert.Equal("{error,not_supported}", await Beam.EvalAsync($"supervisor:terminate_child({sup}, a)"));
        Assert.Equal("running", await Beam.EvalAsync($"{{status, _, _, [_, S | _]}} = sys:get_status({sup}), S"));
        Assert.Equal("true", await Beam.EvalAsync($"P = erpc:call('{_node.Name}', dotnet, supervisor, []), exit(P, shutdown), [] =/= supervisor:which_children({sup})"));
        Assert.Equal("{ok,shutdown}", await Beam.EvalAsync(
            $"M = monitor(process, {sup}), OK = gen_server:stop({sup}, shutdown, 5000), receive {{'DOWN', M, _, _, R}} -> {{OK, R}} end"));
        Assert.Null(_node.FindProcess("a"));
    }

    [Theory]
    [InlineData("sys:replace_state({0}, fun({{state, N}}) -> {{state, N + 41}} end)", "{{state,42}}")]
    [InlineData("sys:replace_state({0}, fun dotnet:double/1)", "{{state,2}}")]
    [InlineData("element(1, element(2, catch sys:replace_state({0}, fun(_) -> exit(boom) end)))", "{{callback_failed,{{gen_server,system_replace_state}},{{exit,boom}}}}")]
    [InlineData("element(1, element(2, catch sys:replace_state({0}, fun(_) -> nonsense end)))", "{{callback_failed,{{gen_server,system_replace_state}},{{error,not_supported}}}}")]
    public async Task The_state_is_replaced_by_what_the_callers_function_makes_of_it(string call, string answer)
    {
        _node.Export("dotnet", "double", 1, (arguments, _) =>
            ValueTask.FromResult<Term>(arguments is [ErlTuple and [Atom state, ErlInteger n]] ? Term.Tuple(state, n.Value * 2) : Atom.Error));
        Assert.Equal(string.Format(null, answer), await Beam.EvalAsync(string.Format(null, call, Server)));
    }

    [Theory]
    [InlineData("sys:log({0}, false)", "ok")]
    [InlineData("sys:log({0}, get)", "{{ok,[]}}")]
    [InlineData("sys:no_debug({0})", "ok")]
    [InlineData("sys:trace({0}, false)", "ok")]
    [InlineData("sys:statistics({0}, get)", "{{ok,no_statistics}}")]
    [InlineData("sys:trace({0}, true)", "{{error,{{unknown_system_msg,{{debug,{{trace,true}}}}}}}}")]
    [InlineData("sys:statistics({0}, true)", "{{error,{{unknown_system_msg,{{debug,{{statistics,true}}}}}}}}")]
    [InlineData("sys:change_code({0}, m, 1, x)", "{{error,{{unknown_system_msg,{{change_code,m,1,x}}}}}}")]
    public async Task What_traces_and_counts_is_refused_and_turning_it_off_is_not(string call, string answer) =>
        Assert.Equal(string.Format(null, answer), await Beam.EvalAsync(string.Format(null, call, Server)));

    [Fact]
    public async Task A_mailbox_stops_by_the_same_calls()
    {
        await using Mailbox box = _node.CreateMailbox("box");
        string name = $"{{box, '{_node.Name}'}}";
        Assert.Equal("undefined", await Beam.EvalAsync($"sys:get_state({name})"));
        Assert.Equal("running", await Beam.EvalAsync($"{{status, _, _, [_, S | _]}} = sys:get_status({name}), S"));
        Assert.Equal("ok", await Beam.EvalAsync($"gen_server:stop({name}, boom, 5000)"));
        Assert.Equal(Atom.Get("boom"), (await Assert.ThrowsAsync<ProcessExitException>(() => box.ReceiveAsync().AsTask())).Reason);
    }

    [Fact]
    public async Task The_token_of_sequential_tracing_comes_back_with_the_reply()
    {
        const string Call = "seq_trace:set_token(label, 17), N = gen_server:call({0}, next), L = seq_trace:get_token(label), S = seq_trace:get_token(serial), "
            + "seq_trace:set_token([]), {{N, L, S}}";
        Assert.Equal("{2,{label,17},{serial,{1,2}}}", await Beam.EvalAsync(string.Format(null, Call, Server)));
        Assert.Equal("{3,[]}", await Beam.EvalAsync($"{{gen_server:call({Server}, next), seq_trace:get_token()}}"));
    }

    private sealed class Counter(ErlangNode node) : GenServer(node)
    {
        private long _count = 1;

        protected override Term State => Term.Tuple(Atom.Get("state"), _count);

        protected override ValueTask<Term?> HandleCallAsync(Term request, GenServerFrom from, CancellationToken cancellationToken) =>
            ValueTask.FromResult<Term?>(++_count);

        protected override ValueTask HandleCastAsync(Term message, CancellationToken cancellationToken)
        {
            _count = message is ErlTuple and [_, ErlInteger n] ? n.Value : _count;
            return ValueTask.CompletedTask;
        }

        protected override bool TryReplaceState(Term state)
        {
            if (state is not (ErlTuple and [Atom { Name: "state" }, ErlInteger n]))
            {
                return false;
            }

            _count = n.Value;
            return true;
        }
    }
}
