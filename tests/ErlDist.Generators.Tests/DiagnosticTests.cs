using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ErlDist.Generators.Tests;

public sealed class DiagnosticTests
{
    [Theory]
    [InlineData("[ErlTuple(\"a\")] public record A(System.Text.StringBuilder Id);", "ERLD001", "A.Id is of type System.Text.StringBuilder")]
    [InlineData("[ErlTuple(\"a\")] public record A(int[,] Grid);", "ERLD001", "use int[][]")]
    [InlineData("public enum E { X } [ErlTuple(\"a\")] public record A(E X);", "ERLD001", "declare the enum with [ErlAtom]")]
    [InlineData("[ErlTuple(\"a\")] public record A([ErlAs(ErlForm.Text)] int X);", "ERLD001", "leave it out")]
    [InlineData("[ErlTuple(\"a\")] public record A([ErlAs(ErlForm.Binary)] string X);", "ERLD001", "which takes Atom, CharList")]
    [InlineData("[ErlTuple(\"a\")] public record A(System.Collections.Generic.Dictionary<string, object> X);", "ERLD001", "use a Term")]
    [InlineData("[ErlTuple(\"a\")] public record A(System.Collections.Generic.List<object> Items);", "ERLD001", "A.Items")]
    [InlineData("[ErlMap] public record A([property: ErlKey(\"x\")] int Y, int X);", "ERLD002", "'x'")]
    [InlineData("[ErlAtom] public enum A { FooBar, [ErlAtomName(\"foo_bar\")] Other }", "ERLD002", "'foo_bar'")]
    [InlineData("[ErlMap] public class A { public int X { get; } }", "ERLD003", "A can be made neither")]
    [InlineData("public class C<T> { [ErlMap] public record A(int X); }", "ERLD004", "A must be public or internal")]
    [InlineData("[ErlMap] public static class A;", "ERLD004", "A must be public or internal")]
    [InlineData("public class C { [ErlMap] private record A(int X); }", "ERLD004", "A must be public or internal")]
    [InlineData("[ErlTuple(\"a\")] public record A(int X); [ErlRecord(\"a\")] public record B(int Y);", "ERLD005", "{a, …} with 2 elements is declared by A and by B")]
    [InlineData("[ErlTuple(\"a\")] public record A(int X, int Y = 1); [ErlRecord(\"a\")] public record B(int Y);", "ERLD005", "{a, …} with 2 elements")]
    [InlineData("[ElixirStruct(\"M\")] public record A(int X); [ElixirStruct(\"M\")] public record B(int Y);", "ERLD005", "M is declared by A and by B")]
    [InlineData("[ErlNativeRecord(\"m\", \"a\")] public record A(int X); [ErlNativeRecord(\"m\", \"a\")] public record B(int Y);", "ERLD005", "#m:a{} is declared by A and by B")]
    [InlineData("[ErlTuple(\"\")] public record A(int X);", "ERLD006", "'' of A")]
    [InlineData("[ErlNativeRecord(\"\", \"a\")] public record A(int X);", "ERLD006", "'' of A")]
    [InlineData("[ErlNativeRecord(\"m\", \"a\")] public record A(int X, [property: ErlKey(\"x\")] int Y);", "ERLD002", "'x'")]
    [InlineData("[ErlNativeRecord(\"m\", \"a\")] public abstract record A(int X);", "ERLD008", "A is abstract")]
    [InlineData("[ErlMap, ErlTuple(\"both\")] public record A(int X);", "ERLD007", "A is declared with [ErlMap] and [ErlTuple]")]
    [InlineData("[ErlTuple(\"a\")] public abstract record A(int X);", "ERLD008", "A is abstract")]
    [InlineData("[ErlUnion] public abstract record A;", "ERLD009", "no declared type of this assembly derives from it")]
    [InlineData("[ErlUnion] public abstract record A; [ErlMap] public record B(int X) : A;", "ERLD009", "nothing tells its case B")]
    [InlineData("[ErlService] public interface I { int Get(); }", "ERLD010", "I.Get: it must return ValueTask<T>")]
    [InlineData("[ErlService] public interface I { System.Threading.Tasks.Task<int> Get<T>(T x); }", "ERLD010", "generic method")]
    [InlineData("[ErlService] public interface I { [ErlCast] System.Threading.Tasks.Task<int> Get(); }", "ERLD010", "a cast has no result")]
    [InlineData("[ErlService] public interface I { int Count { get; } }", "ERLD010", "I.Count: a service has methods only")]
    [InlineData("[ErlService] public interface I { System.Threading.Tasks.Task Get(int a); System.Threading.Tasks.Task GetAsync(int b); }", "ERLD010", "nothing tells it from GetAsync")]
    [InlineData("[ErlService] public interface I { System.Threading.Tasks.Task Get(object a); }", "ERLD001", "I.Get.a is of type object")]
    [InlineData("[ErlService] public interface I { System.Threading.Tasks.Task<object> Get(); }", "ERLD001", "The result of I.Get is of type object")]
    [InlineData("public class E : System.Exception { } [ErlService, ErlError<E>] public interface I { System.Threading.Tasks.Task Get(); }", "ERLD010", "names no reason")]
    [InlineData("[ErlService, ErlModule(\"m\")] public interface I { System.Threading.Tasks.Task Get(); }", "ERLD007", "[ErlService] and [ErlModule]")]
    [InlineData("[ErlTuple(\"a\")] public record A([property: ErlKey(\"x\")] int X);", "ERLD011", "A.X has [ErlKey]")]
    [InlineData("[ErlTuple(\"a\")] public record A([ErlAs((ErlForm)99)] int X);", "ERLD001", "ErlForm.99")]
    [InlineData("[ElixirStruct(\"M\")] public record A([property: ErlKey(\"__struct__\")] string X);", "ERLD002", "'__struct__'")]
    [InlineData("[ElixirStruct(\"\")] public record A(int X);", "ERLD006", "'' of A")]
    [InlineData("[ErlMap] public class A { [ErlIgnore] public required int X { get; set; } public int Y { get; set; } }", "ERLD003", "X is required and none of what is read")]
    [InlineData("[ErlMap] public class A { public required int F; public int Y { get; set; } }", "ERLD003", "F is required")]
    [InlineData("[ErlTuple(\"a\")] public record A([property: ErlIgnore] int X, int Y);", "ERLD003", "the parameter X of its constructor")]
    [InlineData("[ErlMap] public static class A;", "ERLD004", "not static")]
    [InlineData("[ErlTuple(\"n\")] public record Box<T>(Box<Box<T>>? Inner); [ErlTuple(\"u\")] public record Use(Box<int> B);", "ERLD001", "more than 32 deep")]
    [InlineData("[ErlUnion] public interface IU; [ErlTuple(\"b\")] public record Box<T>(T V) : IU; [ErlTuple(\"c\")] public record C(int R) : IU;", "ERLD009", "its case Box is generic")]
    [InlineData("[ErlModule(\"\")] public class M { public int A() => 1; }", "ERLD006", "'' of M")]
    [InlineData("[ErlService] public interface I { internal System.Threading.Tasks.Task A(); }", "ERLD010", "I.A: only public methods")]
    [InlineData("public interface B { int Count { get; } } [ErlService] public interface I : B { System.Threading.Tasks.Task A(); }", "ERLD010", "I.Count: a service has methods only")]
    [InlineData("[ErlService] public interface I { [ErlIgnore] System.Threading.Tasks.Task A(); System.Threading.Tasks.Task B(); }", "ERLD010", "I.A: [ErlIgnore] leaves a proxy without it")]
    [InlineData("[ErlService] public interface I { [ErlCall(\"a\")] [ErlCast(\"b\")] System.Threading.Tasks.Task A(); }", "ERLD010", "as [ErlCall] and as [ErlCast]")]
    [InlineData("[ErlService] public interface I { [ErlCall(Reply = ErlReply.Ok)] System.Collections.Generic.IAsyncEnumerable<int> A(); }", "ERLD010", "ErlReply says nothing of a stream")]
    [InlineData("public abstract class E : System.Exception { } [ErlService, ErlError<E>(\"x\")] public interface I { System.Threading.Tasks.Task A(); }", "ERLD010", "E is abstract")]
    [InlineData("public class E : System.Exception { private E() { } } [ErlService, ErlError<E>(\"x\")] public interface I { System.Threading.Tasks.Task A(); }", "ERLD010", "public or internal")]
    [InlineData("public class O { private class E : System.Exception { } [ErlService, ErlError<E>(\"x\")] internal interface I { System.Threading.Tasks.Task A(); } }", "ERLD010", "make it public or internal")]
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

