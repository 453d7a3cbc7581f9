using System.Reflection;
using ErlDist.Mapping;
using ErlDist.Terms;
using ErlDist.Wire;
using Microsoft.CodeAnalysis;

namespace ErlDist.Generators.Tests;

/// <summary>Declared types of assemblies that are loaded while the program runs.</summary>
public sealed class LoadingTests
{
    [Fact]
    public void Types_are_known_before_any_code_of_their_assembly_has_run()
    {
        Load("Late", "[ErlTuple(\"late_order\")] public record LateOrder(int X);");
        var reader = new TermReader(Term.Parse("{late_order,5}").Encode());
        reader.SkipVersion();
        Assert.True(ErlTypes.TryRead(ref reader, out object? order));
        Assert.Equal("LateOrder { X = 5 }", order.ToString());
    }

    [Fact]
    public async Task Two_assemblies_that_declare_one_shape_are_an_error_that_names_both()
    {
        Load("First", "namespace First; [ErlTuple(\"twice\")] public record Twice(int X);");
        Load("Second", "namespace Second; [ErlTuple(\"twice\")] public record Other(string Y);");
        var options = new ErlangNodeOptions { Name = "n@localhost", Cookie = new Cookie("c"), ProtoDist = "inet_tcp", FixedPort = 1 };
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => ErlangNode.StartAsync(options));
        Assert.StartsWith("{twice, …} with 2 elements is declared by ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("First.Twice (First)", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Second.Other (Second)", refused.Message, StringComparison.Ordinal);

        // Where a node runs already, what arrives is an error and not the one or the other by chance.
        TermFormatException error = Assert.Throws<TermFormatException>(() =>
        {
            var reader = new TermReader(Term.Parse("{twice,5}").Encode());
            reader.SkipVersion();
            ErlTypes.TryRead(ref reader, out _);
        });
        Assert.Contains("nothing tells which one arrives", error.Message, StringComparison.Ordinal);
    }

    private static void Load(string assembly, string source)
    {
        DiagnosticTests.Run(source, out Compilation compiled, assembly);
        using var image = new MemoryStream();
        Assert.True(compiled.Emit(image).Success);
        Assembly.Load(image.ToArray());
    }
}
