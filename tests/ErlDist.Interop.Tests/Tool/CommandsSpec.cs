using System.Globalization;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Tool;

/// <summary>The commands that go to a node, against a BEAM: what they print and how they end.</summary>
public sealed class CommandsSpec(ToolFixture fixture) : IClassFixture<ToolFixture>
{
    [Fact]
    public async Task Names_prints_a_line_a_node()
    {
        CommandResult names = await Run("names");
        Assert.Equal(0, names.ExitCode);
        Assert.Matches("^name beam at port [0-9]+\n$", names.Output);
        Assert.Equal(names.Output, (await Run("names localhost")).Output);
    }

    [Theory]
    [InlineData("ping beam@localhost -setcookie secret")]
    [InlineData("-setcookie secret ping beam@localhost")]
    [InlineData("-sname me@localhost -setcookie beam@localhost secret ping -setcookie other beam@localhost")]
    [InlineData("ping beam@localhost -sname undefined -setcookie secret -proto_dist inet_tcp")]
    [InlineData("ping beam@localhost -sname me2@localhost -setcookie secret -hidden -dist_listen false -kernel net_ticktime 8")]
    public async Task Ping_prints_pong(string line)
    {
        CommandResult pong = await Run(line);
        Assert.Equal(new CommandResult(0, "pong\n", ""), pong);
    }

    [Fact]
    public async Task Flags_come_from_the_environment_too_and_the_cookie_from_the_home_directory()
    {
        var flags = new Dictionary<string, string> { ["ERL_FLAGS"] = "+K true -noinput -setcookie 'secret'" };
        Assert.Equal("pong\n", (await Erldist.RunAsync(fixture.EpmdPort, ["ping", "beam@localhost"], flags)).Output);

        string home = Directory.CreateTempSubdirectory("erldist-home-").FullName;
        await File.WriteAllTextAsync(Path.Combine(home, ".erlang.cookie"), "secret\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(home, ".erlang.cookie"), UnixFileMode.UserRead);
        }

        var homes = new Dictionary<string, string> { ["HOME"] = home };
        Assert.Equal("pong\n", (await Erldist.RunAsync(fixture.EpmdPort, ["ping", "beam@localhost"], homes)).Output);
        Directory.Delete(home, recursive: true);
    }