    [Fact]
    public void A_service_gives_code_that_compiles()
    {
        GeneratorDriverRunResult result = Run(
            """
            [ErlTuple("gone")] public class GoneException(int left) : System.Exception { public int Left { get; } = left; }
            public class UnknownException(string text) : System.Exception(text);
            public interface IBase { System.Threading.Tasks.Task @ref(int @in); }
            [ErlService, ErlError<GoneException>, ErlError<UnknownException>("unknown")]
            public interface IAll : IBase
            {
                System.Threading.Tasks.ValueTask<int> A(string? x = null, int y = 3, System.Threading.CancellationToken c = default);
                System.Threading.Tasks.ValueTask A(int a, int b, int c2);
                [ErlCast] System.Threading.Tasks.Task Cast((int, string) pair);
                [return: ErlAs(ErlForm.CharList)] System.Threading.Tasks.Task<string> Text([ErlAs(ErlForm.Atom)] string name);
                System.Collections.Generic.IAsyncEnumerable<int[]> Stream(System.Threading.CancellationToken token);
            }
            [ErlModule("lists")] public interface ILists { System.Threading.Tasks.ValueTask<System.Collections.Generic.List<int>> Reverse(System.Collections.Generic.List<int> list); int Max(int[] all); }
            [ErlModule("m")] public class Module { public int Add(int a, int b = 1) => a + b; public void Nothing() { } public System.Threading.Tasks.Task Later() => System.Threading.Tasks.Task.CompletedTask; }
            """,
            out Compilation compiled);
        Assert.Equal("", string.Join("\n", result.Diagnostics.Concat(compiled.GetDiagnostics()).Where(d => d.Severity == DiagnosticSeverity.Error)));
    }

