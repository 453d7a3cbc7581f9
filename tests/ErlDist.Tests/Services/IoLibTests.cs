using ErlDist.Services;

namespace ErlDist.Tests.Services;

/// <summary>What a format may cost; what it means is compared with real nodes in the interop tests.</summary>
public sealed class IoLibTests
{
    [Theory]
    [InlineData("~65535c", 97)]
    [InlineData("~*c", 60_000, 97)]
    [InlineData("~65535.65535.xw", 1)]
    [InlineData("~65535n")]
    public void Text_is_bounded_whatever_the_width(string format, params int[] data) =>
        Assert.InRange(Format(string.Concat(Enumerable.Repeat(format, 50)), [.. Enumerable.Repeat(data, 50).SelectMany(d => d).Select(d => (Term)d)])!.Length, 900, 1001);

    [Fact]
    public void Deep_and_wide_data_are_bounded()
    {
        Term deep = ErlList.Empty;
        for (int i = 0; i < 100_000; i++)
        {
            deep = Term.List(deep, 97);
        }

        Assert.Equal(1001, Format("~s", deep)!.Length);
        Assert.InRange(Format("~p", deep)!.Length, 64, 1001);
        Assert.Equal(1001, Format("~w", Term.List([.. Enumerable.Repeat((Term)1, 1_000_000)]))!.Length);
        Assert.Equal(1001, Format("~w", new ErlBinary(new byte[10_000_000]))!.Length);
    }

    [Theory]
    [InlineData("~999999999999c")]
    [InlineData("~1.65536f")]
    [InlineData("~.37b")]
    [InlineData("~.")]
    [InlineData("~1.2.")]
    [InlineData("~k")]
    public void A_format_that_is_none_is_refused(string format) => Assert.Null(Format(format, 1));

    [Fact]
    public void Data_that_is_no_list_is_refused() => Assert.Null(IoLib.Format(Term.CharList("~p"), Atom.Get("a"), 100));

    private static string? Format(string format, params Term[] data) => IoLib.Format(Term.CharList(format), Term.List(data), 1000);
}
