using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AkkaErlDist.Docs.Tests;

/// <summary>
/// The C# of the pages compiles: all blocks of a page together, statements in one method and declarations beside it, with the few
/// names that the text around them supposes.
/// </summary>
public sealed partial class CodeBlockTests
{
    internal const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Threading; global using System.Threading.Tasks;
        """;

    internal static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>Pages that show a part of a program, and leave out what it begins with.</summary>
    private static readonly string[] s_usualUsings =
    [
        "using Akka.Actor;", "using AkkaErlDist;", "using ErlDist;", "using ErlDist.Mapping;", "using ErlDist.Tls;",
    ];

    [Theory]
    [InlineData("docs/getting-started.md", "object", "")]
    [InlineData("docs/getting-started-hosting.md", "object", "string[] args")]
    [InlineData("docs/testing.md", "object", "")]
    [InlineData("docs/getting-started-akka.md", "Akka.Actor.ReceiveActor", "string[] args")]
    public void What_one_copies_at_first_compiles_with_its_own_usings(string file, string host, string parameters) =>
        AssertCompiles(file, host, parameters, []);

    [Theory]
    [InlineData("README.md", "Akka.Actor.ReceiveActor", "ActorSystem system")]
    [InlineData("docs/flags.md", "object", "string[] args, Microsoft.Extensions.Logging.ILoggerFactory loggers")]
    [InlineData("docs/discovery.md", "object", "")]
    [InlineData("docs/types.md", "object", "")]
    [InlineData("docs/terms.md", "object", "Term term")]
    public void The_code_of_other_pages_compiles(string file, string host, string parameters) =>
        AssertCompiles(file, host, parameters, s_usualUsings);

    private static void AssertCompiles(string file, string host, string parameters, string[] usings)
    {
        string program = Program(Blocks(file), host, parameters, usings);
        var compilation = CSharpCompilation.Create(
            "page",
            [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(program)],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        string[] errors = [.. compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString())];
        Assert.True(errors.Length == 0, $"{file}:\n{string.Join('\n', errors)}\n\n{program}");
    }

    private static IEnumerable<string> Blocks(string file) => CSharp().Matches(Repository.Read(file)).Select(match => match.Groups[1].Value);

    private static string Program(IEnumerable<string> blocks, string host, string parameters, string[] given)
    {
        var usings = new SortedSet<string>(given, StringComparer.Ordinal);
        var statements = new StringBuilder();
        var types = new StringBuilder();
        foreach (string block in blocks)
        {
            CompilationUnitSyntax unit = CSharpSyntaxTree.ParseText(block).GetCompilationUnitRoot();
            foreach (UsingDirectiveSyntax directive in unit.Usings)
            {
                usings.Add(directive.ToString());
            }

            foreach (MemberDeclarationSyntax member in unit.Members)
            {
                (member is BaseTypeDeclarationSyntax ? types : statements).Append(member.ToFullString());
            }
        }

        return $$"""
            {{string.Join('\n', usings)}}
            internal sealed class Page : {{host}}
            {
                public async Task RunAsync({{parameters}})
                {
                    await Task.Yield();
            {{statements}}
                }
            }
            {{types}}
            """;
    }

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CSharp();
}