    [Theory]
    [InlineData("beam@localhost -setcookie wrong", "cookie")]
    [InlineData("nobody@localhost -setcookie secret", "nobody")]
    [InlineData("beam@no-such-host.invalid -setcookie secret", "no-such-host.invalid")]
    [InlineData("beam@localhost -setcookie secret -sname beam@localhost", "another node on this machine has it")]
    public async Task Ping_prints_pang_and_why(string line, string why)
    {
        CommandResult pang = await Run("ping " + line);
        Assert.Equal((1, "pang\n"), (pang.ExitCode, pang.Output));
        Assert.Contains(why, pang.Errors, StringComparison.Ordinal);
        Assert.Single(pang.Errors.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("lists", "reverse", "[[1,2,3]]", "[3,2,1]")]
    [InlineData("erlang", "node", "[]", "beam@localhost")]
    [InlineData("erlang", "list_to_tuple", "[[a,\"b\",<<\"c\">>,1.5,#{x => 'Y z'}]]", "{a,\"b\",<<\"c\">>,1.5,#{x => 'Y z'}}")]
    [InlineData("erlang", "bsl", "[1,100]", "1267650600228229401496703205376")]
    public async Task Call_prints_the_result_of_rpc(string module, string function, string arguments, string result)
    {
        CommandResult called = await Erldist.RunAsync(
            fixture.EpmdPort, ["call", "beam@localhost", module, function, arguments, "-setcookie", "secret"]);
        Assert.Equal(new CommandResult(0, result + "\n", ""), called);
    }

    [Theory]
    [InlineData("erlang", "error", "[oops]", "oops")]
    [InlineData("erlang", "throw", "[ball]", "ball")]
    [InlineData("erlang", "exit", "[enough]", "enough")]
    [InlineData("no_module", "no_function", "[]", "undef")]
    public async Task Call_ends_with_1_when_the_function_raises(string module, string function, string arguments, string why)
    {
        CommandResult called = await Erldist.RunAsync(
            fixture.EpmdPort, ["call", "beam@localhost", module, function, arguments, "-setcookie", "secret"]);
        Assert.Equal((1, ""), (called.ExitCode, called.Output));
        Assert.Contains(why, called.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gencall_prints_the_reply_or_that_there_is_no_such_process()
    {
        await fixture.Beam.LoadModuleAsync(
            """
            -module(adder).
            -export([start/0, init/1, handle_call/3, handle_cast/2]).
            start() -> gen_server:start({local, adder}, adder, [], []).
            init([]) -> {ok, []}.
            handle_call({add, A, B}, _, S) -> {reply, A + B, S}.
            handle_cast(_, S) -> {noreply, S}.
            """);
        await fixture.Beam.EvalAsync("adder:start()");
        CommandResult reply = await Erldist.RunAsync(fixture.EpmdPort, ["gencall", "beam@localhost", "adder", "{add, 1, -5}", "-setcookie", "secret"]);
        Assert.Equal(new CommandResult(0, "-4\n", ""), reply);

        CommandResult none = await Run("gencall beam@localhost nobody x -setcookie secret");
        Assert.Equal((1, ""), (none.ExitCode, none.Output));
        Assert.Contains("noproc", none.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_prints_nothing_and_has_arrived_when_it_ends()
    {
        await fixture.Beam.EvalAsync("register(receiver, spawn(fun F() -> receive M -> put(got, M), F() end end))");
        CommandResult sent = await Erldist.RunAsync(fixture.EpmdPort, ["send", "beam@localhost", "receiver", "{hello, -1}", "-setcookie", "secret"]);
        Assert.Equal(new CommandResult(0, "", ""), sent);
        await fixture.Beam.EventuallyAsync("process_info(whereis(receiver), dictionary) =:= {dictionary, [{got, {hello, -1}}]}");
    }

    [Fact]
    public async Task A_visitor_is_hidden_whatever_its_name()
    {
        CommandResult nodes = await Erldist.RunAsync(
            fixture.EpmdPort, ["call", "beam@localhost", "erlang", "nodes", "-sname", "visitor@localhost", "-setcookie", "secret"]);
        Assert.Equal("[]\n", nodes.Output);
    }

    public static TheoryData<string, string> WrongLines => new()
    {
        { "ping beam@localhost -setcookie c --tiemout 3", "--timeout" },
        { "certs /tmp/x a@localhost --json --frob", "--frob" },
        { "ping beam@localhost -setcookie c --timeout soon", "--timeout" },
        { "ping beam@localhost -p none", "'none'" },
        { "gencall beam@localhost 'a 1 -setcookie c", "NAME" },
        { "completion tcsh", "tcsh" },
        { "stubs Shop.dll", "--erlang DIR" },
        { "stubs /nowhere/Shop.dll --erlang /tmp", "/nowhere/Shop.dll" },
        { "dance", "'dance'" },
        { "pign beam@localhost", "Did you mean ping?" },
        { "ping", "ping" },
        { "ping beam", "'beam'" },
        { "ping beam@localhost extra", "extra" },
        { "ping beam@localhost -eval x", "-eval" },
        { "ping beam@localhost -proto_dist carrier_pigeon", "carrier_pigeon" },
        { "ping beam@localhost -setcookie", "-setcookie" },
        { "ping beam@localhost -name @ -setcookie c", "'@'" },
        { "ping beam@localhost -setcookie c -proto_dist inet_tls", "-ssl_dist_optfile" },
        { "ping beam@localhost -setcookie c -ssl_dist_optfile /no/such.conf", "/no/such.conf" },
        { "call beam@localhost lists reverse [1, -setcookie c", "ARGS" },
        { "call beam@localhost lists reverse {} -setcookie c", "list" },
        { "send beam@localhost name }{ -setcookie c", "TERM" },
        { "serve -setcookie c", "-sname" },
        { "serve -sname x@localhost -dist_listen false -setcookie c", "-dist_listen" },
        { "certs /tmp/x no-node", "no-node" },
        { "certs /proc/no a@localhost", "/proc/no" },
        { "check", "check" },
    };

    [Theory]
    [MemberData(nameof(WrongLines))]
    public async Task A_wrong_line_ends_with_2_and_says_what_is_wrong(string line, string named)
    {
        CommandResult wrong = await Erldist.RunAsync(fixture.EpmdPort, line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((2, ""), (wrong.ExitCode, wrong.Output));
        Assert.Contains(named, wrong.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", wrong.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ERL_EPMD_PORT", "x")]
    [InlineData("ERL_FLAGS", "-proto_dist pigeon")]
    public async Task A_wrong_environment_ends_with_2_and_names_the_value(string variable, string value)
    {
        var environment = new Dictionary<string, string> { [variable] = value };
        CommandResult wrong = variable == "ERL_EPMD_PORT"
            ? await Command.RunAsync("dotnet", [Erldist.Assembly, "names"], environment)
            : await Erldist.RunAsync(fixture.EpmdPort, ["ping", "beam@localhost"], environment);
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains(value.Split(' ')[^1], wrong.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("ping --help")]
    [InlineData("help")]
    [InlineData("help ping")]
    [InlineData("ping -setcookie c -?")]
    public async Task Help_is_no_error(string line)
    {
        CommandResult help = await Erldist.RunAsync(fixture.EpmdPort, line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((0, ""), (help.ExitCode, help.Errors));
        Assert.Contains("erldist", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_EPMD_is_said_with_the_place()
    {
        int port = PrivateEpmd.FreePort();
        foreach (string line in new[] { "names", "ping beam@localhost -setcookie secret", "check beam@localhost -setcookie secret" })
        {
            CommandResult none = await Erldist.RunAsync(port, line);
            Assert.Equal(1, none.ExitCode);
            Assert.Contains($"localhost:{port.ToString(CultureInfo.InvariantCulture)}", none.Output + none.Errors, StringComparison.Ordinal);
        }
    }

    private Task<CommandResult> Run(string line) => Erldist.RunAsync(fixture.EpmdPort, line);
}
