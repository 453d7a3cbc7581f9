using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ErlDist;
using ErlDist.Embedding;
using ErlDist.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace AkkaErlDist.Docs.Tests;

/// <summary>The README's first program, as it stands there, in a process of its own.</summary>
public sealed partial class FirstProgramTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("erldist-first-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task It_says_where_it_listens_and_finds_the_EPMD_that_the_environment_names()
    {
        CommandResult certs = await Command.RunAsync(
            "dotnet", [BuiltProgram.Path("src/ErlDist.Tool", "erldist-tool.dll"), "certs", Path.Combine(_directory, "certs"), "dotnet@localhost"]);
        Assert.True(certs.ExitCode == 0, certs.Errors);
        await using var epmd = EpmdServer.Start(new EpmdOptions { Port = 0, ListenAddresses = [IPAddress.Loopback] });
        await using BuiltProgram program = await BuiltProgram.StartAsync(
            Compile(), [], new Dictionary<string, string> { ["ERL_EPMD_PORT"] = epmd.Port.ToString(CultureInfo.InvariantCulture) });
        Match line = Listens().Match(program.FirstLine);
        Assert.True(line.Success, program.FirstLine);
        EpmdEntry? entry = await new EpmdClient(new EpmdOptions { Port = epmd.Port, StartServer = false }).LookupAsync("dotnet");
        Assert.Equal(line.Groups[1].Value, entry?.Port.ToString(CultureInfo.InvariantCulture));
        Assert.Equal("", program.Errors.Trim());
    }

    /// <summary>The first block of C#, with the places of the certificates as they are here.</summary>
    private string Compile()
    {
        string source = Block().Match(Repository.Read("README.md")).Groups[1].Value
            .Replace("\"certs/", $"\"{_directory.Replace('\\', '/')}/certs/", StringComparison.Ordinal);
        string assembly = Path.Combine(_directory, "first.dll");
        var compilation = CSharpCompilation.Create(
            "first",
            [CSharpSyntaxTree.ParseText(CodeBlockTests.ImplicitUsings), CSharpSyntaxTree.ParseText(source)],
            CodeBlockTests.References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        EmitResult emitted = compilation.Emit(assembly);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));

        // It runs with what these tests run with.
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory, "*.dll"))
        {
            File.Copy(file, Path.Combine(_directory, Path.GetFileName(file)), overwrite: false);
        }

        string tests = typeof(FirstProgramTests).Assembly.GetName().Name!;
        File.Copy(Path.Combine(AppContext.BaseDirectory, tests + ".runtimeconfig.json"), Path.Combine(_directory, "first.runtimeconfig.json"));
        return assembly;
    }

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^dotnet@localhost listens on \S+:(\d+)$")]
    private static partial Regex Listens();
}
