using System.Globalization;
using ErlDist.Testing;

namespace AkkaErlDist.Tests.Examples;

/// <summary>
/// A BEAM node over TLS with certificates of <c>erldist certs</c> on the one side, a built example on the other, as anybody
/// would run them who knows the documentation alone.
/// </summary>
public abstract class ExampleFixture(string project, string node) : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("akka-example-").FullName;
    private PrivateEpmd? _epmd;
    private BeamNode? _beam;
    private BuiltProgram? _program;

    public BeamNode Beam => _beam!;

    public BuiltProgram Program => _program!;

    /// <summary>What a program of the command line needs to find nodes.</summary>
    public IReadOnlyDictionary<string, string> EpmdEnvironment => new Dictionary<string, string>
    {
        ["ERL_EPMD_PORT"] = _epmd!.Port.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Other nodes that get a certificate.</summary>
    protected virtual IReadOnlyList<string> OtherNodes => [];

    public async Task InitializeAsync()
    {
        CommandResult certs = await Command.RunAsync(
            "dotnet", [BuiltProgram.Path("src/ErlDist.Tool", "erldist-tool.dll"), "certs", _directory, node, "beam@localhost", .. OtherNodes]);
        Assert.True(certs.ExitCode == 0, certs.Errors);
        _epmd = await PrivateEpmd.StartAsync();
        Task<BeamNode> beam = BeamNode.StartAsync(new BeamNodeOptions
        {
            EpmdPort = _epmd.Port,
            ProtoDist = "inet_tls",
            OptFile = Path.Combine(_directory, "beam@localhost.conf"),
        });
        _program = await BuiltProgram.StartAsync(
            BuiltProgram.Path("examples/" + project, project + ".dll"),
            Arguments(Path.Combine(_directory, node + ".conf"), _directory),
            EpmdEnvironment);
        _beam = await beam;
    }

    public async Task DisposeAsync()
    {
        await (_program?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_beam?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_epmd?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>The TLS options of a node.</summary>
    public string OptFile(string name) => Path.Combine(_directory, name + ".conf");

    /// <summary>The example's arguments.</summary>
    /// <param name="optFile">The TLS options for its node.</param>
    /// <param name="directory">A directory for whatever it reads.</param>
    protected abstract IEnumerable<string> Arguments(string optFile, string directory);
}
