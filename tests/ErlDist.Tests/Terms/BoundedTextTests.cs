using System.Numerics;
using ErlDist.Terms;

namespace ErlDist.Tests.Terms;

/// <summary>Text for logs and messages: short, one line, made without the rest of the term.</summary>
public sealed class BoundedTextTests
{
    private static readonly Dictionary<string, Func<Term>> s_large = new()
    {
        ["bignum"] = () => (BigInteger.One << 524_287) + 12_345,
        ["list of bignums"] = () => Term.List([.. Enumerable.Repeat((Term)((BigInteger.One << 524_287) + 1), 1000)]),
        ["text"] = () => new ErlBinary(new string('é', 5_000_000)),
        ["binary"] = () => new ErlBinary(new byte[20_000_000]),
        ["char list"] = () => Term.CharList(new string('a', 1_000_000)),
        ["tuple"] = () => Term.Tuple([.. Enumerable.Repeat((Term)1, 1_000_000)]),
        ["atom"] = () => new Atom(new string('\n', 255)),
        ["map"] = () => Term.Map([.. Enumerable.Range(0, 100_000).Select(i => ((Term)i, (Term)i))]),
        ["deep list"] = () => Enumerable.Range(0, 100_000).Aggregate((Term)ErlList.Empty, (inner, _) => Term.List(inner)),
    };

    public static TheoryData<string> Large => [.. s_large.Keys];

    [Theory]
    [MemberData(nameof(Large))]
    public void Costs_no_more_than_what_it_shows(string kind)
    {
        Term term = s_large[kind]();
        term.ToString(200);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string text = term.ToString(200);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * 1024);
        Assert.InRange(text.Length, 10, 200);
        Assert.True(text.EndsWith('…') || text.Contains("bits>"), text);
        var exit = new ProcessExitException(term, term);
        Assert.InRange(exit.Message.Length, 10, 700);
        Assert.Same(term, exit.Reason);
    }

    [Theory]
    [InlineData("{a,[1,2],#{k => \"v\"}}", 100, "{a,[1,2],#{k => \"v\"}}")]
    [InlineData("{a,[1,2],#{k => \"v\"}}", 22, "{a,[1,2],#{k => \"v\"}}")]
    [InlineData("{a,[1,2],#{k => \"v\"}}", 21, "{a,[1,2],#{k => \"v\"}}")]
    [InlineData("{a,[1,2],#{k => \"v\"}}", 20, "{a,[1,2],#{k => \"v\"…")]
    [InlineData("{a,[1,2],#{k => \"v\"}}", 1, "…")]
    [InlineData("a", 1, "a")]
    [InlineData("\"😀😀\"", 5, "\"😀…")]
    [InlineData("\"😀😀\"", 4, "\"😀…")]
    [InlineData("\"😀😀\"", 3, "\"…")]
    [InlineData("<<\"日本語\"/utf8>>", 5, "<<\"日…")]
    [InlineData("<<255,0,255>>", 8, "<<255,0…")]
    [InlineData("{1267650600228229401496703205376}", 100, "{1267650600228229401496703205376}")]
    [InlineData("{1267650600228229401496703205376}", 30, "{#Integer<101 bits>}")]
    [InlineData("#m:n{a = 1,b = [x]}", 100, "#m:n{a = 1,b = [x]}")]
    [InlineData("#m:n{a = 1,b = [x]}", 9, "#m:n{a =…")]
    public void Cut(string term, int length, string text) => Assert.Equal(text, Term.Parse(term).ToString(length));

    [Fact]
    public void Is_one_line()
    {
        Term term = Term.Tuple("a\r\nb\u2028c\u202Ed", new Atom("x\ny\u0085"), Term.CharList("\u2029\e[31m"));
        Assert.Equal("{<<\"a\\r\\nb\\x{2028}c\\x{202E}d\"/utf8>>,'x\\ny\\205',\"\\x{2029}\\e[31m\"}", term.ToString(200));
        Assert.Equal(term, Term.Parse(term.ToString(200)));
        Assert.Contains("\u2028", term.ToString());
    }

    [Fact]
    public void Least_length() => Assert.Throws<ArgumentOutOfRangeException>(() => Term.List(1).ToString(0));

    [Fact]
    public void Large_sizes_in_text_are_refused()
    {
        Assert.Throws<TermTextException>(() => Term.Parse("<<1:99999999>>"));
        Assert.Throws<TermTextException>(() => Term.Parse($"[{string.Join(',', Enumerable.Repeat("<<1:65536>>", 20))}]"));
        Assert.Equal(8 * 1024, ((ErlBinary)Term.Parse("<<1:65536>>")).Bytes.Length);
        string utf = new('a', 300_000);
        Assert.Equal(new ErlBinary(utf), Term.Parse($"<<\"{utf}\"/utf8>>"));
    }

    [Fact]
    public void Integers_in_any_base()
    {
        var value = BigInteger.Parse(new string('7', 3000), System.Globalization.CultureInfo.InvariantCulture);
        foreach (int radix in new[] { 2, 3, 8, 10, 16, 36 })
        {
            var digits = new List<char>();
            for (BigInteger rest = value; rest > 0; rest /= radix)
            {
                digits.Add("0123456789abcdefghijklmnopqrstuvwxyz"[(int)(rest % radix)]);
            }

            digits.Reverse();
            Assert.Equal(Term.Integer(value), Term.Parse($"{radix}#{string.Concat(digits)}"));
        }
    }
}
