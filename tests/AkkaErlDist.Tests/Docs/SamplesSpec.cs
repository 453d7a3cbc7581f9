using System.Text.RegularExpressions;
using ErlDist.Generators;
using ErlDist.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AkkaErlDist.Tests.Docs;

/// <summary>The C# of the pages on types and services compiles, with the generator, as it stands there.</summary>
public sealed partial class SamplesSpec
{
    /// <summary>What the words around the samples say is there.</summary>
    private const string Given = """
        public sealed class Pricing : IPricing
        {
            public ValueTask<Quote> QuoteAsync(string sku, int quantity, CancellationToken cancellation) => throw new UnknownSkuException();
            public ValueTask ForgetAsync(string sku) => default;
            public ValueTask<int> CountAsync() => default;
            public IAsyncEnumerable<Price> PricesAsync() => throw new UnknownSkuException();
        }
        """;

    [Theory]
    [InlineData("docs/types.md", "")]
    [InlineData("docs/services.md", Given)]
    public async Task Samples_compile(string page, string given)
    {
        var usings = new HashSet<string> { "using System;", "using System.Collections.Generic;", "using System.Threading;", "using System.Threading.Tasks;", "using ErlDist;" };
        var types = new List<string> { given };
        var methods = new List<string>();
        foreach (Match block in CSharp().Matches(await File.ReadAllTextAsync(BuiltProgram.Source(page))))
        {
            CompilationUnitSyntax unit = CSharpSyntaxTree.ParseText(block.Groups[1].Value).GetCompilationUnitRoot();
            usings.UnionWith(unit.Usings.Select(u => u.ToString()));
            types.AddRange(unit.Members.Where(m => m is not GlobalStatementSyntax).Select(m => m.ToFullString()));
            string statements = string.Concat(unit.Members.OfType<GlobalStatementSyntax>().Select(m => m.ToFullString()));
            string node = statements.Contains("ErlangNode node", StringComparison.Ordinal) ? "" : "ErlDist.ErlangNode node, ";
            methods.Add($"public static async Task Sample{methods.Count}({node}ErlDist.ErlangNodeOptions options, Akka.Actor.ActorSystem system)\n{{\n{statements}\nawait Task.Yield();\n}}");
        }

        Assert.NotEmpty(methods);
        string source = string.Join('\n', [.. usings, "#nullable enable", .. types, "public static class Samples\n{", .. methods, "}"]);
        string trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        var compilation = CSharpCompilation.Create(
            "Samples",
            [CSharpSyntaxTree.ParseText(source)],
            trusted.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        CSharpGeneratorDriver.Create(new TermCodecGenerator()).RunGeneratorsAndUpdateCompilation(compilation, out Compilation compiled, out _);
        Assert.Empty(compiled.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
    }

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CSharp();
}