    [Theory]
    [InlineData("[ErlMap, ErlTuple(\"both\")] public record Both(int X); [ErlTuple(\"a\")] public record A(int X);")]
    [InlineData("[ErlTuple(\"b\")] public abstract record B(int X); [ErlTuple(\"a\")] public record A(int X);")]
    public void A_mistake_takes_nothing_from_the_other_types(string source) =>
        Assert.Contains("new A_Codec()", Run(source).GeneratedTrees.Single(t => t.FilePath.Contains("Registration", StringComparison.Ordinal)).ToString());

    [Theory]
    [InlineData("public class A { public class B { [ErlTuple(\"c\")] public record C(int X); } } [ErlTuple(\"d\")] public record A_B_C(int X);")]
    [InlineData("public class A { [ErlTuple(\"c\")] public record B(int X); } [ErlTuple(\"d\")] public record A_0B(int X);")]
    [InlineData("[ErlTuple(\"c\")] public record Ab(int X); [ErlTuple(\"d\")] public record aB(int X);")]
    public void Names_that_look_alike_do_not_meet(string source)
    {
        GeneratorDriverRunResult result = Run(source, out Compilation compiled);
        Assert.Empty(result.Diagnostics);
        Assert.Equal(3, result.GeneratedTrees.Length);
        Assert.Empty(compiled.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
    }

    private static GeneratorDriverRunResult Run(string source) => Run(source, out _);

    internal static GeneratorDriverRunResult Run(string source, out Compilation compiled, string assembly = "Test")
    {
        string trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        var compilation = CSharpCompilation.Create(
            assembly,
            [CSharpSyntaxTree.ParseText("using ErlDist.Mapping;\n#nullable enable\n" + source, path: "Test.cs")],
            trusted.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        return CSharpGeneratorDriver.Create(new TermCodecGenerator()).RunGeneratorsAndUpdateCompilation(compilation, out compiled, out _).GetRunResult();
    }
}
