using ErlDist.Terms;

namespace ErlDist.Interop.Tests.Nodes;

public sealed class CallsSpec(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private const string Server = """
        -module(adder).
        -behaviour(gen_server).
        -export([start/0, init/1, handle_call/3, handle_cast/2]).
        start() -> gen_server:start({local, ?MODULE}, ?MODULE, 0, []).
        init(S) -> {ok, S}.
        handle_call({add, A, B}, _, S) -> {reply, A + B, S};
        handle_call(get, _, S) -> {reply, S, S};
        handle_call(silence, _, S) -> {noreply, S};
        handle_call(crash, _, _) -> exit(boom).
        handle_cast({set, X}, _) -> {noreply, X}.
        """;

    [Fact]
    public async Task Gen_server_calls_and_casts_to_the_BEAM_are_answered()
    {
        await fixture.Beam.LoadModuleAsync(Server.Replace("?MODULE", "adder", StringComparison.Ordinal));
        await fixture.Beam.EvalAsync("adder:start()");
        await using ErlangNode node = await fixture.StartNodeAsync();
        Assert.Equal((Term)5, await node.CallAsync("adder", fixture.Beam.Name, Term.Tuple(Atom.Get("add"), 2, 3)));
        await node.CastAsync("adder", fixture.Beam.Name, Term.Tuple(Atom.Get("set"), 7));
        Assert.Equal((Term)7, await node.CallAsync("adder", fixture.Beam.Name, Atom.Get("get")));
        await Assert.ThrowsAsync<TimeoutException>(
            () => node.CallAsync("adder", fixture.Beam.Name, Atom.Get("silence"), TimeSpan.FromMilliseconds(200)));
        ProcessExitException crash = await Assert.ThrowsAsync<ProcessExitException>(
            () => node.CallAsync("adder", fixture.Beam.Name, Atom.Get("crash")));
        Assert.Equal(Atom.Get("boom"), crash.Reason);
        ProcessExitException gone = await Assert.ThrowsAsync<ProcessExitException>(
            () => node.CallAsync("adder", fixture.Beam.Name, Atom.Get("get")));
        Assert.Equal(Atom.Noproc, gone.Reason);
    }

    [Fact]
    public async Task A_gen_server_of_ours_answers_calls_of_the_BEAM_and_one_that_it_throws_on_costs_that_call_alone()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        node.Serve("calc", (request, _) => request switch
        {
            ErlTuple and [Atom { Name: "add" }, ErlInteger a, ErlInteger b] => ValueTask.FromResult<Term>(a.Value + b.Value),
            _ => throw new InvalidOperationException("no such request"),
        });
        Assert.Equal("5", await fixture.Beam.EvalAsync($"gen_server:call({{calc, '{node.Name}'}}, {{add, 2, 3}})"));
        Assert.Equal("undefined", await fixture.Beam.EvalAsync($"sys:get_state({{calc, '{node.Name}'}})"));
        string crash = await fixture.Beam.EvalAsync(
            $"try gen_server:call({{calc, '{node.Name}'}}, nonsense) catch exit:{{R, _}} -> R end");
        Assert.Equal("{'InvalidOperationException',<<\"no such request\">>}", crash);
        Assert.Equal("5", await fixture.Beam.EvalAsync($"gen_server:call({{calc, '{node.Name}'}}, {{add, 2, 3}})"));
        ProcessExitException local = await Assert.ThrowsAsync<ProcessExitException>(() => node.CallAsync("calc", node.Name, Atom.Get("nonsense")));
        Assert.True(local.Reason is ErlTuple and [Atom { Name: "InvalidOperationException" }, ErlBinary]);
        Assert.Equal((Term)3, await node.CallAsync("calc", node.Name, Term.Tuple(Atom.Get("add"), 1, 2)));
    }

    [Fact]
    public async Task Rpc_and_erpc_reach_exported_functions_and_raise_what_they_raise()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        node.Export("dotnet", "twice", 1, (args, _) => ValueTask.FromResult<Term>(((ErlInteger)args[0]).Value * 2));
        node.Export("dotnet", "raise", 1, (args, _) => throw new RpcException(RpcErrorClass.Error, args[0]));
        Assert.Equal("42", await fixture.Beam.EvalAsync($"rpc:call('{node.Name}', dotnet, twice, [21])"));
        Assert.Equal("42", await fixture.Beam.EvalAsync($"erpc:call('{node.Name}', dotnet, twice, [21])"));
        Assert.Equal("{badrpc,{'EXIT',{oops,[]}}}", await fixture.Beam.EvalAsync($"rpc:call('{node.Name}', dotnet, raise, [oops])"));
        Assert.Equal("oops", await fixture.Beam.EvalAsync(
            $"try erpc:call('{node.Name}', dotnet, raise, [oops]) catch error:{{exception, R, _}} -> R end"));
        Assert.StartsWith("{badrpc,{'EXIT',{undef,", await fixture.Beam.EvalAsync($"rpc:call('{node.Name}', dotnet, none, [])"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rpc_to_the_BEAM_returns_values_and_raises_errors_exits_and_throws()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        string beam = fixture.Beam.Name;
        Assert.Equal(Term.List(3, 2, 1), await node.RpcAsync(beam, "lists", "reverse", (ErlList)Term.List(Term.List(1, 2, 3))));
        RpcException error = await Assert.ThrowsAsync<RpcException>(
            () => node.RpcAsync(beam, "erlang", "error", (ErlList)Term.List(Atom.Get("bad"))));
        Assert.Equal((RpcErrorClass.Error, (Term)Atom.Get("bad")), (error.Class, error.Reason));
        RpcException exit = await Assert.ThrowsAsync<RpcException>(
            () => node.RpcAsync(beam, "erlang", "exit", (ErlList)Term.List(Atom.Get("bye"))));
        Assert.Equal((RpcErrorClass.Exit, (Term)Atom.Get("bye")), (exit.Class, exit.Reason));
        RpcException thrown = await Assert.ThrowsAsync<RpcException>(
            () => node.RpcAsync(beam, "erlang", "throw", (ErlList)Term.List(Atom.Get("ball"))));
        Assert.Equal((RpcErrorClass.Throw, (Term)Atom.Get("ball")), (thrown.Class, thrown.Reason));
        await Assert.ThrowsAsync<TimeoutException>(
            () => node.RpcAsync(beam, "timer", "sleep", (ErlList)Term.List(5000), TimeSpan.FromMilliseconds(200)));
    }
}
