using ErlDist.Testing.Terms;

namespace ErlDist.Tests.Terms;

public sealed class TextTests
{
    public static TheoryData<string, string> Readable => Data(TextTable.Readable);

    public static TheoryData<string, string> Unreadable => Data(TextTable.Unreadable);

    [Theory]
    [MemberData(nameof(Readable))]
    public void Reads(string text, string printed)
    {
        Assert.Equal(printed, Term.Parse(text).ToString());
        Assert.True(Term.TryParse(text, out _));
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void Refuses_and_says_where(string text, string reason)
    {
        Assert.Contains(reason, Assert.Throws<TermTextException>(() => Term.Parse(text)).Message);
        Assert.False(Term.TryParse(text, out _));
    }

    [Fact]
    public void Consult_reads_terms_each_with_its_full_stop()
    {
        Assert.Equal([Term.Parse("{a,1}"), Term.Parse("\"x.\"")], Term.ParseAll("%% coding: utf-8\n{a,1}.\n\"x.\".%end\n"));
        Assert.Empty(Term.ParseAll("% nothing\n"));
        Assert.Contains("a full stop expected", Assert.Throws<TermTextException>(() => Term.ParseAll("a.\nb")).Message);
        Assert.Equal((2, 3), Assert.Throws<TermTextException>(() => Term.ParseAll("a.\n  ,")) is var e ? (e.Line, e.Column) : default);
    }

    /// <summary>Not in the table: a test runner that hands such text around would mend it.</summary>
    [Fact]
    public void Half_a_surrogate_pair_is_no_character()
    {
        Assert.All(["\"\uD800\"", "'\uDC00'", "$\uD800", "\uD800", "\"\\\uD800\""], text => Assert.Throws<TermTextException>(() => Term.Parse(text)));
    }

    [Fact]
    public void Byte_order_mark_is_passed_over() => Assert.Equal(Atom.Ok, Term.Parse("\uFEFFok"));

    private static TheoryData<string, string> Data(IReadOnlyList<(string, string)> table)
    {
        var data = new TheoryData<string, string>();
        foreach ((string text, string outcome) in table)
        {
            data.Add(text, outcome);
        }

        return data;
    }
}
