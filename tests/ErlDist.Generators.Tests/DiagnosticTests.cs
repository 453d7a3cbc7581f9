using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ErlDist.Generators.Tests;

public sealed class DiagnosticTests
{
    [Theory]
    [InlineData("[ErlTuple(\"a\")] public record A(System.Guid Id);", "ERLD001", "A.Id is of type System.Guid")]
    [InlineData("[ErlTuple(\"a\")] public record A(System.Collections.Generic.List<object> Items);", "ERLD001", "A.Items")]
    [InlineData("[ErlMap] public record A([property: ErlKey(\"x\")] int Y, int X);", "ERLD002", "'x'")]
    [InlineData("[ErlAtom] public enum A { FooBar, [ErlAtomName(\"foo_bar\")] Other }", "ERLD002", "'foo_bar'")]
    [InlineData("[ErlMap] public class A { public int X { get; } }", "ERLD003", "A can be made neither")]
    [InlineData("[ErlMap] public record A<T>(int X);", "ERLD004", "A must be public or internal")]
    [InlineData("public class C { [ErlMap] private record A(int X); }", "ERLD004", "A must be public or internal")]
    [InlineData("[ErlTuple(\"a\")] public record A(int X); [ErlRecord(\"a\")] public record B(int Y);", "ERLD005", "{a, …} with 2 elements")]
    [InlineData("[ElixirStruct(\"M\")] public record A(int X); [ElixirStruct(\"M\")] public record B(int Y);", "ERLD005", "Elixir.M")]
    [InlineData("[ErlTuple(\"\")] public record A(int X);", "ERLD006", "'' of A")]
    public void Is_an_error_of_the_build(string source, string id, string message)
    {
        Diagnostic[] found = [.. Run(source).Diagnostics];
        Assert.NotEmpty(found);
        Assert.All(found, d => Assert.Equal(id, d.Id));
        Assert.Contains(message, found[0].GetMessage());
        Assert.NotEqual(Location.None, found[0].Location);
    }

    [Fact]
    public void Sound_declarations_give_code_and_no_complaint()
    {
        GeneratorDriverRunResult result = Run("[ErlTuple(\"a\")] public record A(int X); [ErlTuple(\"a\")] public record B(int X, A Y);");
        Assert.Empty(result.Diagnostics);
        Assert.Equal(3, result.GeneratedTrees.Length);
    }

    private static GeneratorDriverRunResult Run(string source)
    {
        string trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        var compilation = CSharpCompilation.Create(
            "Test",
            [CSharpSyntaxTree.ParseText("using ErlDist.Mapping;\n#nullable enable\n" + source, path: "Test.cs")],
            trusted.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        return CSharpGeneratorDriver.Create(new TermCodecGenerator()).RunGenerators(compilation).GetRunResult();
    }
}
