using ErlDist.Testing;

namespace AkkaErlDist.Tests.Examples;

/// <summary>examples/AkkaBeam answers a BEAM node as <c>erldist serve</c> does, row by row.</summary>
public sealed class AkkaBeamSpec(AkkaBeamSpec.Fixture fixture) : IClassFixture<AkkaBeamSpec.Fixture>
{
    [Fact]
    public void It_says_where_it_listens() =>
        Assert.Matches(@"^sys@localhost listening on 127\.0\.0\.1:[0-9]+$", fixture.Program.FirstLine);

    [Theory]
    [InlineData("net_adm:ping(sys@localhost)", "pong")]
    [InlineData("begin {echo, sys@localhost} ! {self(), {hi, [1.5]}}, receive M -> M after 5000 -> late end end", "{hi,[1.5]}")]
    [InlineData("case erlang:function_exported(erlang, alias, 0) of true -> A = erlang:alias(), {echo, sys@localhost} ! {A, hi}, receive M -> M after 5000 -> late end; false -> hi end", "hi")]
    [InlineData("begin {echo, sys@localhost} ! {self(), <<5:3>>}, receive M -> M after 5000 -> late end end", "<<5:3>>")]
    [InlineData("gen_server:call({echo, sys@localhost}, #{k => \"v\"})", "#{k => \"v\"}")]
    [InlineData("gen_server:call({echo, sys@localhost}, <<\"text\">>)", "<<\"text\">>")]
    [InlineData("gen_server:call({echo, sys@localhost}, <<255>>) =:= <<255>>", "true")]
    [InlineData("gen_server:call({echo, sys@localhost}, true)", "true")]
    [InlineData("gen_server:call({echo, sys@localhost}, -1.0e300)", "-1.0e300")]
    [InlineData("gen_server:call({echo, sys@localhost}, 1 bsl 200) =:= 1 bsl 200", "true")]
    [InlineData("gen_server:call({echo, sys@localhost}, self()) =:= self()", "true")]
    [InlineData("gen_server:call({echo, sys@localhost}, {self(), x}) =:= {self(), x}", "true")]
    [InlineData("gen_server:call({echo, sys@localhost}, {add, 1, 2})", "{add,1,2}")]
    [InlineData("gen_server:call({calc, sys@localhost}, {add, 1 bsl 100, 1})", "1267650600228229401496703205377")]
    [InlineData("gen_server:call({calc, sys@localhost}, {add, 2, -3})", "-1")]
    [InlineData("gen_server:call({calc, sys@localhost}, {add, 1, 0.5})", "1.5")]
    [InlineData("begin gen_server:cast({calc, sys@localhost}, {set, {a, <<1>>}}), gen_server:call({calc, sys@localhost}, get) end", "{a,<<1>>}")]
    [InlineData("is_binary(rpc:call(sys@localhost, dotnet, version, []))", "true")]
    [InlineData("erpc:call(sys@localhost, dotnet, echo, [{x, self()}]) =:= {x, self()}", "true")]
    [InlineData("element(1, rpc:call(sys@localhost, dotnet, raise, [oops]))", "badrpc")]
    [InlineData("try erpc:call(sys@localhost, dotnet, raise, [oops]) catch error:{exception, R, _} -> {caught, R} end", "{caught,oops}")]
    [InlineData("try erpc:call(sys@localhost, dotnet, nothing, []) catch error:{exception, undef, _} -> undef end", "undef")]
    public async Task It_answers(string expression, string answer) => Assert.Equal(answer, await fixture.Beam.EvalAsync(expression));

    [Fact]
    public async Task The_sink_counts_and_starts_again_at_0()
    {
        const string Count = "begin {sink, sys@localhost} ! {count, self()}, receive N -> N after 5000 -> late end end";
        await fixture.Beam.EvalAsync("[{sink, sys@localhost} ! M || M <- [x, {count, x}, {a, b}, <<0:80000>>, {count, self(), 1}]]");
        Assert.Equal("{n,5}", await fixture.Beam.EvalAsync(Count));
        Assert.Equal("{n,0}", await fixture.Beam.EvalAsync(Count));
    }

    [Fact]
    public async Task A_usage_error_and_a_missing_certificate_are_told()
    {
        string program = BuiltProgram.Path("examples/AkkaBeam", "AkkaBeam.dll");
        Assert.Equal(2, (await Command.RunAsync("dotnet", [program])).ExitCode);

        string hocon = Path.GetTempFileName();
        await File.WriteAllTextAsync(hocon, """
            akka.actor.provider = remote
            akka.remote.enabled-transports = ["akka.remote.erl-dist"]
            akka.remote.erl-dist.transport-class = "AkkaErlDist.ErlDistTransport, AkkaErlDist"
            akka.remote.erl-dist.cookie = "secret"
            """);
        CommandResult failed = await Command.RunAsync("dotnet", [program, "--hocon", hocon]);
        File.Delete(hocon);
        Assert.Equal((1, ""), (failed.ExitCode, failed.Output));
        Assert.Contains("Set akka.remote.erl-dist.ssl-dist-optfile", failed.Errors, StringComparison.Ordinal);
    }

    public sealed class Fixture() : ExampleFixture("AkkaBeam", "sys@localhost")
    {
        protected override IEnumerable<string> Arguments(string optFile, string directory)
        {
            string hocon = Path.Combine(directory, "akka-beam.conf");
            File.WriteAllText(hocon, $$"""
                akka {
                  actor.provider = remote
                  remote.enabled-transports = ["akka.remote.erl-dist"]
                  remote.erl-dist {
                    transport-class = "AkkaErlDist.ErlDistTransport, AkkaErlDist"
                    hostname = "localhost"
                    cookie = "secret"
                    ssl-dist-optfile = "{{optFile}}"
                  }
                }
                """);
            return ["--hocon", hocon];
        }
    }
}

/// <summary>How examples/AkkaBeam and its calc end.</summary>
public sealed class AkkaBeamEndSpec(AkkaBeamSpec.Fixture fixture) : IClassFixture<AkkaBeamSpec.Fixture>
{
    [Fact]
    public async Task A_crash_of_calc_is_seen_by_caller_and_monitor_and_ends_calc_alone_and_SIGTERM_ends_all()
    {
        string seen = await fixture.Beam.EvalAsync(
            """
            Ref = monitor(process, {calc, sys@localhost}),
            Call = fun() -> try gen_server:call({calc, sys@localhost}, crash) catch exit:{R, _} -> R end end,
            First = Call(),
            Down = receive {'DOWN', Ref, process, _, Reason} -> Reason after 5000 -> late end,
            {First, Down, Call(), gen_server:call({echo, sys@localhost}, still_here)}
            """);
        Assert.Equal("{crash,crash,noproc,still_here}", seen);

        Task<string> down = fixture.Beam.EvalAsync("monitor_node(sys@localhost, true), receive {nodedown, N} -> N end");
        Assert.Equal(0, await fixture.Program.TerminateAsync());
        Assert.Equal("sys@localhost", await down);
    }
}
