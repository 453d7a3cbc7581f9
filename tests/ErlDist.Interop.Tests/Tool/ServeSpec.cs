using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Tool;

/// <summary>What `erldist serve` and `erldist epmd` are to a BEAM.</summary>
public sealed class ServeSpec(ToolFixture fixture) : IClassFixture<ToolFixture>, IAsyncLifetime
{
    private BuiltProgram? _serve;

    public async Task InitializeAsync()
    {
        _serve = await Erldist.StartServingAsync(fixture.EpmdPort, "serve", "-sname", "served@localhost", "-setcookie", "secret");
        Assert.Equal("pong", await fixture.Beam.EvalAsync("net_adm:ping(served@localhost)"));
    }

    public async Task DisposeAsync() => await _serve!.DisposeAsync();

    [Fact]
    public async Task It_says_where_it_listens_and_SIGTERM_ends_it_with_0()
    {
        Assert.Matches(@"^served@localhost listening on 0\.0\.0\.0:[0-9]+$", _serve!.FirstLine);
        Assert.Contains("name served at port", (await Erldist.RunAsync(fixture.EpmdPort, "names")).Output, StringComparison.Ordinal);
        Assert.Equal(0, await _serve.TerminateAsync());
        Assert.DoesNotContain("served", (await Erldist.RunAsync(fixture.EpmdPort, "names")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Top_shows_its_processes()
    {
        CommandResult top = await Erldist.RunAsync(fixture.EpmdPort, ["top", "served@localhost", "-setcookie", "secret"]);
        Assert.Equal((0, ""), (top.ExitCode, top.Errors));
        Assert.Matches("(?m)^pid +name +queue +memory +reductions in$", top.Output);
        Assert.Matches("(?m)^<[0-9.]+> +calc ", top.Output);
    }

    [Theory]
    [InlineData("begin {echo, served@localhost} ! {self(), {hi, [1.5]}}, receive M -> M after 5000 -> late end end", "{hi,[1.5]}")]
    [InlineData("case erlang:function_exported(erlang, alias, 0) of true -> A = erlang:alias(), {echo, served@localhost} ! {A, hi}, receive M -> M after 5000 -> late end; false -> hi end", "hi")]
    [InlineData("begin gen_server:cast({calc, served@localhost}, {set, 5}), N = sys:replace_state({calc, served@localhost}, fun(S) -> S + 1 end), {N, gen_server:call({calc, served@localhost}, get)} end", "{6,6}")]
    [InlineData("gen_server:call({echo, served@localhost}, #{k => \"v\"})", "#{k => \"v\"}")]
    [InlineData("gen_server:call({calc, served@localhost}, {add, 1 bsl 100, 1})", "1267650600228229401496703205377")]
    [InlineData("gen_server:call({calc, served@localhost}, {add, 2, -3})", "-1")]
    [InlineData("gen_server:call({calc, served@localhost}, {add, 1, 0.5})", "1.5")]
    [InlineData("[gen_server:call({calc, served@localhost}, {add, 1.7e308, 1.7e308}), gen_server:call({calc, served@localhost}, {add, 1, 2})]", "[{error,badarith},3]")]
    [InlineData("gen_server:call({calc, served@localhost}, {add, 1 bsl 5000, 0.5})", "{error,badarith}")]
    [InlineData("begin gen_server:cast({calc, served@localhost}, {set, {a, <<1>>}}), gen_server:call({calc, served@localhost}, get) end", "{a,<<1>>}")]
    [InlineData("is_binary(rpc:call(served@localhost, dotnet, version, []))", "true")]
    [InlineData("erpc:call(served@localhost, dotnet, echo, [{x, self()}]) =:= {x, self()}", "true")]
    [InlineData("element(1, rpc:call(served@localhost, dotnet, raise, [oops]))", "badrpc")]
    [InlineData("try erpc:call(served@localhost, dotnet, raise, [oops]) catch error:{exception, R, _} -> {caught, R} end", "{caught,oops}")]
    [InlineData("try erpc:call(served@localhost, dotnet, nothing, []) catch error:{exception, undef, _} -> undef end", "undef")]
    public async Task It_answers(string expression, string answer) => Assert.Equal(answer, await fixture.Beam.EvalAsync(expression));

    [Fact]
    public async Task The_sink_counts_and_starts_again_at_0()
    {
        const string Count = "begin {sink, served@localhost} ! {count, self()}, receive N -> N after 5000 -> late end end";
        await fixture.Beam.EvalAsync("[{sink, served@localhost} ! M || M <- [x, {count, x}, {a, b}, <<0:80000>>, {count, self(), 1}]]");
        Assert.Equal("{n,5}", await fixture.Beam.EvalAsync(Count));
        Assert.Equal("{n,0}", await fixture.Beam.EvalAsync(Count));
    }

    [Fact]
    public async Task A_crash_of_calc_is_seen_by_caller_and_monitor_and_ends_calc_alone()
    {
        string seen = await fixture.Beam.EvalAsync(
            """
            Ref = monitor(process, {calc, served@localhost}),
            Call = fun() -> try gen_server:call({calc, served@localhost}, crash) catch exit:{R, _} -> R end end,
            First = Call(),
            Down = receive {'DOWN', Ref, process, _, Reason} -> Reason after 5000 -> late end,
            {First =:= Down, Down =/= normal, Call(), gen_server:call({echo, served@localhost}, still_here)}
            """);
        Assert.Equal("{true,true,noproc,still_here}", seen);
    }

    [Fact]
    public async Task Without_an_EPMD_it_starts_one_that_erl_uses()
    {
        int port = PrivateEpmd.FreePort();
        await using BuiltProgram first = await Erldist.StartServingAsync(port, "serve", "-sname", "first@localhost", "-setcookie", "secret");
        await using BeamNode beam = await BeamNode.StartAsync(new BeamNodeOptions { Name = "second@localhost", EpmdPort = port, Flags = ["-start_epmd", "false"] });
        Assert.Equal("pong", await beam.EvalAsync("net_adm:ping(first@localhost)"));
        Assert.Equal("[\"first\",\"second\"]", await beam.EvalAsync("lists:sort([N || {N, _} <- element(2, erl_epmd:names(\"localhost\"))])"));
    }

    [Fact]
    public async Task Told_not_to_start_an_EPMD_it_says_that_there_is_none()
    {
        int port = PrivateEpmd.FreePort();
        CommandResult none = await Erldist.RunAsync(port, "serve -sname first@localhost -setcookie secret -start_epmd false");
        Assert.Equal(1, none.ExitCode);
        Assert.Contains("No EPMD answers", none.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_EPMD_two_nodes_talk_by_a_fixed_port()
    {
        int port = PrivateEpmd.FreePort();
        string fixedPort = $"{PrivateEpmd.FreePort()}";
        await using BuiltProgram serve = await Erldist.StartServingAsync(
            port, "serve", "-sname", "fixed@localhost", "-setcookie", "secret", "-erl_epmd_port", fixedPort);
        Assert.Equal($"fixed@localhost listening on 0.0.0.0:{fixedPort}", serve.FirstLine);
        CommandResult ping = await Erldist.RunAsync(port, $"ping fixed@localhost -setcookie secret -erl_epmd_port {fixedPort} -dist_listen false");
        Assert.Equal("pong\n", ping.Output);
    }

    [Fact]
    public async Task Erldist_epmd_serves_erl_and_ends_by_kill()
    {
        int port = PrivateEpmd.FreePort();
        await using BuiltProgram epmd = await Erldist.StartServingAsync(port, "epmd");
        Assert.StartsWith("EPMD listening on ", epmd.FirstLine, StringComparison.Ordinal);
        await using (await BeamNode.StartAsync(new BeamNodeOptions { Name = "x@localhost", EpmdPort = port, Flags = ["-start_epmd", "false"] }))
        {
            Assert.Matches("^name x at port [0-9]+\n$", (await Erldist.RunAsync(port, "names")).Output);
            CommandResult second = await Erldist.RunAsync(port, "epmd");
            Assert.Equal(1, second.ExitCode);
            Assert.Contains("taken", second.Errors, StringComparison.Ordinal);
        }

        Assert.Equal(0, await epmd.TerminateAsync());
    }
}
