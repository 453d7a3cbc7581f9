using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ErlDist.Embedding;
using ErlDist.Terms;
using ErlDist.Testing;
using ErlDist.Wire;

namespace ErlDist.Interop.Tests.Tool;

/// <summary>What the commands have in common: Erlang text for names, what remote processes print, our own options, signals.</summary>
public sealed class OptionsSpec(ToolFixture fixture) : IClassFixture<ToolFixture>
{
    [Theory]
    [InlineData("[\"hello~n\"]", "hello\nok\n")]
    [InlineData("[\"hello\"]", "hello\nok\n")]
    [InlineData("[\"~w~n~ts~n\",[{a,b},\"\\x{e4}\"]]", "{a,b}\nä\nok\n")]
    public async Task Call_prints_what_the_function_prints_and_then_its_result(string arguments, string output) =>
        Assert.Equal(new CommandResult(0, output, ""), await Run("call", "beam@localhost", "io", "format", arguments, "-setcookie", "secret"));

    [Theory]
    [InlineData("'a b'")]
    [InlineData("a b")]
    [InlineData("'Elixir.Shop'")]
    [InlineData("Elixir.Shop")]
    public async Task Names_are_Erlang_text(string name)
    {
        await fixture.Beam.EvalAsync(
            """
            [case whereis(N) of
                 undefined -> register(N, spawn(fun F() -> receive {'$gen_call', From, M} -> gen_server:reply(From, {N, M}), F() end end));
                 _ -> ok
             end || N <- ['a b', 'Elixir.Shop']]
            """);
        Assert.Equal(
            new CommandResult(0, $"{{'{name.Trim('\'')}',1}}\n", ""),
            await Run("gencall", "beam@localhost", name, "1", "-setcookie", "secret"));
    }

    [Fact]
    public async Task Json_is_an_object_a_line_and_so_are_errors()
    {
        CommandResult called = await Run("call", "beam@localhost", "io", "format", "[\"x~n\"]", "--json", "-setcookie", "secret");
        Assert.Equal(["""{"output":"x\n"}""", """{"node":"beam@localhost","result":"ok"}"""], called.Output.TrimEnd().Split('\n'));

        JsonElement names = JsonDocument.Parse((await Run("names", "--json")).Output).RootElement;
        Assert.Equal("beam", names.GetProperty("name").GetString());
        Assert.InRange(names.GetProperty("port").GetInt32(), 1, 65535);

        CommandResult pang = await Run("ping", "nobody@localhost", "--json", "-setcookie", "secret");
        Assert.Equal((1, "{\"node\":\"nobody@localhost\",\"result\":\"pang\"}\n"), (pang.ExitCode, pang.Output));
        Assert.Equal(1, JsonDocument.Parse(pang.Errors).RootElement.GetProperty("exit_code").GetInt32());
    }

    [Fact]
    public async Task Timeout_bounds_a_command_and_lengthens_gencall()
    {
        CommandResult late = await Run("call", "beam@localhost", "timer", "sleep", "[infinity]", "--timeout", "0.7", "-setcookie", "secret");
        Assert.Equal((1, ""), (late.ExitCode, late.Output));
        Assert.Contains("--timeout", late.Errors, StringComparison.Ordinal);
        Assert.Equal("pang\n", (await Run("ping", "beam@localhost", "--timeout", "0.001", "-setcookie", "secret")).Output);
    }

