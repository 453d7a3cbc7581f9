using ErlDist.Interop.Tests.Nodes;
using ErlDist.Terms;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Services;

/// <summary>What callers send to <c>rex</c> and what any node is asked for, by the functions that send it.</summary>
public sealed class RexSpec(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private BeamNode Beam => fixture.Beam;

    [Theory]
    [InlineData("rpc:call(N, dotnet, double, [4])", "8")]
    [InlineData("rpc:block_call(N, dotnet, double, [4])", "8")]
    [InlineData("gen_server:call({rex, N}, {call, dotnet, double, [4], group_leader()})", "8")]
    [InlineData("{rex, N} ! {self(), {call, dotnet, double, [4], user}}, receive {rex, R} -> R end", "8")]
    [InlineData("{rex, N} ! {self(), {call, dotnet, none, [4], send_stdout_to_caller}}, receive {rex, {badrpc, {'EXIT', {R, _}}}} -> R end", "undef")]
    [InlineData("erpc:call(N, fun dotnet:seven/0)", "7")]
    [InlineData("rpc:call(N, erlang, apply, [fun dotnet:double/1, [4]])", "8")]
    [InlineData("rpc:call(N, erlang, apply, [dotnet, double, [4]])", "8")]
    [InlineData("rpc:call(N, erlang, apply, [erlang, apply, [fun dotnet:double/1, [4]]])", "8")]
    [InlineData("element(1, catch erpc:call(N, fun() -> 1 end))", "'EXIT'")]
    [InlineData("rpc:call(N, net_kernel, get_net_ticktime, [])", "60")]
    [InlineData("N =:= rpc:call(N, erlang, node, [])", "true")]
    [InlineData("rpc:call(N, erlang, nodes, [])", "[]")]
    [InlineData("rpc:call(N, erlang, nodes, [hidden]) =:= [node()]", "true")]
    [InlineData("lists:sort(rpc:call(N, erlang, nodes, [[this, connected]])) =:= lists:sort([N, node()])", "true")]
    [InlineData("rpc:call(N, code, ensure_loaded, [lists])", "{error,nofile}")]
    [InlineData("{rpc:call(N, code, is_loaded, [lists]), rpc:call(N, code, which, [lists]), rpc:call(N, erlang, is_alive, [])}", "{false,non_existing,true}")]
    [InlineData("{badrpc, {'EXIT', {R, _}}} = rpc:call(N, erlang, node, [a | b]), R", "badarg")]
    [InlineData("try erpc:call(N, erlang, node, [a | b]) catch error:{exception, R, _} -> R end", "badarg")]
    [InlineData("[element(1, sys:get_status({P, N})) || P <- [rex, net_kernel]]", "[status,status]")]
    [InlineData("[try sys:get_state({P, N}) catch error:R -> R end || P <- [rex, net_kernel]]", "[{unknown_system_msg,get_state},{unknown_system_msg,get_state}]")]
    public async Task Calls_are_answered(string expression, string answer)
    {
        await using ErlangNode node = await StartAsync();
        Assert.Equal(answer, await Beam.EvalAsync($"N = '{node.Name}', {expression}"));
    }

    [Fact]
    public async Task Broadcasts_reach_processes_and_sbcast_says_where_there_is_none()
    {
        await using ErlangNode node = await StartAsync();
        await using Mailbox sink = node.CreateMailbox("sink");
        Assert.Equal($"{{[{node.Name}],[]}}", await Beam.EvalAsync($"rpc:sbcast(['{node.Name}'], sink, x)"));
        Assert.Equal(Atom.Get("x"), await sink.ReceiveAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal($"{{[],[{node.Name}]}}", await Beam.EvalAsync($"rpc:sbcast(['{node.Name}'], nobody, x)"));
        Assert.Equal("abcast", await Beam.EvalAsync($"rpc:abcast(['{node.Name}'], sink, y)"));
        Assert.Equal(Atom.Get("y"), await sink.ReceiveAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal("true", await Beam.EvalAsync($"rpc:cast('{node.Name}', dotnet, tell, [z])"));
        Assert.Equal(Atom.Get("z"), await sink.ReceiveAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData("[{bogus, 1}]", "badarg")]
    [InlineData("[{priority, superhigh}]", "badarg")]
    [InlineData("[{min_heap_size, -1}]", "badarg")]
    [InlineData("[link, {priority, high}, {fullsweep_after, 10}, {message_queue_data, off_heap}]", "pid")]
    public async Task Spawn_options_are_checked(string options, string answer)
    {
        await using ErlangNode node = await StartAsync();
        Assert.Equal(answer, await Beam.EvalAsync(
            $"try spawn_opt('{node.Name}', dotnet, seven, [], {options}) of P when is_pid(P) -> pid catch error:R -> R end"));
    }

    [Fact]
    public async Task A_spawn_request_with_an_option_that_is_none_is_answered_badopt()
    {
        await using ErlangNode node = await StartAsync();
        Assert.Equal("{error,badopt}", await Beam.EvalAsync(
            $"R = spawn_request('{node.Name}', dotnet, seven, [], [{{bogus, 1}}]), receive {{spawn_reply, R, E, Why}} -> {{E, Why}} end"));
    }

    private async Task<ErlangNode> StartAsync()
    {
        ErlangNode node = await fixture.StartNodeAsync();
        node.Export("dotnet", "double", 1, (arguments, _) => ValueTask.FromResult<Term>(((ErlInteger)arguments[0]).Value * 2));
        node.Export("dotnet", "seven", 0, (_, _) => ValueTask.FromResult<Term>(7));
        node.Export("dotnet", "tell", 1, async (arguments, cancellationToken) =>
        {
            await node.SendAsync("sink", node.Name, arguments[0], cancellationToken);
            return Atom.Ok;
        });
        return node;
    }
}
