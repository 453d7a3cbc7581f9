using System.Globalization;
using ErlDist.Testing;

namespace AkkaErlDist.Tests.Examples;

/// <summary>examples/Cluster: three members as processes, and its BEAM module, which has one of them killed.</summary>
public sealed class ClusterSpec : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("akka-cluster-").FullName;
    private readonly Dictionary<string, BuiltProgram> _members = [];
    private PrivateEpmd? _epmd;
    private BeamNode? _beam;

    public async Task InitializeAsync()
    {
        CommandResult certs = await Command.RunAsync(
            "dotnet", [BuiltProgram.Path("src/ErlDist.Tool", "erldist-tool.dll"), "certs", _directory, "members@localhost", "beam@localhost"]);
        Assert.True(certs.ExitCode == 0, certs.Errors);
        _epmd = await PrivateEpmd.StartAsync();

        string program = BuiltProgram.Path("examples/Cluster", "Cluster.dll");
        string source = Path.GetFullPath("../../..", Path.GetDirectoryName(program)!);
        string hocon = Path.Combine(_directory, "cluster.conf");
        string conf = await File.ReadAllTextAsync(Path.Combine(source, "cluster.conf"));
        await File.WriteAllTextAsync(hocon, conf.Replace("certs/", _directory + "/", StringComparison.Ordinal));
        int[] ports = [PrivateEpmd.FreePort(), PrivateEpmd.FreePort(), PrivateEpmd.FreePort()];
        BuiltProgram[] members = await Task.WhenAll(ports.Select(port => BuiltProgram.StartAsync(
            program,
            ["--hocon", hocon, port.ToString(CultureInfo.InvariantCulture), ports[0].ToString(CultureInfo.InvariantCulture)],
            new Dictionary<string, string> { ["ERL_EPMD_PORT"] = _epmd.Port.ToString(CultureInfo.InvariantCulture) })));
        foreach (BuiltProgram member in members)
        {
            _members.Add(member.FirstLine.Split(' ')[0], member);
        }

        _beam = await BeamNode.StartAsync(new BeamNodeOptions
        {
            Cookie = "conversation",
            EpmdPort = _epmd.Port,
            ProtoDist = "inet_tls",
            OptFile = Path.Combine(_directory, "beam@localhost.conf"),
            Flags = ["-members", .. _members.Keys],
        });
        await _beam.EvalAsync(
            $$"""{ok, M} = compile:file("{{source}}/auction", [{outdir, "{{_directory}}"}]), {module, M} = code:load_abs("{{_directory}}/auction")""");
    }

    public async Task DisposeAsync()
    {
        foreach (BuiltProgram member in _members.Values)
        {
            await member.DisposeAsync();
        }

        await (_beam?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_epmd?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_member_is_killed_and_no_confirmed_bid_is_missing()
    {
        Assert.Equal("ok", await _beam!.EvalAsync("auction:run()", TimeSpan.FromMinutes(4)));
        Assert.Contains("all 150 confirmed bids are there", _beam.Log, StringComparison.Ordinal);

        string killed = Assert.Single(_members.Keys, member => _beam.Log.Contains("kill -9 of " + member, StringComparison.Ordinal));
        foreach ((string node, BuiltProgram member) in _members.Where(member => member.Key != killed))
        {
            Assert.Equal("true", await _beam.EvalAsync($"lists:member('{node}', nodes(hidden))"));
            Assert.Equal(0, await member.TerminateAsync());
        }
    }

    [Fact]
    public async Task A_usage_error_is_told() =>
        Assert.Equal(2, (await Command.RunAsync("dotnet", [BuiltProgram.Path("examples/Cluster", "Cluster.dll"), "--hocon"])).ExitCode);
}
