using ErlDist.Mapping;

namespace ErlDist.Interop.Tests.Typed;

/// <summary>Names that mean something in generated C#, Erlang or Elixir.</summary>
[ErlService]
public interface IOdd : IAsyncDisposable
{
    Task<string> RestartAsync(string server, string channel, int node = 1);

    Task<int> EndAsync(int request, int _caller, int @class);

    Task<Node> WhenAsync(Node node, Left.Line left, Right.Line right);

    Task<double> Nan(double value = double.NaN);
}

[ErlTuple("node")]
public sealed record Node(string Name);

public static class Left
{
    [ErlTuple("left")]
    public sealed record Line(int Number);
}

public static class Right
{
    [ErlTuple("right")]
    public sealed record Line(string Text);
}

public sealed class Odd : IOdd
{
    public Task<string> RestartAsync(string server, string channel, int node = 1) => Task.FromResult($"{server} {channel} {node}");

    public Task<int> EndAsync(int request, int _caller, int @class) => Task.FromResult((request * 100) + (_caller * 10) + @class);

    public Task<Node> WhenAsync(Node node, Left.Line left, Right.Line right) => Task.FromResult(new Node($"{node.Name} {left.Number} {right.Text}"));

    public Task<double> Nan(double value = double.NaN) => Task.FromResult(double.IsNaN(value) ? 0 : value);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

public class MathBase : IDisposable
{
    public static int Twice(int a) => 2 * a;

    public virtual int Minus(int a, int b) => b - a;

    public void Dispose() => GC.SuppressFinalize(this);
}
