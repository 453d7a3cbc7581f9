using System.Runtime.ExceptionServices;

namespace ErlDist.Tests.Terms;

/// <summary>The deepest legal term of each kind, and the first that is not, through every operation on a stack of 256 KB.</summary>
public sealed class DepthTests
{
    private static readonly int s_deepest = TermLimits.Default.MaxDepth;

    private static readonly Dictionary<string, Func<Term, Term>> s_wraps = new()
    {
        ["list"] = t => Term.List(t),
        ["list of two"] = t => Term.List(1, t),
        ["iodata"] = t => Term.List(t, 'x'),
        ["tail"] = t => Term.ImproperList([Term.Tuple(t)], 1),
        ["tail of a tail"] = t => Term.ImproperList([1], Term.Tuple(t)),
        ["tuple"] = t => Term.Tuple(1, t, 2),
        ["map value"] = t => Term.Map((1, t)),
        ["map key"] = t => Term.Map((t, 1)),
        ["keys that are sorted"] = t => Term.Map((t, 1), (Term.Map((2, 3), (4, 5)), 2)),
        ["record"] = t => new ErlNativeRecord(Atom.Ok, Atom.Error, [KeyValuePair.Create(Atom.Nil, t)]),
        ["fun"] = Fun,
    };

    public static TheoryData<string> Kinds => [.. s_wraps.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Deepest(string kind) => OnSmallStackAsync(() =>
    {
        // The tails stand in tuples here, two levels each.
        int levels = kind.StartsWith("tail", StringComparison.Ordinal) ? s_deepest / 2 : s_deepest;
        (Term term, Term twin) = (Nested(kind, levels), Nested(kind, levels));
        byte[] bytes = term.Encode();
        var decoded = Term.Decode(bytes);
        Assert.True(decoded == term);
        Assert.True(twin == term);
        Assert.Equal(0, decoded.CompareTo(term));
        Assert.True(decoded.EqualsLoosely(term));
        Assert.Equal(0, Term.MapKeyOrder.Compare(decoded, term));
        Assert.Equal(term.GetHashCode(), decoded.GetHashCode());
        Assert.Equal(bytes, twin.Encode());
        Assert.False(Nested(kind, levels, 1) == term);
        Assert.NotEqual(0, Nested(kind, levels, 1).CompareTo(term));
        Assert.Single(new Dictionary<Term, int> { [term] = 1, [decoded] = 2 }.Keys);
        var skipper = new TermReader(bytes);
        skipper.SkipVersion();
        Assert.Equal(bytes.Length - 1, skipper.ReadEncoded().Length);
        string text = term.ToString();
        if (kind != "fun")
        {
            Assert.Equal(100, term.ToString(100).Length);
            Assert.EndsWith("…", term.ToString(100));
            Assert.True(Term.Parse(text) == term);
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Deeper(string kind) => OnSmallStackAsync(() =>
    {
        Term term = Nested(kind, s_deepest + 1);
        Assert.Equal(nameof(TermLimits.MaxDepth), Assert.Throws<TermFormatException>(() => term.Encode()).Limit);
        byte[] bytes = term.Encode(new TermLimits { MaxDepth = int.MaxValue });
        TermFormatException failure = Assert.Throws<TermFormatException>(() => Term.Decode(bytes));
        Assert.Equal(nameof(TermLimits.MaxDepth), failure.Limit);
        Assert.Contains("100000", failure.Message);
        Assert.Null(failure.InnerException);
        if (kind != "fun")
        {
            Assert.Null(Assert.Throws<TermTextException>(() => Term.Parse(term.ToString())).InnerException);
        }
    });

    /// <summary>Depth that only a text has.</summary>
    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("<<", "<<>>/binary", ">>/binary")]
    [InlineData("[1|", "[]", "]")]
    public Task Text(string open, string within, string close) => OnSmallStackAsync(() =>
    {
        string Nest(int depth) =>
            string.Concat(Enumerable.Repeat(open, depth)) + within + string.Concat(Enumerable.Repeat(close, depth - 1)) + close[..close.LastIndexOfAny([')', '>', ']'])] + close[close.LastIndexOfAny([')', '>', ']'])];
        Assert.True(Term.TryParse(Nest(s_deepest), out _));
        Assert.False(Term.TryParse(Nest(s_deepest + 1), out _));
    });

    [Fact]
    public Task Lists_as_tails_of_lists_are_one_list() => OnSmallStackAsync(() =>
    {
        byte[] bytes = [131, .. Enumerable.Repeat<byte[]>([108, 0, 0, 0, 1, 97, 1], 300_000).SelectMany(b => b), 106];
        Assert.Equal(300_000, Assert.IsType<ErlList>(Term.Decode(bytes)).Count);
        bytes = [.. bytes[..^1], 97, 2];
        Assert.Equal(300_000, Assert.IsType<ErlImproperList>(Term.Decode(bytes)).Elements.Count);
    });

    private static Term Nested(string kind, int depth, int innermost = 0)
    {
        Term term = Term.Tuple(innermost);
        for (int i = 1; i < depth; i++)
        {
            term = s_wraps[kind](term);
        }

        return term;
    }

    private static ErlFun Fun(Term variable) => new([variable])
    {
        Arity = 1, ModuleMd5 = new byte[16], Index = 2, Module = Atom.Ok, OldIndex = 3, OldUnique = 4, Creator = new Pid(Atom.Nil, 1, 2, 3),
    };

    private static async Task OnSmallStackAsync(Action action)
    {
        var done = new TaskCompletionSource();
        var thread = new Thread(
            () =>
            {
                try
                {
                    action();
                    done.SetResult();
                }
                catch (Exception e)
                {
                    done.SetException(ExceptionDispatchInfo.SetCurrentStackTrace(new InvalidOperationException(e.ToString())));
                }
            },
            256 * 1024);
        thread.Start();
        await done.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }
}