    [Fact]
    public async Task Ctrl_C_ends_with_130_without_a_word()
    {
        await fixture.Beam.EvalAsync("register(waited_for, spawn(fun() -> receive {'$gen_call', _, _} -> unregister(waited_for), register(called, self()), receive stop -> ok end end end))");

        // A shell that is no terminal's lets its background ignore the signal; Perl gives it back.
        using Process process = Command.Start(
            "perl",
            ["-e", "$SIG{INT} = 'DEFAULT'; exec @ARGV", "dotnet", Erldist.Assembly, "gencall", "beam@localhost", "waited_for", "x", "--timeout", "60", "-setcookie", "secret"],
            new Dictionary<string, string> { ["ERL_EPMD_PORT"] = fixture.EpmdPort.ToString(CultureInfo.InvariantCulture) });
        await fixture.Beam.EventuallyAsync("is_pid(whereis(called))");
        await Command.RunAsync("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        (string, string) texts = (await process.StandardOutput.ReadToEndAsync(), await process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Command.Bound);
        Assert.Equal((130, ("", "")), (process.ExitCode, texts));
    }

    /// <summary>watch goes on for ever, and here says something every second.</summary>
    [Theory]
    [InlineData("watch beam@localhost beat --interval 0.1 -setcookie secret | head -n 1", "141 node beam@localhost up")]
    [InlineData("names > /dev/full", "1 ")]
    public async Task Output_that_nobody_takes_ends_the_command(string command, string outcome)
    {
        await fixture.Beam.EvalAsync("spawn(fun F() -> catch register(beat, spawn(fun() -> receive after 300 -> exit(over) end end)), receive after 100 -> F() end end)");
        string script = $"set -o pipefail; out=$(dotnet {Erldist.Assembly} {command}); echo $? \"${{out#* }}\"";
        CommandResult shell = await Command.RunAsync(
            "timeout", ["60", "bash", "-c", script], new Dictionary<string, string> { ["ERL_EPMD_PORT"] = fixture.EpmdPort.ToString(CultureInfo.InvariantCulture) });
        Assert.Equal(outcome + "\n", shell.Output);
        Assert.DoesNotContain("   at ", shell.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profiles_keep_flags_and_show_no_secrets()
    {
        var home = new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = Directory.CreateTempSubdirectory("erldist-profiles-").FullName };
        CommandResult added = await Erldist.RunAsync(fixture.EpmdPort, ["profile", "add", "prod", "-setcookie", "secret", "-ssl_dist_opt", "server_password", "hush"], home);
        Assert.Equal(new CommandResult(0, "prod: -setcookie *** -ssl_dist_opt server_password ***\n", ""), added);
        Assert.Equal(added, await Erldist.RunAsync(fixture.EpmdPort, ["profile", "list"], home));
        Assert.Equal("pong\n", (await Erldist.RunAsync(fixture.EpmdPort, ["ping", "beam@localhost", "-p", "prod", "-proto_dist", "inet_tcp"], home)).Output);

        // What stands on the line counts before it.
        Assert.Equal("pang\n", (await Erldist.RunAsync(
            fixture.EpmdPort, ["ping", "beam@localhost", "-p", "prod", "-proto_dist", "inet_tcp", "-setcookie", "other"], home)).Output);
        Assert.Equal(0, (await Erldist.RunAsync(fixture.EpmdPort, ["profile", "remove", "prod"], home)).ExitCode);
        Assert.Equal(2, (await Erldist.RunAsync(fixture.EpmdPort, ["profile", "show", "prod"], home)).ExitCode);
    }

    [Fact]
    public async Task Help_of_a_command_has_the_flags_and_an_example()
    {
        string[] commands = new[] { "names", "ping", "call", "gencall", "send", "serve", "check", "watch", "top", "bench", "certs", "epmd", "stubs", "profile", "completion" };
        foreach (CommandResult help in await Task.WhenAll(commands.Select(c => Run(c, "--help"))))
        {
            Assert.Equal((0, ""), (help.ExitCode, help.Errors));
            Assert.Contains("-ssl_dist_optfile FILE", help.Output, StringComparison.Ordinal);
            Assert.Matches("\nExample:\n.*erldist ", help.Output);
        }
    }

    [Fact]
    public async Task Bash_completes_commands_and_flags()
    {
        CommandResult completed = await Command.RunAsync(
            "bash",
            [
                "-c",
                "source <(dotnet \"$0\" completion bash); complete() { COMP_WORDS=(\"$@\") COMP_CWORD=$(($# - 1)); _erldist; echo \"${COMPREPLY[@]}\"; }; "
                + "complete erldist gen; complete erldist ping -ssl_dist_optf; complete erldist certs sh; complete erldist top --inter",
                Erldist.Assembly,
            ]);
        Assert.Equal("gencall\n-ssl_dist_optfile\nshow\n--interval\n", completed.Output);
    }

    [Fact]
    public async Task Top_bench_and_watch_tell_of_a_node()
    {
        CommandResult top = await Run("top", "beam@localhost", "--rows", "50", "-setcookie", "secret");
        Assert.Equal((0, ""), (top.ExitCode, top.Errors));
        Assert.Matches("^beam@localhost, up .*, memory [0-9.]+ MiB, [0-9]+ processes, run queue", top.Output);
        Assert.Contains("net_kernel", top.Output, StringComparison.Ordinal);

        CommandResult bench = await Run("bench", "beam@localhost", "--seconds", "0.2", "-setcookie", "secret");
        Assert.Equal(["round", "calls", "bytes"], bench.Output.TrimEnd().Split('\n').Select(l => l.Split(' ')[0]));

        await fixture.Beam.EvalAsync("register(watched, spawn(fun() -> receive die -> exit(tired) end end))");
        using Process watch = Erldist.Start(fixture.EpmdPort, ["watch", "beam@localhost", "watched", "--interval", "0.2", "--timeout", "20", "-setcookie", "secret"]);
        using var limit = new CancellationTokenSource(Command.Bound);
        Assert.EndsWith("node beam@localhost up", await watch.StandardOutput.ReadLineAsync(limit.Token), StringComparison.Ordinal);
        Assert.EndsWith("process watched up", await watch.StandardOutput.ReadLineAsync(limit.Token), StringComparison.Ordinal);
        await fixture.Beam.EvalAsync("watched ! die");
        Assert.EndsWith("process watched down: tired", await watch.StandardOutput.ReadLineAsync(limit.Token), StringComparison.Ordinal);
        Command.Kill(watch);
    }

    [Fact]
    public async Task A_peer_that_gives_no_dynamic_names_is_named_so()
    {
        // As JInterface does: it reads a name without an @ and closes.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Task<CommandResult> ping = Run("ping", "java@localhost", "-setcookie", "secret", "-erl_epmd_port", $"{port}", "-dist_listen", "false");
        using (TcpClient client = await listener.AcceptTcpClientAsync())
        {
            Assert.NotEqual(0, await client.GetStream().ReadAsync(new byte[100]));
        }

        CommandResult pang = await ping;
        Assert.Equal((1, "pang\n"), (pang.ExitCode, pang.Output));
        Assert.Contains("gives no dynamic names", pang.Errors, StringComparison.Ordinal);
        Assert.Contains("-sname", pang.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_says_which_flags_a_peer_lacks_and_what_follows()
    {
        await using ErlangNode poor = await ErlangNode.StartAsync(new ErlangNodeOptions
        {
            Name = "poor@localhost",
            Cookie = new("secret"),
            ProtoDist = "inet_tcp",
            Epmd = new() { Port = fixture.EpmdPort },
            Flags = DistributionFlagSets.Mandatory26 | DistributionFlags.DistMonitorName,
        });
        CommandResult check = await Run("check", "poor@localhost", "-setcookie", "secret", "-sname", "me@localhost");
        Assert.Contains("no BEAM", check.Output, StringComparison.Ordinal);
        Assert.Contains("lacks DIST_MONITOR (no monitors", check.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("lacks DIST_MONITOR_NAME", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_commands_serve_with_a_peer_that_cannot_be_monitored()
    {
        // As JInterface: neither DIST_MONITOR nor DIST_MONITOR_NAME, and no functions for others.
        await using ErlangNode poor = await ErlangNode.StartAsync(new ErlangNodeOptions
        {
            Name = "jlike@localhost",
            Cookie = new("secret"),
            ProtoDist = "inet_tcp",
            Epmd = new() { Port = fixture.EpmdPort },
            Flags = DistributionFlagSets.Hidden & ~(DistributionFlags.DistMonitor | DistributionFlags.DistMonitorName | DistributionFlags.Spawn),
        });
        poor.Serve("srv", (request, _) => ValueTask.FromResult(request));
        await using Mailbox box = poor.CreateMailbox("box");
        string[] own = ["-setcookie", "secret", "-sname", "visitor@localhost"];
        Assert.Equal(new CommandResult(0, "pong\n", ""), await Run(["ping", "jlike@localhost", .. own]));
        Assert.Equal(new CommandResult(0, "{a,1}\n", ""), await Run(["gencall", "jlike@localhost", "srv", "{a,1}", .. own]));
        Assert.Equal(new CommandResult(0, "", ""), await Run(["send", "jlike@localhost", "box", "hello", .. own]));
        Assert.Equal(Atom.Get("hello"), await box.ReceiveAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(1, (await Run(["call", "jlike@localhost", "m", "f", "[]", .. own])).ExitCode);
    }

    [Fact]
    public async Task A_reason_of_20_MB_is_a_short_line()
    {
        await fixture.Beam.EvalAsync("register(bulky, spawn(fun() -> receive {'$gen_call', _, _} -> exit({bulky, binary:copy(<<7>>, 20000000)}) end end))");
        CommandResult ended = await Run("gencall", "beam@localhost", "bulky", "go", "-setcookie", "secret");
        Assert.Equal((1, ""), (ended.ExitCode, ended.Output));
        Assert.Contains("bulky", ended.Errors, StringComparison.Ordinal);
        Assert.InRange(ended.Errors.Length, 1, 2000);
    }

    private Task<CommandResult> Run(params string[] arguments) => Erldist.RunAsync(fixture.EpmdPort, arguments);
}
