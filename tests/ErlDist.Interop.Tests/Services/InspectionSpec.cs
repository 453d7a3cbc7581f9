using System.Globalization;
using ErlDist.Interop.Tests.Nodes;
using ErlDist.Terms;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Services;

/// <summary>What operators ask of a node that lets itself be looked at, and what they are told by one that does not.</summary>
public sealed class InspectionSpec(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private BeamNode Beam => fixture.Beam;

    [Theory]
    [InlineData("lists:member(calc, rpc:call(N, erlang, registered, []))", "true")]
    [InlineData("lists:member(rpc:call(N, erlang, whereis, [calc]), rpc:call(N, erlang, processes, []))", "true")]
    [InlineData("rpc:call(N, erlang, whereis, [nobody])", "undefined")]
    [InlineData("proplists:get_value(registered_name, rpc:call(N, erlang, process_info, [rpc:call(N, erlang, whereis, [calc])]))", "calc")]
    [InlineData("rpc:call(N, erlang, process_info, [rpc:call(N, erlang, whereis, [calc]), [message_queue_len, status]])", "[{message_queue_len,0},{status,waiting}]")]
    [InlineData("rpc:call(N, erlang, process_info, [rpc:call(N, erlang, whereis, [calc]), registered_name])", "{registered_name,calc}")]
    [InlineData("element(2, element(2, rpc:call(N, erlang, process_info, [self()]))) =/= x", "true")]
    [InlineData("rpc:call(N, erlang, memory, [total]) > 0", "true")]
    [InlineData("rpc:call(N, erlang, system_info, [process_count]) > 3", "true")]
    [InlineData("element(1, rpc:call(N, erlang, statistics, [wall_clock])) >= 0", "true")]
    [InlineData("[ok || K <- [uptime, run_queue, process_count, total, otp_release, io_input], lists:keymember(K, 1, rpc:call(N, observer_backend, sys_info, []))]", "[ok,ok,ok,ok,ok,ok]")]
    [InlineData("spawn(N, observer_backend, procs_info, [self()]), receive {procs_info, _, L} -> [calc] =:= [element(5, R) || R <- L, element(5, R) =:= calc] end", "true")]
    [InlineData("rpc:call(N, erlang, function_exported, [erlang, processes, 0])", "true")]
    [InlineData("element(1, rpc:call(N, erlang, halt, []))", "badrpc")]
    public async Task A_node_that_is_inspected_tells(string expression, string answer)
    {
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { Inspection = true });
        node.Serve("calc", (request, _) => ValueTask.FromResult(request));
        Assert.Equal(answer, await Beam.EvalAsync($"N = '{node.Name}', {expression}"));
    }

    [Fact]
    public async Task Remsh_ends_at_once_with_a_sentence()
    {
        OtpRelease release = Beam.Options.Release;
        if (release.Number < 26)
        {
            return; // Older shells say "Shell process terminated" and stay in their job control.
        }

        await using ErlangNode node = await fixture.StartNodeAsync();
        string erl = $"erl -sname remsh{Environment.ProcessId} -hidden -setcookie secret -remsh {node.Name}";
        CommandResult said = await Command.RunAsync("script", ["-qec", release.Root is { } root ? $"chroot {root} {erl}" : erl, "/dev/null"],
            new Dictionary<string, string>
            {
                ["ERL_EPMD_PORT"] = fixture.Epmd.Port.ToString(CultureInfo.InvariantCulture),
                ["HOME"] = "/tmp",
                ["TERM"] = "xterm",
            });
        Assert.Contains(node.Name, said.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("terminated", said.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("pong", await Beam.EvalAsync($"net_adm:ping('{node.Name}')"));
    }
}
