using System.Diagnostics;
using System.Globalization;
using System.Net;
using ErlDist.Embedding;
using ErlDist.Epmd;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Epmd;

/// <summary>Our EPMD with the programs of OTP: `epmd` as its client, and `erl`.</summary>
public sealed class EpmdServerSpec : IAsyncDisposable
{
    private readonly CapturedLog _log = new();
    private readonly EpmdServer _server;

    public EpmdServerSpec() => _server = EpmdServer.Start(
        new EpmdOptions { Port = 0, ListenAddresses = [IPAddress.Loopback], RelaxedCommandCheck = true }, _log);

    private EpmdClient Client => new(new EpmdOptions { Port = _server.Port, RetryInterval = TimeSpan.FromHours(1), StartServer = false });

    [Fact]
    public async Task Epmd_names_lists_our_node()
    {
        await using EpmdRegistration node = await Client.RegisterAsync(new EpmdEntry("dotnet", 1234));
        CommandResult names = await Epmd("-names");
        Assert.Equal(0, names.ExitCode);
        Assert.Equal($"epmd: up and running on port {_server.Port} with data:\nname dotnet at port 1234\n", names.Output);
    }

    [Fact]
    public async Task Epmd_stop_strikes_a_name_and_kill_ends_the_server()
    {
        await using EpmdRegistration node = await Client.RegisterAsync(new EpmdEntry("dotnet", 1234));
        Assert.Equal("STOPPED\n", (await Epmd("-stop", "dotnet")).Output);
        Assert.Empty(_server.Entries);
        Assert.Equal("Killed\n", (await Epmd("-kill")).Output);
        await _server.Completion.WaitAsync(Command.Bound);
    }

    [Fact]
    public async Task Erl_registers_looks_up_and_lists_as_with_its_own_epmd()
    {
        await using EpmdRegistration node = await Client.RegisterAsync(new EpmdEntry("dotnet", 1234));
        CommandResult erl = await Erl(
            "-sname real@localhost",
            """
            {ok, Names} = erl_epmd:names("localhost"),
            {port, Port, 6} = erl_epmd:port_please("dotnet", "localhost"),
            noport = erl_epmd:port_please("nobody", "localhost"),
            Creation = erlang:system_info(creation),
            io:format("~w ~w ~w", [lists:sort([list_to_atom(N) || {N, _} <- Names]), Port, Creation > 3])
            """);
        Assert.Equal("[dotnet,real] 1234 true", erl.Output);
    }

    [Fact]
    public async Task Two_nodes_find_each_other_and_a_third_of_the_same_name_is_refused()
    {
        using Process first = StartErl("-sname first@localhost -setcookie c", "receive never -> ok end");
        try
        {
            await LoggedAsync("first registered");
            Assert.Equal("pong", (await Erl("-sname second@localhost -setcookie c", "io:format(\"~w\", [net_adm:ping(first@localhost)])")).Output);
            CommandResult third = await Erl("-sname first@localhost", "ok");
            Assert.NotEqual(0, third.ExitCode);
            Assert.Contains("in use by another Erlang node", third.Output + third.Errors, StringComparison.Ordinal);
        }
        finally
        {
            Command.Kill(first);
        }

        await LoggedAsync("first left");
        await LoggedAsync("second left");
        Assert.Empty(_server.Entries);
    }

    [Theory]
    [InlineData("-proto_dist inet6_tcp", 6)]
    [InlineData("-hidden", 6)]
    public async Task Other_kinds_of_nodes_register_too(string flags, int highest)
    {
        using Process erl = StartErl($"-sname kind@localhost {flags}", "receive never -> ok end");
        try
        {
            await LoggedAsync("kind registered");
            Assert.Equal(highest, Assert.Single(_server.Entries).HighestVersion);
        }
        finally
        {
            Command.Kill(erl);
        }
    }

    [Fact]
    public async Task A_node_that_offers_version_5_gets_a_creation_it_can_use()
    {
        var environment = new Dictionary<string, string> { ["ERL_EPMD_DIST_HIGH"] = "5" };
        CommandResult erl = await Erl("-sname old@localhost", "io:format(\"~w\", [erlang:system_info(creation)])", environment);
        Assert.InRange(int.Parse(erl.Output, CultureInfo.InvariantCulture), 1, 3);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task<CommandResult> Epmd(params string[] arguments) => Command.RunAsync("epmd", arguments, Environment());

    private Task<CommandResult> Erl(string flags, string code, Dictionary<string, string>? environment = null) =>
        Command.RunAsync("erl", ErlArguments(flags, code), Environment(environment));

    private System.Diagnostics.Process StartErl(string flags, string code) =>
        Command.Start("erl", ErlArguments(flags, code), Environment());

    private static IEnumerable<string> ErlArguments(string flags, string code) =>
        [.. flags.Split(' '), "-noinput", "-eval", code.ReplaceLineEndings(" ") + ", halt()."];

    private Dictionary<string, string> Environment(Dictionary<string, string>? more = null) => new(more ?? [])
    {
        ["ERL_EPMD_PORT"] = _server.Port.ToString(CultureInfo.InvariantCulture),
        ["HOME"] = Path.GetTempPath(),
    };

    private Task LoggedAsync(string what) => _log.WaitAsync(line => line.Has($"EPMD: {what}"), limit: Command.Bound);
}
