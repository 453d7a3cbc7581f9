using System.Diagnostics;
using System.Runtime.CompilerServices;
using ErlDist.Interop.Tests.Nodes;
using ErlDist.Terms;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Peers;

/// <summary>
/// The nodes that others run: erl_call, C nodes by ei, a Java node by JInterface, an Elixir node with <c>:pg</c>, a RabbitMQ broker. Each
/// calls and is called. Run by tests/peers.sh, which installs what they need; skipped elsewhere. docs/peers.md has the table.
/// </summary>
public sealed class PeersSpec(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(60);

    [PeerTheory]
    [InlineData("dotnet version []", "#Bin<49,46,50,46,51>")]
    [InlineData("dotnet double [4]", "8")]
    [InlineData("erlang node", "{0}")]
    public async Task Erl_call_applies_functions(string call, string answer)
    {
        await using ErlangNode node = await StartAsync();
        CommandResult said = await RunAsync(ErlInterface("bin/erl_call"), "-sname", node.Name, "-c", "secret", "-a", call);
        Assert.Equal((0, answer.Replace("{0}", node.Name, StringComparison.Ordinal)), (said.ExitCode, said.Output.Trim()));
    }

    [PeerFact]
    public async Task Erl_call_says_when_a_function_is_not_there()
    {
        await using ErlangNode node = await StartAsync();
        CommandResult said = await RunAsync(ErlInterface("bin/erl_call"), "-sname", node.Name, "-c", "secret", "-a", "no such []");
        Assert.Contains("undef", said.Output + said.Errors, StringComparison.Ordinal);
    }

    [PeerFact]
    public async Task A_C_node_calls_and_sends()
    {
        await using ErlangNode node = await StartAsync();
        await using Mailbox sink = node.CreateMailbox("sink");
        using var directory = new TemporaryDirectory();
        string program = await BuildAsync(directory, "peer");
        CommandResult said = await RunAsync(program, node.Name, "secret");
        Assert.Equal((0, "rpc 8\ncall 40\n"), (said.ExitCode, said.Output));
        Assert.Equal(Atom.Get("from_c"), await sink.ReceiveAsync().AsTask().WaitAsync(s_bound));
    }

    [PeerFact]
    public async Task A_C_node_that_is_dialled_answers()
    {
        await using ErlangNode node = await StartAsync();
        using var directory = new TemporaryDirectory();
        using Process server = Command.Start(await BuildAsync(directory, "server"), ["secret"], Environment);
        try
        {
            Assert.Equal("ready", await LineAsync(server));
            const string C = "cserver@localhost";
            Assert.Equal((Term)42, await node.CallAsync("anything", C, 21)); // No DIST_MONITOR_NAME: the monitor stays here.
            await node.PingAsync(C);
            Assert.Equal($"accepted {node.Name}", await LineAsync(server));
            await node.SendAsync("anything", C, Atom.Get("stop"));
            Assert.Equal("end", await LineAsync(server));
        }
        finally
        {
            Command.Kill(server);
        }
    }

    [PeerFact]
    public async Task A_Java_node_calls_and_is_called()
    {
        await using ErlangNode node = await StartAsync();
        await using Mailbox sink = node.CreateMailbox("sink");
        string jar = Directory.GetDirectories("/usr/lib/erlang/lib", "jinterface-*").Single() + "/priv/OtpErlang.jar";
        using Process java = Command.Start("java", ["-cp", jar, Source("Peer.java"), node.Name, "secret"], Environment);
        try
        {
            var lines = new List<string>();
            while (lines.LastOrDefault() != "ready" && await LineAsync(java) is { } line)
            {
                lines.Add(line);
            }

            Assert.Equal(["rpc 8", "ping true", "call 40", "ready"], lines);
            Assert.Equal(Atom.Get("from_java"), await sink.ReceiveAsync().AsTask().WaitAsync(s_bound));
            Assert.Equal((Term)42, await node.CallAsync("srv", "javapeer@localhost", 21));
        }
        finally
        {
            Command.Kill(java);
        }
    }

    [PeerFact]
    public async Task An_Elixir_node_calls_and_is_called()
    {
        const string Peer = "elixirpeer@localhost";
        await using ErlangNode node = await StartAsync();
        await using Mailbox main = node.CreateMailbox("main");
        Task<CommandResult> elixir = RunAsync("elixir", Source("peer.exs"), node.Name, "secret");
        try
        {
            Assert.Equal(Atom.Get("yours"), await NextAsync(main));
            Assert.Equal((Term)42, await node.CallAsync("srv", Peer, 21));
            Assert.Equal((Term)"ELIXIR", await node.RpcAsync(Peer, "Elixir.String", "upcase", ["elixir"]));
            await main.SendAsync("main", Peer, Atom.Get("enough"));
        }
        finally
        {
            CommandResult said = await elixir;
            Assert.True(said.ExitCode == 0, said.Output + said.Errors);
            Assert.Equal("call 40\nerpc 8\nrpc :badrpc\n", said.Output);
        }
    }

    [PeerTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Subscribers_of_a_Phoenix_PubSub_are_reached_from_both_sides(bool hidden)
    {
        await using ErlangNode node = await StartAsync(hidden);
        PgScope scope = node.StartPg("Elixir.Phoenix.PubSub");
        Atom[] pool = [new("Elixir.App.PubSub.Adapter"), new("Elixir.App.PubSub.Adapter_2")];
        Mailbox[] workers = [.. pool.Select(group => node.CreateMailbox(group.Name))];
        foreach ((Atom group, Mailbox worker) in pool.Zip(workers))
        {
            scope.Join(group, worker.Pid);
        }

        Task<CommandResult> elixir = RunAsync("elixir", Source("pubsub.exs"), node.Name, "secret");
        try
        {
            foreach (Mailbox worker in workers)
            {
                Assert.True(await NextAsync(worker) is ErlTuple and [Atom { Name: "forward_to_local" }, ErlBinary, ErlTuple and [Atom { Name: "hello" }, _], _]);
            }

            // Broadcast to the members elsewhere, and to a worker by its name alone.
            Pid[] theirs = [.. pool.Select(group => Assert.Single(scope.GetMembers(group), p => p.Node.Name == "pubsub@localhost"))];
            await workers[0].SendAsync(theirs[0], Forward("enough"));
            await workers[0].SendAsync(theirs[0], Forward("from_dotnet"));
            await workers[1].SendAsync(pool[1].Name, "pubsub@localhost", Forward("directly"));
            await await Task.WhenAny(workers.Select(UntilDirectAsync));
            await workers[0].DisposeAsync();
            await workers[1].DisposeAsync();
        }
        finally
        {
            CommandResult said = await elixir;
            Assert.True(said.ExitCode == 0, said.Output + said.Errors);
            Assert.EndsWith("received :from_dotnet\nreceived :directly\nleft\n", said.Output, StringComparison.Ordinal);
        }

        static async Task UntilDirectAsync(Mailbox worker)
        {
            while (!Forward("direct").Equals(await NextAsync(worker)))
            {
            }
        }

        static Term Forward(string message) => Term.Tuple(Atom.Get("forward_to_local"), "room:1", Atom.Get(message), Atom.Get("Elixir.Phoenix.PubSub"));
    }

    [PeerFact]
    public async Task A_RabbitMQ_broker_calls_and_is_called()
    {
        const string Rabbit = "rabbitpeer@localhost";
        await using ErlangNode node = await StartAsync();
        using var directory = new TemporaryDirectory();
        var environment = new Dictionary<string, string>(Environment)
        {
            ["HOME"] = directory.Path,
            ["RABBITMQ_NODENAME"] = Rabbit,
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = PrivateEpmd.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["RABBITMQ_DIST_PORT"] = PrivateEpmd.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["RABBITMQ_MNESIA_BASE"] = directory.Path,
            ["RABBITMQ_LOG_BASE"] = directory.Path,
            ["RABBITMQ_LOGS"] = "-",
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(directory.Path, "plugins"),
            ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(directory.Path, "none"),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-setcookie secret",
        };
        using Process broker = Command.Start("/usr/lib/rabbitmq/bin/rabbitmq-server", [], environment);
        try
        {
            var lines = new List<string>();
            while (lines.LastOrDefault()?.Contains("Server startup complete", StringComparison.Ordinal) != true)
            {
                lines.Add(await LineAsync(broker) ?? throw new InvalidOperationException(string.Join('\n', lines)));
            }

            _ = broker.StandardOutput.ReadToEndAsync();
            Assert.Equal(Atom.True, await node.RpcAsync(Rabbit, "rabbit", "is_running", []));
            Assert.Equal(Term.List("/"), await node.RpcAsync(Rabbit, "rabbit_vhost", "list_names", []));
            Assert.Equal(ErlList.Empty, await node.CallAsync("rabbit_node_monitor", Rabbit, Atom.Get("partitions")));
            foreach ((string expression, string answer) in new[]
            {
                ($"rabbit_misc:rpc_call('{node.Name}', dotnet, double, [4], 3000).", "8"),
                ($"gen_server:call({{calc, '{node.Name}'}}, 20, 3000).", "40"),
                ($"rabbit_nodes:is_running('{node.Name}', rabbit).", "false"),
                ($"net_adm:ping('{node.Name}').", "pong"),
            })
            {
                CommandResult said = await Command.RunAsync(
                    "/usr/lib/rabbitmq/bin/rabbitmqctl", ["--node", Rabbit, "--erlang-cookie", "secret", "eval", expression], environment);
                Assert.Equal((0, answer), (said.ExitCode, said.Output.Trim()));
            }

            Assert.Contains(Rabbit, node.ConnectedNodes);
        }
        finally
        {
            Command.Kill(broker);
        }
    }

    private static Task<string?> LineAsync(Process process) => process.StandardOutput.ReadLineAsync().WaitAsync(s_bound);

    private static async Task<string> BuildAsync(TemporaryDirectory directory, string name)
    {
        string program = Path.Combine(directory.Path, name);
        CommandResult built = await Command.RunAsync("gcc",
            ["-Wall", "-o", program, Source($"{name}.c"), "-I", ErlInterface("include"), "-L", ErlInterface("lib"), "-lei", "-lpthread"]);
        Assert.True(built.ExitCode == 0, built.Errors);
        return program;
    }

    private static Task<Term> NextAsync(Mailbox mailbox) => mailbox.ReceiveAsync().AsTask().WaitAsync(s_bound);

    private IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["ERL_EPMD_PORT"] = fixture.Epmd.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["HOME"] = Path.GetTempPath(),
    };

    private Task<CommandResult> RunAsync(string program, params string[] arguments) => Command.RunAsync(program, arguments, Environment);

    private async Task<ErlangNode> StartAsync(bool hidden = true)
    {
        ErlangNode node = await fixture.StartNodeAsync(o => o with { Hidden = hidden });
        node.Export("dotnet", "version", 0, (_, _) => ValueTask.FromResult<Term>("1.2.3"));
        node.Export("dotnet", "double", 1, (arguments, _) => ValueTask.FromResult<Term>(((ErlInteger)arguments[0]).Value * 2));
        node.Serve("calc", (request, _) => ValueTask.FromResult<Term>(((ErlInteger)request).Value * 2));
        return node;
    }

    private static string ErlInterface(string part) =>
        Path.Combine(Directory.GetDirectories("/usr/lib/erlang/lib", "erl_interface-*").Single(), part);

    private static string Source(string file, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, file);
}

/// <summary>A test that needs what tests/peers.sh installs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerFactAttribute : FactAttribute
{
    /// <summary>Why it is skipped; null where it runs.</summary>
    internal const string Reason = "run by tests/peers.sh";

    /// <inheritdoc/>
    public override string? Skip => PeersWanted.Value ? null : Reason;
}

/// <summary>Tests that need what tests/peers.sh installs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerTheoryAttribute : TheoryAttribute
{
    /// <inheritdoc/>
    public override string? Skip => PeersWanted.Value ? null : PeerFactAttribute.Reason;
}

internal static class PeersWanted
{
    public static bool Value => Environment.GetEnvironmentVariable("ERLDIST_TEST_PEERS") == "1";
}
