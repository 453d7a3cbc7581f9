using ErlDist.Terms;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Nodes;

/// <summary>What Erlang's own tools ask any process and node: each gets its answer, or a clean error at once.</summary>
public sealed class NativeSpec(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private BeamNode Beam => fixture.Beam;

    [Theory]
    [InlineData("rpc:call(N, erlang, process_info, [P])", "badrpc")]
    [InlineData("rpc:call(N, erlang, is_process_alive, [P])", "badrpc")]
    [InlineData("rpc:call(N, erlang, processes, [])", "badrpc")]
    [InlineData("catch erpc:call(N, erlang, process_info, [P])", "undef")]
    [InlineData("catch erpc:multicall([N], erlang, memory, [])", "undef")]
    [InlineData("rpc:multicall([N], erlang, memory, [])", "badrpc")]
    [InlineData("(catch spawn(N, erlang, halt, [])), done", "done")]
    public async Task Functions_that_are_not_exported_are_undefined_and_do_no_harm(string expression, string answer)
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        await using Mailbox box = node.CreateMailbox("box");
        Task<string> said = Beam.EvalAsync($"N = '{node.Name}', {{box, N}} ! self(), P = receive Q -> Q end, {expression}");
        await box.SendAsync((Pid)await box.ReceiveAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10)), box.Pid);
        Assert.Contains(answer, await said, StringComparison.Ordinal);
        Assert.Equal("pong", await Beam.EvalAsync($"net_adm:ping('{node.Name}')"));
    }

    [Fact]
    public async Task Sys_gets_the_state_of_a_gen_server_in_the_form_of_the_callers_release()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        await using Stateful server = node.Register("stateful", new Stateful(node));
        string name = $"{{stateful, '{node.Name}'}}";
        Assert.Equal("{state,1}", await Beam.EvalAsync($"sys:get_state({name})"));
        Assert.Equal("ok", await Beam.EvalAsync($"sys:suspend({name})"));
        Assert.Equal("ok", await Beam.EvalAsync($"sys:resume({name})"));
        Assert.Equal("2", await Beam.EvalAsync($"gen_server:call({name}, x)"));
        Assert.Equal("{state,2}", await Beam.EvalAsync($"sys:get_state({name})"));
    }

    [Theory]
    [InlineData("format", "[\"~s ~p~n\", [\"hello\", {a, 1}]]", "hello {a,1}")]
    [InlineData("put_chars", "[[\"gr\", [<<\"ü\"/utf8>>], $\u00DF, \"e\\n\"]]", "grüße")]
    [InlineData("nl", "[]", "")]
    public async Task What_processes_that_we_spawned_print_goes_to_our_log(string function, string arguments, string text)
    {
        var log = new CapturedLog();
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { LoggerFactory = log });
        Term args = await Beam.EvalTermAsync(arguments);
        Assert.Equal(Atom.Ok, await node.RpcAsync(Beam.Name, "io", function, (ErlList)args));
        LogLine line = await log.WaitAsync(l => l.Has("Output of"));
        Assert.EndsWith(": " + text, line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_from_our_group_leader_is_an_error_and_no_hang()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        Assert.True(await node.RpcAsync(Beam.Name, "io", "get_line", (ErlList)Term.List(Term.CharList("> "))) is ErlTuple and [Atom { Name: "error" }, _]);
    }

    [Fact]
    public async Task Names_that_nobody_has_give_noproc()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        Assert.Equal("noproc", await Beam.EvalAsync($"try gen_server:call({{nobody, '{node.Name}'}}, x) catch exit:{{R, _}} -> R end"));
        Assert.Equal("noproc", await Beam.EvalAsync($"try gen_statem:call({{nobody, '{node.Name}'}}, x) catch exit:{{R, _}} -> R end"));
        Assert.Equal("noproc", await Beam.EvalAsync($"try sys:get_state({{nobody, '{node.Name}'}}) catch exit:{{R, _}} -> R end"));
        Assert.Equal("x", await Beam.EvalAsync($"{{nobody, '{node.Name}'}} ! x"));
    }

    private sealed class Stateful(ErlangNode node) : GenServer(node)
    {
        private long _count = 1;

        protected override Term State => Term.Tuple(Atom.Get("state"), _count);

        protected override ValueTask<Term?> HandleCallAsync(Term request, GenServerFrom from, CancellationToken cancellationToken) =>
            ValueTask.FromResult<Term?>(++_count);
    }
}
