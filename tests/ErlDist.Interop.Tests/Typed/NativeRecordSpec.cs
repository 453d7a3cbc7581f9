using ErlDist.Interop.Tests.Nodes;
using ErlDist.Mapping;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Typed;

[ErlNativeRecord("shop_points", "point")]
public sealed record Point(int X, int Y = 0, string? Note = null);

[ErlNativeRecord("shop_points", "hidden", IsExported = false)]
public sealed record Hidden(IReadOnlyList<Point> Points);

[ErlModule("shop_points")]
public interface IPointModule
{
    ValueTask<Point> PointAsync(int x, int y);

    ValueTask<(int X, int Y, string? Note)> TakeAsync(Point point);

    ValueTask<Point> MoveAsync(Point point);

    ValueTask<Hidden> HiddenAsync(Hidden hidden);
}

[ErlService]
public interface IPoints
{
    ValueTask<Point> MoveAsync(Point point);
}

/// <summary>Native records of OTP 29 as .NET records, both ways.</summary>
public sealed class NativeRecordSpec(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    [Fact]
    public async Task Records_of_a_module_are_records_of_ours()
    {
        if (OtpRelease.Current.Number < 29)
        {
            return;
        }

        using var directory = new TemporaryDirectory();
        string source = directory.Write("shop_points.erl", ElixirFixture.Resource("shop_points.erl"));
        await fixture.Beam.EvalAsync($"{{ok, shop_points, Code}} = compile:file(\"{source}\", [binary, return_errors]), code:load_binary(shop_points, \"shop_points.erl\", Code)");
        await using ErlangNode node = await fixture.StartNodeAsync();
        IPointModule module = node.Module<IPointModule>(fixture.Beam.Name);
        Assert.Equal(new Point(1, 2), await module.PointAsync(1, 2));
        Assert.Equal((3, 4, "five"), await module.TakeAsync(new Point(3, 4, "five")));
        Assert.Equal(new Point(4, 4, "five"), await module.MoveAsync(new Point(3, 4, "five")));
        Assert.Equal([new Point(2), new Point(1)], (await module.HiddenAsync(new Hidden([new Point(1), new Point(2)]))).Points);

        await using ServedProcess served = node.Serve<IPoints>("points", new Points());
        Assert.Equal("11", await fixture.Beam.EvalAsync($"shop_points:ask({{points, '{node.Name}'}}, shop_points:point(1, 0))"));
    }

    private sealed class Points : IPoints
    {
        public ValueTask<Point> MoveAsync(Point point) => ValueTask.FromResult(point with { X = point.X + 10 });
    }
}
