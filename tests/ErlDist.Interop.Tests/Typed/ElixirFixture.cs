using System.Diagnostics;
using ErlDist.Interop.Tests.Nodes;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Typed;

/// <summary>A BEAM node with Elixir's libraries and the modules of shop.ex and of the streams' examples.</summary>
public sealed class ElixirFixture : IAsyncLifetime
{
    private static readonly string[] s_files = ["shop.ex", "erl_stream.ex"];
    private readonly NodeFixture _nodes = new();
    private readonly TemporaryDirectory _compiled = new();
    private BeamNode? _beam;

    public BeamNode Beam => _beam!;

    /// <summary>Where the compiled modules are.</summary>
    public string CompiledPath => _compiled.Path;

    public Task<ErlangNode> StartNodeAsync() => _nodes.StartNodeAsync();

    public async Task InitializeAsync()
    {
        await _nodes.InitializeAsync();
        string[] files = [.. s_files.Select(file => _compiled.Write(file, Resource(file)))];
        await CompileAsync("elixirc", ["-o", _compiled.Path, .. files]);
        await CompileAsync("erlc", ["-o", _compiled.Path, _compiled.Write("erl_stream.erl", Resource("erl_stream.erl"))]);

        _beam = await BeamNode.StartAsync(new BeamNodeOptions
        {
            Name = "elixir@localhost",
            EpmdPort = _nodes.Epmd.Port,
            Flags = ["-pa", LibraryPath(), _compiled.Path],
            Release = new OtpRelease("system", null), // Elixir is the machine's own, whatever release the others are tested with.
        });
        await _beam.EvalAsync("'Elixir.Shop.Pricing':start()");
    }

    public async Task DisposeAsync()
    {
        if (_beam is not null)
        {
            await _beam.DisposeAsync();
        }

        await _nodes.DisposeAsync();
        _compiled.Dispose();
    }

    /// <summary>Calls the service <c>shop</c> of a node as Elixir code does; an exit gives its reason.</summary>
    public Task<string> CallAsync(ErlangNode node, string request) =>
        Beam.EvalAsync($"try 'Elixir.Shop.Types':call('{node.Name}', {request}) catch exit:{{R, _}} -> R end");

    private static async Task CompileAsync(string compiler, string[] arguments)
    {
        using var process = Process.Start(compiler, arguments);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(0, process.ExitCode);
    }

    internal static byte[] Resource(string name)
    {
        using Stream stream = typeof(ElixirFixture).Assembly.GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string LibraryPath()
    {
        using Process asked = Process.Start(new ProcessStartInfo("elixir", ["-e", "IO.puts(:code.lib_dir(:elixir, :ebin))"]) { RedirectStandardOutput = true })!;
        return asked.StandardOutput.ReadToEnd().Trim();
    }
}
