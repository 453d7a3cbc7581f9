using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Tool;

/// <summary>What `erldist certs` makes, with erl and erldist; and what `erldist check` says of each thing that can be wrong.</summary>
public sealed class CertsAndCheckSpec : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("erldist-certs-").FullName;
    private PrivateEpmd? _epmd;

    public async Task InitializeAsync()
    {
        _epmd = await PrivateEpmd.StartAsync();
        CommandResult certs = await Run("certs", Good, "a@localhost", "b@localhost");
        Assert.Equal(0, certs.ExitCode);
        Assert.Equal($"{Conf("a@localhost")}\n{Conf("b@localhost")}\n", certs.Output);
    }

    public async Task DisposeAsync()
    {
        await _epmd!.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private string Good => Path.Combine(_directory, "good dir");

    [Fact]
    public async Task Erl_and_erldist_take_the_same_files_and_talk_at_the_first_try()
    {
        await using BeamNode beam = await StartBeam(Conf("a@localhost"));
        Assert.Equal(new CommandResult(0, "pong\n", ""), await Run([.. Tls("ping", "b@localhost"), "-sname", "b@localhost"]));

        await using BuiltProgram serve = await Erldist.StartServingAsync(
            _epmd!.Port, ["serve", "-sname", "b@localhost", "-setcookie", "secret", "-proto_dist", "inet_tls", "-ssl_dist_optfile", Conf("b@localhost")]);
        Assert.Equal("pong", await beam.EvalAsync("net_adm:ping(b@localhost)"));
        Assert.Equal("3", await beam.EvalAsync("gen_server:call({calc, b@localhost}, {add, 1, 2})"));
    }

    [Fact]
    public async Task A_second_call_adds_nodes_under_the_same_authority_and_keys_are_private()
    {
        string authority = await File.ReadAllTextAsync(Path.Combine(Good, "ca.pem"));
        Assert.Equal(0, (await Run("certs", Good, "c@localhost")).ExitCode);
        Assert.Equal(authority, await File.ReadAllTextAsync(Path.Combine(Good, "ca.pem")));
        foreach (string secret in new[] { "ca.key", "c@localhost.pem" })
        {
            UnixFileMode mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(Path.Combine(Good, secret));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
        }
    }

    [Theory]
    [InlineData("x@127.0.0.1")]
    [InlineData("x@::1")]
    public async Task Hosts_may_be_addresses(string node)
    {
        Assert.Equal(0, (await Run("certs", Good, node)).ExitCode);
        CommandResult text = await Command.RunAsync("erl", ["-noinput", "-eval", $"{{ok, B}} = file:read_file(\"{Good}/{node}.pem\"), io:format(\"~w\", [length(public_key:pem_decode(B))]), halt()."]);
        Assert.Equal("2", text.Output);
    }

    [Fact]
    public async Task Check_goes_all_steps_and_says_what_it_found()
    {
        await using BeamNode beam = await StartBeam(Conf("a@localhost"));
        CommandResult check = await Run(Tls("check", "b@localhost"));
        Assert.Equal((0, ""), (check.ExitCode, check.Errors));
        string[] lines = check.Output.TrimEnd().Split('\n');
        Assert.Equal(["EPMD", "TCP", "TLS", "certificate", "handshake", "cookie", "flags", "own", "clock", "ticktime", "wayback"], lines.Select(l => l.Split(' ')[0]));
        Assert.All(lines, l => Assert.Matches("^[A-Za-z]+ +ok, ", l));
        Assert.Contains("Tls13", lines[2], StringComparison.Ordinal);
        Assert.Contains("verified: a certificate for localhost, a@localhost", lines[3], StringComparison.Ordinal);
        Assert.Contains("OTP", lines[6], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_over_plain_TCP_says_that_all_is_in_the_clear()
    {
        await using BeamNode beam = await StartBeam(null);
        CommandResult check = await Run("check", "a@localhost", "-setcookie", "secret");
        Assert.Equal(0, check.ExitCode);
        Assert.Contains("in the clear", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_finds_that_the_node_has_no_TLS()
    {
        await using BeamNode beam = await StartBeam(null);
        await FindsWrong("TLS", "plain TCP", Tls("check", "b@localhost"));
    }

    [Fact]
    public async Task Check_finds_that_only_the_node_has_TLS()
    {
        await using BeamNode beam = await StartBeam(Conf("a@localhost"));
        await FindsWrong("TLS", "speaks TLS", ["check", "a@localhost", "-setcookie", "secret"]);
    }

    [Fact]
    public async Task Check_finds_a_certificate_of_another_authority()
    {
        string other = Path.Combine(_directory, "other");
        await Run("certs", other, "a@localhost");
        await using BeamNode beam = await StartBeam(Path.Combine(other, "a@localhost.conf"));
        await FindsWrong("certificate", "CN=ErlDist development CA", Tls("check", "b@localhost"));
    }

    [Fact]
    public async Task Check_finds_that_the_node_does_not_take_our_certificate()
    {
        // The node trusts another authority; its own certificate is one that we trust.
        string other = Path.Combine(_directory, "other");
        await Run("certs", other, "a@localhost");
        string conf = (await File.ReadAllTextAsync(Conf("a@localhost"))).Replace($"{Good}/ca.pem", $"{other}/ca.pem", StringComparison.Ordinal);
        string mixed = Path.Combine(_directory, "mixed.conf");
        await File.WriteAllTextAsync(mixed, conf);
        await using BeamNode beam = await StartBeam(mixed);
        await FindsWrong("certificate", "nknown", Tls("check", "b@localhost"));
    }

    [Fact]
    public async Task Check_finds_a_certificate_for_another_host_and_says_which()
    {
        await Run("certs", Good, "a@elsewhere");
        await using BeamNode beam = await StartBeam(Conf("a@elsewhere"));
        await FindsWrong("certificate", "a certificate for elsewhere, a@elsewhere", Tls("check", "b@localhost"));
    }

    [Fact]
    public async Task Check_finds_another_cookie()
    {
        await using BeamNode beam = await StartBeam(Conf("a@localhost"));
        await FindsWrong("cookie", ".erlang.cookie", Tls("check", "b@localhost", cookie: "other"));
    }

    [Fact]
    public async Task Check_asks_the_node_whether_it_could_dial_us()
    {
        await using BeamNode beam = await StartBeam(Conf("a@localhost"));
        CommandResult check = await Run([.. Tls("check", "b@localhost"), "-sname", "b@localhost"]);
        Assert.Equal((0, ""), (check.ExitCode, check.Errors));
        Assert.Matches("wayback +ok, a@localhost reaches b@localhost at localhost:[0-9]+", check.Output);
    }

    [Fact]
    public async Task Check_finds_that_the_node_cannot_dial_us()
    {
        await using BeamNode beam = await StartBeam(Conf("a@localhost"));

        // The BEAM asks the EPMD of that host for us.
        CommandResult check = await Run([.. Tls("check", "b@localhost"), "-sname", "b@no-such-host"]);
        Assert.Equal(1, check.ExitCode);
        Assert.Matches("wayback +WRONG: ", check.Output);
    }

    [Fact]
    public async Task Check_finds_another_tick_time()
    {
        await using BeamNode beam = await StartBeam(Conf("a@localhost"));
        CommandResult check = await Run([.. Tls("check", "b@localhost"), "-kernel", "net_ticktime", "8"]);
        Assert.Equal(1, check.ExitCode);
        Assert.Matches("ticktime +WRONG: 60 s there and 8 s here", check.Output);
    }

    [Fact]
    public async Task Show_and_renew_tell_and_replace_certificates()
    {
        string before = await File.ReadAllTextAsync(Path.Combine(Good, "b@localhost.pem"));
        CommandResult shown = await Run("certs", "show", Good, "--json");
        Assert.Equal((0, ""), (shown.ExitCode, shown.Errors));
        Assert.Contains("\"names\":[\"localhost\",\"b@localhost\",\"127.0.0.1\",\"::1\"]", shown.Output, StringComparison.Ordinal);
        Assert.All(shown.Output.TrimEnd().Split('\n'), l => Assert.Matches("\"days_left\":[0-9]+}$", l));

        Assert.Equal(new CommandResult(0, Path.Combine(Good, "b@localhost.pem") + "\n", ""), await Run("certs", "renew", Good, "b@localhost"));
        Assert.NotEqual(before, await File.ReadAllTextAsync(Path.Combine(Good, "b@localhost.pem")));
        await using BeamNode beam = await StartBeam(Conf("a@localhost"));
        Assert.Equal("pong\n", (await Run(Tls("ping", "b@localhost"))).Output);

        Assert.Equal(2, (await Run("certs", "renew", Good, "z@localhost")).ExitCode);
        Assert.Equal(2, (await Run("certs", "show", Path.Combine(Good, "none.pem"))).ExitCode);
    }

    [Fact]
    public async Task Check_finds_that_there_is_no_such_node_and_says_which_there_are()
    {
        await using BeamNode beam = await StartBeam(null);
        await FindsWrong("EPMD", "no node 'z' but a.", ["check", "z@localhost", "-setcookie", "secret"]);
    }

    [Fact]
    public async Task Check_finds_that_nothing_listens()
    {
        string port = $"{PrivateEpmd.FreePort()}";
        await FindsWrong("TCP", "Nothing listens", ["check", "z@localhost", "-setcookie", "secret", "-erl_epmd_port", port, "-dist_listen", "false"]);
    }

    private string Conf(string node) => Path.Combine(Good, node + ".conf");

    private string[] Tls(string command, string ours, string cookie = "secret") =>
        [command, "a@localhost", "-setcookie", cookie, "-proto_dist", "inet_tls", "-ssl_dist_optfile", Conf(ours)];

    private Task<BeamNode> StartBeam(string? conf) => BeamNode.StartAsync(new BeamNodeOptions
    {
        Name = "a@localhost",
        EpmdPort = _epmd!.Port,
        ProtoDist = conf is null ? null : "inet_tls",
        OptFile = conf,
    });

    private Task<CommandResult> Run(params string[] arguments) => Erldist.RunAsync(_epmd!.Port, arguments);

    private async Task FindsWrong(string step, string why, string[] arguments)
    {
        CommandResult check = await Run(arguments);
        Assert.Equal((1, ""), (check.ExitCode, check.Errors));
        string[] lines = check.Output.TrimEnd().Split('\n');
        Assert.All(lines[..^1], l => Assert.Contains(" ok, ", l, StringComparison.Ordinal));
        Assert.Matches($"^{step} +WRONG: ", lines[^1]);
        Assert.Contains(why, lines[^1], StringComparison.Ordinal);
    }
}
