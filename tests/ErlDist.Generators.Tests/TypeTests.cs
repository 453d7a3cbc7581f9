using System.Collections.Immutable;
using ErlDist.Mapping;

namespace ErlDist.Generators.Tests;

public sealed class TypeTests
{
    private static readonly DateTimeOffset s_moment = new DateTimeOffset(2024, 2, 29, 12, 34, 56, TimeSpan.Zero).AddTicks(1234560);

    [Fact]
    public void Times_are_Elixirs_structs_or_Erlangs_tuples()
    {
        var times = new Times(
            s_moment, new DateTime(2024, 2, 29, 12, 34, 56), new DateOnly(2024, 2, 29), new TimeOnly(23, 59, 59, 999), new DateTime(2024, 2, 29, 12, 34, 56),
            new DateOnly(1999, 12, 31), new TimeOnly(1, 2, 3), s_moment.AddTicks(-4560), new DateTime(s_moment.Ticks, DateTimeKind.Utc));
        var term = ErlTypes.ToTerm(times);
        Same(
            "{times," +
            "#{'__struct__' => 'Elixir.DateTime',calendar => 'Elixir.Calendar.ISO',day => 29,hour => 12,microsecond => {123456,6},minute => 34,month => 2," +
            "second => 56,std_offset => 0,time_zone => <<\"Etc/UTC\">>,utc_offset => 0,year => 2024,zone_abbr => <<\"UTC\">>}," +
            "#{'__struct__' => 'Elixir.NaiveDateTime',calendar => 'Elixir.Calendar.ISO',day => 29,hour => 12,microsecond => {0,0},minute => 34,month => 2,second => 56,year => 2024}," +
            "#{'__struct__' => 'Elixir.Date',calendar => 'Elixir.Calendar.ISO',day => 29,month => 2,year => 2024}," +
            "#{'__struct__' => 'Elixir.Time',calendar => 'Elixir.Calendar.ISO',hour => 23,microsecond => {999000,6},minute => 59,second => 59}," +
            "{{2024,2,29},{12,34,56}},{1999,12,31},{1,2,3},1709210096123,1709210096123456000}",
            term);
        Assert.Equal(times, ErlTypes.FromTerm<Times>(term));
    }

    [Fact]
    public void Texts_and_sets_and_the_rest_come_back()
    {
        var texts = new Texts(
            -1.20m, 3.50m, Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
            new Uri("http://a/b"), new Version(1, 2, 3), "ab", "an atom", ["x", "y"]);
        Same(
            "{texts,#{'__struct__' => 'Elixir.Decimal',coef => 120,exp => -2,sign => -1},<<\"3.50\">>,<<\"00112233-4455-6677-8899-aabbccddeeff\">>," +
            "<<0,17,34,51,68,85,102,119,136,153,170,187,204,221,238,255>>,<<\"http://a/b\">>,<<\"1.2.3\">>,\"ab\",'an atom',[\"x\",\"y\"]}",
            ErlTypes.ToTerm(texts));
        Texts again = ErlTypes.FromTerm<Texts>(ErlTypes.ToTerm(texts));
        Assert.Equal(texts with { Lines = again.Lines }, again);

        var sets = new Sets(
            new HashSet<int> { 1, 2 }, ["a"], [Color.Red], new ErlRange(1, 10, 3), new() { ["on"] = true, ["n"] = 1 },
            ImmutableDictionary<string, int>.Empty.Add("k", 1), [1, 2], ["n"], [[1], [2, 3]], [1, 2]);
        Same(
            "{sets,#{'__struct__' => 'Elixir.MapSet',map => #{1 => [],2 => []},version => 2},[<<\"a\">>]," +
            "#{'__struct__' => 'Elixir.MapSet',map => #{red => []},version => 2},#{'__struct__' => 'Elixir.Range',first => 1,last => 10,step => 3}," +
            "[{on,true},{n,1}],#{<<\"k\">> => 1},[1,2],[<<\"n\">>],[[1],[2,3]],[1,2]}",
            ErlTypes.ToTerm(sets));
        Sets back = ErlTypes.FromTerm<Sets>(ErlTypes.ToTerm(sets));
        Assert.Equal(ErlTypes.Encode(sets), ErlTypes.Encode(back));
        Assert.Equal(3, ErlTypes.FromTerm<Sets>(Term.Parse(
            ErlTypes.ToTerm(sets).ToString().Replace("[{on,true},{n,1}]", "[on,{n,1},{on,false},x]", StringComparison.Ordinal))).Options.Count);
    }

