using Microsoft.CodeAnalysis;

namespace ErlDist.Generators.Tests;

/// <summary>What is unusual and right: it is neither refused nor does it give code that does not compile.</summary>
public sealed class OddDeclarationTests
{
    [Theory]
    [InlineData("[ErlService] public interface I { Task<int> A(string channel, int request, int caller, int service, int cancellation, int a, int token); }")]
    [InlineData("[ErlService] public interface I : System.IAsyncDisposable, System.IDisposable { Task A(); }")]
    [InlineData("[ErlService] public interface I { [ErlIgnore] Task X() => Task.CompletedTask; [ErlIgnore] static Task Y() => Task.CompletedTask; Task B(); }")]
    [InlineData("[ErlService] public interface I { Task A(double x = double.NaN, double y = double.PositiveInfinity, float f = float.NaN, float g = float.NegativeInfinity); }")]
    [InlineData("[ErlTuple(\"a\")] public record A(double X = double.NaN, float F = float.PositiveInfinity);")]
    [InlineData("[ErlMap] public class A(int x) { public required int X { get; set; } = x; }")]
    [InlineData("[ErlMap] public class A { [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public A(int x) { X = x; } public required int X { get; set; } }")]
    [InlineData("[ErlMap] public class A { public required int X { get; init; } public required string Y { get; set; } }")]
    [InlineData("[ErlTuple(\"n\")] public record Node<T>(T Value, Node<T>? Next); [ErlTuple(\"u\")] public record Use(Node<int> B, Node<string> C);")]
    [InlineData("[ErlService] public interface I { System.Collections.Generic.IAsyncEnumerable<int> S(Token a, int b, Token c); Task<int> Two(Token a, int b = 2, Token c = default); }")]
    [InlineData("[ErlService] public interface I { Task<(int A, string B)> A((int, (string X, int[] Y)) t, (int, int, int, int, int, int, int, int, int) nine, System.ValueTuple<int> one, System.ValueTuple none); }")]
    [InlineData("public interface IB<X> { Task<X> Get(X x); } [ErlService] public interface I : IB<int> { }")]
    [InlineData("public interface IL { Task Get(); } [ErlService] public interface I : IL { Task IL.Get() => Task.CompletedTask; Task Other(); }")]
    [InlineData("namespace Ünïcode { [ErlService] public interface @class { Task @event(int @class, string @params, int größe); } }")]
    [InlineData("[ErlService] public interface I { Task Proxy(); Task Server(int x); Task Request0(); Task Replies0(); Task GetHashCode(int Equals); Task ToString(int EqualityContract, int GetType); }")]
    [InlineData("[ErlService] public interface I { Task A(int M0, int M0_, int M1); Task B(int M1, int M0Codec, int Request1); }")]
    [InlineData("[ErlModule(\"m\")] public class M : System.IDisposable { public int A(int channel, int instance, int arguments) => 1; public void Dispose() { } }")]
    [InlineData("public class B { public virtual int A() => 1; public int C() => 1; } [ErlModule(\"m\")] public class M : B { public override int A() => 2; public new int C() => 2; }")]
    [InlineData("[ErlModule(\"m\")] public interface M { int A(int channel); Task B(); void C(); ValueTask D(); ValueTask<int> E(); }")]
    [InlineData("[ErlTuple(\"t\")] public record A(int at, int result, int given, int writer, int reader, int value, int m0); [ErlMap] public record B(int seen, int entries, int fields, int @class);")]
    [InlineData("[assembly: ErlType<(int, string)>] [assembly: ErlType<(long, string)>] [assembly: ErlType<(int, string)>] public class X { }")]
    [InlineData("[ElixirStruct(\"Elixir.My\")] public record A(int X); [ErlTuple(\"u\")] public record U(A B);")]
    public void Is_no_error_and_compiles(string source)
    {
        const string Usings = "using System.Threading.Tasks; using Token = System.Threading.CancellationToken; ";
        GeneratorDriverRunResult result = DiagnosticTests.Run(Usings + source, out Compilation compiled);
        Assert.Empty(result.Diagnostics);
        Assert.Equal("", string.Join("\n", compiled.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error)));
    }

    [Fact]
    public void A_module_in_Elixirs_long_form_is_the_same() =>
        Assert.Contains("\"Elixir.My\"", DiagnosticTests.Run("[ElixirStruct(\"Elixir.My\")] public record A(int X);", out _).GeneratedTrees[0].ToString(), StringComparison.Ordinal);
}