    /// <summary>A BEAM node ends its connection for a map that has a key twice.</summary>
    [Fact]
    public void Keys_that_are_one_in_Erlang_are_refused()
    {
        Refused(new HashSet<DateTimeOffset> { s_moment, s_moment.AddTicks(1) });
        Refused(new Dictionary<DateTime, int> { [s_moment.LocalDateTime.AddTicks(1)] = 1, [s_moment.UtcDateTime] = 2 });
        Refused(new Dictionary<ErlOption<Atom>, int> { [default] = 1, [new ErlOption<Atom>(Atom.Undefined)] = 2 });
        Assert.Equal(2, ErlTypes.FromTerm<HashSet<DateTimeOffset>>(ErlTypes.ToTerm(new HashSet<DateTimeOffset> { s_moment, s_moment.AddTicks(10) })).Count);

        static void Refused<T>(T value) =>
            Assert.Contains("the same in Erlang", Assert.Throws<TermFormatException>(() => ErlTypes.Encode(value)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{decimal,2}", 2.0)]
    [InlineData("{decimal,<<\"-0.5\">>}", -0.5)]
    [InlineData("{decimal,#{'__struct__' => 'Elixir.Decimal',coef => 15,exp => 2,sign => -1}}", -1500.0)]
    [InlineData("{decimal,#{'__struct__' => 'Elixir.Decimal',coef => 'NaN',exp => 0,sign => 1}}", null)]
    [InlineData("{decimal,#{'__struct__' => 'Elixir.Decimal',coef => 1,exp => 1000000000,sign => 1}}", null)]
    [InlineData("{decimal,#{'__struct__' => 'Elixir.Decimal',coef => 1,exp => -40,sign => 1}}", null)]
    [InlineData("{decimal,1.5}", null)]
    public void Decimals(string text, double? value)
    {
        Term term = ((ErlTuple)Term.Parse(text))[1];
        if (value is { } expected)
        {
            Assert.Equal((decimal)expected, ErlTypes.FromTerm<decimal>(term));
        }
        else
        {
            Assert.Throws<TermFormatException>(() => ErlTypes.FromTerm<decimal>(term));
        }
    }

    [Fact]
    public void Inherited_members_come_first()
    {
        Assert.Equal("{m,1,2}", ErlTypes.ToTerm(new Derived { A = 1, B = 2 }).ToString());
        Assert.Equal(1, ErlTypes.FromTerm<Derived>(Term.Parse("{m,1,2}")).A);
    }

    [Fact]
    public void Generic_types_are_declared_once_and_used_closed()
    {
        var pages = new Pages(new([Color.Red], new([], null, (Color.Red, 0)), (Color.DarkBlue, 1)), new(["a"], null, ("a", 1)));
        var term = ErlTypes.ToTerm(pages);
        Assert.Equal("#{colors => {page,[red],{page,[],undefined,{red,0}},{dark_blue,1}},texts => {page,[<<\"a\">>],undefined,{<<\"a\">>,1}}}", term.ToString());
        Assert.Equal(term, ErlTypes.ToTerm(ErlTypes.FromTerm<Pages>(term)));
        Assert.Equal("[{add,1,2}]", ErlTypes.ToTerm<List<Add>>([new(1, 2)]).ToString());
        Assert.Equal(new Add(1, 2), ErlTypes.FromTerm<Page<Add>>(Term.Parse("{page,[{add,1,2}],undefined,{{add,1,2},1}}")).Items[0]);
    }

    [Fact]
    public void Unions_are_told_apart_by_tag_and_by_struct()
    {
        var drawing = new Drawing([new Circle(1), new Square(2), new Box(1, 2)], null);
        var term = ErlTypes.ToTerm(drawing);
        Assert.Equal("{drawing,[{circle,1.0},{square,2.0},#{'__struct__' => 'Elixir.Shop.Box',a => 1.0,b => 2.0}],undefined}", term.ToString());
        Assert.Equal(drawing.Figures, ErlTypes.FromTerm<Drawing>(term).Figures);
        Assert.Equal("{circle,1.0}", ErlTypes.ToTerm<Figure>(new Circle(1)).ToString());
        Assert.Equal("Drawing.Figures[0]: Figure (%Shop.Box{} | {circle, …} | {square, …}) expected, found {line, …} with 2 elements.", Failure<Drawing>("{drawing,[{line,1}],undefined}"));
        Assert.Contains("Drawing.Figures[0].R: ", Failure<Drawing>("{drawing,[{circle,x}],undefined}"));
    }

    [Fact]
    public void New_optional_members_read_old_terms()
    {
        Assert.Equal(new Job("a"), ErlTypes.FromTerm<Job>(Term.Parse("{job,<<\"a\">>}")));
        Assert.Equal(new Job("a", 9), ErlTypes.FromTerm<Job>(Term.Parse("{job,<<\"a\">>,9}")));
        var reader = new TermReader(Term.Parse("{job,<<\"a\">>,9}").Encode());
        reader.SkipVersion();
        Assert.True(ErlTypes.TryRead(ref reader, out object? job));
        Assert.IsType<Job>(job);
        Assert.Contains("a tuple of 2 to 4 elements tagged job expected", Failure<Job>("{job}"));
        Assert.Equal("{job,<<\"a\">>,5,undefined}", ErlTypes.ToTerm(new Job("a")).ToString());
    }

    [Fact]
    public void Maps_may_lack_and_rename_and_ignore_and_compute()
    {
        Profile profile = ErlTypes.FromTerm<Profile>(Term.Parse("#{name => <<\"ann\">>,city => <<\"Rome\">>}"));
        Assert.Equal(("ann", 7, null, "Rome"), (profile.Name, profile.Level, profile.Mail, profile.Town));
        Same("#{length => 3,level => 7,name => <<\"ann\">>,town => <<\"Rome\">>}", ErlTypes.ToTerm(profile));
        Assert.Equal(3, ErlTypes.FromTerm<Profile>(Term.Parse("#{name => <<\"ann\">>,level => 3,length => 99}")).Level);
        Assert.Contains("the key age is unknown", Failure<Profile>("#{name => <<\"ann\">>,age => 3}"));
        Assert.Contains("comes twice, or beside its former name", Failure<Profile>("#{name => <<\"ann\">>,city => <<>>,town => <<>>}"));
    }

    [Fact]
    public void Keyword_lists_are_records()
    {
        Assert.Equal(new Options("a", true, 3), ErlTypes.FromTerm<Options>(Term.Parse("[verbose,{name,<<\"a\">>},{other,1},x,{name,2}]")));
        Assert.Equal("[{name,<<\"a\">>},{verbose,false},{retries,3}]", ErlTypes.ToTerm(new Options("a")).ToString());
        Assert.Contains("the key name is missing", Failure<Options>("[]"));
    }

    [Fact]
    public void Results_options_and_flags()
    {
        var outcome = new Outcome(new Price("tea", 2), 3, Access.ReadWrite | Access.Execute);
        Assert.Equal("{outcome,{ok,{price,<<\"tea\">>,2.0}},3,[read_write,execute]}", ErlTypes.ToTerm(outcome).ToString());
        Assert.Equal(outcome, ErlTypes.FromTerm<Outcome>(ErlTypes.ToTerm(outcome)));
        Outcome failed = ErlTypes.FromTerm<Outcome>(Term.Parse("{outcome,{error,none},undefined,[write,read]}"));
        Assert.False(failed.Result.IsOk);
        Assert.False(failed.Left.HasValue);
        Assert.Equal(Access.ReadWrite, failed.Access);
        Assert.Throws<ErlangErrorException>(() => failed.Result.Value);
        Assert.Throws<TermFormatException>(() => ErlTypes.Encode((Access)8));
    }

    [Fact]
    public void Tuples_of_any_size()
    {
        var wide = new Wide(new ValueTuple<int>(1), (1, "b", 3, true, 5, Atom.Ok, Color.Red, 8, "ninth"), (1, ("a", (true, null))), new() { ["k"] = (1, "v") });
        var term = ErlTypes.ToTerm(wide);
        Assert.Equal("{wide,{1},{1,<<\"b\">>,3,true,5.0,ok,red,8,<<\"ninth\">>},{1,{<<\"a\">>,{true,undefined}}},#{<<\"k\">> => {1,<<\"v\">>}}}", term.ToString());
        Wide back = ErlTypes.FromTerm<Wide>(term);
        Assert.Equal(wide with { ByName = back.ByName }, back);
        Assert.Equal(wide.ByName, back.ByName);
        Assert.Contains("Wide.Nine.Item9: text expected, found 9", Failure<Wide>("{wide,{1},{1,<<\"b\">>,3,true,5.0,ok,red,8,9},{1,{<<\"a\">>,{true,undefined}}},#{}}"));
        Assert.Contains("a tuple of 1 elements expected", Failure<Wide>("{wide,{1,2},{},{},#{}}"));
    }

    [Fact]
    public void Native_records()
    {
        Assert.Equal("#nr:pt{x = 1,y = 2,remark = <<\"a\">>}", ErlTypes.ToTerm(new Pt(1, 2, "a")).ToString());
        Assert.Equal("#nr:pt{x = 1,y = 7,remark = undefined}", ErlTypes.ToTerm(new Pt(1)).ToString());
        Assert.True(ErlTypes.ToTerm(new Pt(1)) is ErlNativeRecord { IsExported: true });
        Assert.True(ErlTypes.ToTerm(new Nothing()) is ErlNativeRecord { IsExported: false, Count: 0 });
        Assert.Equal(new Nothing(), ErlTypes.FromTerm<Nothing>(Term.Parse("#nr:none{}")));

        // Fields are found by their names: others, old ones and missing ones do no harm.
        Assert.Equal(new Pt(1, 2, "a"), ErlTypes.FromTerm<Pt>(Term.Parse("#nr:pt{note = <<\"a\">>,more = #nr:pt{x = 3},y = 2,x = 1}")));
        Assert.Equal(new Pt(1), ErlTypes.FromTerm<Pt>(Term.Parse("#nr:pt{x = 1}")));
        Assert.Equal("Nothing: the key a is unknown.", Failure<Nothing>("#nr:none{a = 1}"));
        Assert.Equal("Pt: the key x is missing.", Failure<Pt>("#nr:pt{y = 1}"));
        Assert.Equal("Pt.X: an integer expected, found a.", Failure<Pt>("#nr:pt{x = a}"));
        Assert.StartsWith("Pt: a record #nr:pt{} expected, found ", Failure<Pt>("#nr:other{x = 1}"));
        Assert.StartsWith("Pt: a record #nr:pt{} expected, found ", Failure<Pt>("{pt,1,2,undefined}"));
        Assert.Contains("comes twice, or beside its former name", Failure<Pt>("#nr:pt{x = 1,note = <<>>,remark = <<>>}"));

        Assert.Equal("#shop:sold{sku = <<\"tea\">>,where = #nr:pt{x = 1,y = 7,remark = undefined}}", ErlTypes.ToTerm<IEvent>(new Sold("tea", new Pt(1))).ToString());
        Assert.Equal(new Sold("tea", new Pt(1)), ErlTypes.FromTerm<IEvent>(Term.Parse("#shop:sold{sku = <<\"tea\">>,where = #nr:pt{x = 1}}")));
        Assert.Equal(new SoldOut("tea"), ErlTypes.FromTerm<IEvent>(Term.Parse("{sold,<<\"tea\">>}")));
        Assert.Contains("IEvent (#shop:sold{} | {sold, …}) expected, found ", Failure<IEvent>("#shop:other{}"));
        var reader = new TermReader(ErlTypes.Encode(new Pt(1)));
        reader.SkipVersion();
        Assert.True(ErlTypes.TryRead(ref reader, out object? found));
        Assert.Equal(new Pt(1), found);
    }

    [Fact]
    public void Errors_name_the_member()
    {
        Assert.Equal("S.Items[1]: an integer expected, found foo.", Failure<S>("{s,[1,foo],#{}}"));
        Assert.Equal("S.Prices[<<\"a\">>].Amount: a float expected, found x.", Failure<S>("{s,[],#{<<\"a\">> => {price,<<\"tea\">>,x}}}"));
        Assert.Equal("Price.Sku: text expected, found undefined.", Failure<Price>("{price,undefined,1}"));
        Assert.StartsWith("Price.Sku: null", Assert.Throws<TermFormatException>(() => ErlTypes.Encode(new Price(null!, 1))).Message);
        Assert.StartsWith("Drawing.Figures[1]: null", Assert.Throws<TermFormatException>(() => ErlTypes.Encode(new Drawing([new Circle(1), null!], null))).Message);
        Assert.StartsWith("Price.Amount: ", Assert.Throws<TermFormatException>(() => ErlTypes.Encode(new Price("a", double.NaN))).Message);
    }

    [Theory]
    [InlineData("{price,<<\"tea\">>,2}", 2.0)]
    [InlineData("{price,<<\"tea\">>,-9007199254740992}", -9007199254740992.0)]
    public void A_whole_number_is_a_double(string text, double amount) => Assert.Equal(amount, ErlTypes.FromTerm<Price>(Term.Parse(text)).Amount);

    [Fact]
    public void What_does_not_fit_is_refused_and_whatever_code_throws_is_wrapped()
    {
        Assert.Contains("Single.F: a float within the range", Failure<Single>("{single,1.0e300}"));
        Assert.Contains("Single.F: ", Failure<Single>("{single,16777217}"));
        Assert.Contains("Price.Amount: a float expected, found 9007199254740993", Failure<Price>("{price,<<>>,9007199254740993}"));
        TermFormatException wrapped = Assert.Throws<TermFormatException>(() => ErlTypes.FromTerm<Paid>(Term.Parse("{paid,{1,256}}")));
        Assert.StartsWith("Paid.Amounts.Item2: OverflowException: ", wrapped.Message);
        Assert.IsType<OverflowException>(wrapped.InnerException);
        Assert.Throws<TermFormatException>(() => ErlTypes.Encode(new Paid((new Money(256), null))));
        Assert.Throws<TermFormatException>(() => ErlTypes.FromTerm<Money>(Term.Parse("256")));
        Assert.Equal("{paid,{1,undefined}}", ErlTypes.ToTerm(new Paid((new Money(1), null))).ToString());
        Assert.Contains("Checked: ArgumentException: negative", Failure<Checked>("{checked,-1}"));
        Assert.Throws<TermFormatException>(() => ErlTypes.FromTerm<DateOnly>(Term.Parse("#{'__struct__' => 'Elixir.Date',calendar => 'Elixir.Calendar.ISO',day => 30,month => 2,year => 2024}")));
        Assert.Throws<TermFormatException>(() => ErlTypes.FromTerm<DateTime>(Term.Parse("#{'__struct__' => 'Elixir.DateTime'}")));
        Assert.Equal("undefined", Term.Parse("undefined").ToString());
    }

    [Fact]
    public void A_path_of_a_deep_term_stays_short()
    {
        string text = string.Concat(Enumerable.Repeat("{tree,1,undefined,", 200)) + "x" + new string('}', 200);
        string message = Failure<Tree>(text);
        Assert.StartsWith("Tree.….Right.Right", message);
        Assert.InRange(message.Length, 10, 200);
    }

    private static void Same(string text, Term term) => Assert.True(Term.Parse(text) == term, term.ToString());

    private static string Failure<T>(string text) => Assert.Throws<TermFormatException>(() => ErlTypes.FromTerm<T>(Term.Parse(text))).Message;
}
