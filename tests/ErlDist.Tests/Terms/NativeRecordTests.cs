namespace ErlDist.Tests.Terms;

public sealed class NativeRecordTests
{
    /// <summary>What OTP 29 wrote of <c>#nr:pt{x = 1,y = 2}</c>, a record that its module exports.</summary>
    private const string Exported = "83430000000201" + "77026E72" + "77027074" + "770178" + "770179" + "6101" + "6102";

    /// <summary>Of <c>#nr:priv{a = [#nr:pt{x = 1,y = 2}]}</c>, which it does not.</summary>
    private const string Private =
        "83430000000100" + "77026E72" + "770470726976" + "770161" + "6C00000001"
        + "430000000201" + "77026E72" + "77027074" + "770178" + "770179" + "6101" + "6102" + "6A";

    [Theory]
    [InlineData(Exported, "#nr:pt{x = 1,y = 2}")]
    [InlineData(Private, "#nr:priv{a = [#nr:pt{x = 1,y = 2}]}")]
    [InlineData("83430000000001" + "77016D" + "77016E", "#m:n{}")]
    public void As_OTP_29_writes_and_prints_them(string hex, string text)
    {
        byte[] bytes = Convert.FromHexString(hex);
        var term = Term.Decode(bytes);
        Assert.Equal(text, term.ToString());
        Assert.Equal(bytes, term.Encode());
        Assert.Equal(TermKind.Record, new TermReader(bytes.AsSpan(1)).Peek());
        var skipper = new TermReader(bytes);
        skipper.SkipVersion();
        skipper.Skip();
        Assert.True(skipper.AtEnd);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<TermFormatException>(() => Term.Decode(bytes.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Patterns()
    {
        var term = Term.Decode(Convert.FromHexString(Exported));
        Assert.True(term is ErlNativeRecord { Module.Name: "nr", Name.Name: "pt", IsExported: true } and [ErlInteger { Value: 1 }, ErlInteger { Value: 2 }]);
        var record = (ErlNativeRecord)term;
        Assert.Equal((Term)2, record[Atom.Get("y")]);
        Assert.True(record.TryGetValue(Atom.Get("x"), out Term? x) && x == 1);
        Assert.False(record.TryGetValue(Atom.Ok, out _));
        Assert.Throws<KeyNotFoundException>(() => record[Atom.Ok]);
        Assert.Equal(["x", "y"], record.Keys.Select(key => key.Name));
        Assert.Equal(record, new ErlNativeRecord(Atom.Get("nr"), Atom.Get("pt"), [new(Atom.Get("x"), 1), new(Atom.Get("y"), 2)]));
        Assert.Throws<ArgumentException>(() => new ErlNativeRecord(Atom.Ok, Atom.Ok, [new(Atom.Nil, 1), new(Atom.Nil, 2)]));
    }

    [Theory]
    [InlineData("#m:n{}", "#m:n{}")]
    [InlineData("# m : n { a = 1 , b = {x} }", "#m:n{a = 1,b = {x}}")]
    [InlineData("#'M m':'case'{'A b' = \"s\"}", "#'M m':'case'{'A b' = \"s\"}")]
    [InlineData("#m:n{a = 1, a = 2}", "#m:n{a = 2}")]
    [InlineData("[#m:n{a = #m:o{}}|#m:n{}]", "[#m:n{a = #m:o{}}|#m:n{}]")]
    public void Text(string text, string printed) => Assert.Equal(printed, Term.Parse(text).ToString());

    [Theory]
    [InlineData("#m{}", "':' expected")]
    [InlineData("#m:n", "'{' expected")]
    [InlineData("#m:n{a}", "'=' expected")]
    [InlineData("#m:n{1 = 2}", "an atom expected")]
    [InlineData("#m:n{a = 1", "'}' expected")]
    [InlineData("#m:n{a = 1,}", "an atom expected")]
    [InlineData("#m:N{}", "an atom expected")]
    public void Text_that_is_none(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<TermTextException>(() => Term.Parse(text)).Message);

    /// <summary>In the order that OTP 29 sorts them in: module, name, exported, number of fields, their names, their values.</summary>
    [Fact]
    public void Order()
    {
        static ErlNativeRecord Record(string name, bool exported, string fields) => new(
            Atom.Get(name[..1]), Atom.Get(name[1..]), [.. ((ErlMap)Term.Parse($"#{{{fields}}}")).Select(p => KeyValuePair.Create((Atom)p.Key, p.Value))], exported);
        Term[] sorted =
        [
            Term.Parse("{1,2,3}"),
            Record("lz", true, "a => 5,b => 0,c => 0"), Record("ma", true, "a => 5"), Record("mn", false, "a => 0,b => 1"),
            Record("mn", false, "a => 5,c => 0"), Record("mn", true, ""), Record("mn", true, "a => 9"), Record("mn", true, "z => 0"),
            Record("mn", true, "a => 1,b => 0"), Record("mn", true, "a => 0,c => 0"), Record("mn", true, "a => 5,c => 0"),
            Record("mn", true, "b => 0,a => 1"), Record("mn", true, "c => 0,a => 5"), Record("za", true, ""),
            ErlMap.Empty,
        ];
        List<Term> shuffled = [.. sorted.Reverse()];
        shuffled.Sort();
        Assert.Equal(sorted, shuffled);
        Assert.True(Record("mn", true, "a => 1").EqualsLoosely(Record("mn", true, "a => 1.0")));
        Assert.False(Record("mn", true, "a => 1").Equals(Record("mn", true, "a => 1.0")));
        Assert.False(Record("mn", true, "a => 1").EqualsLoosely(Record("mn", false, "a => 1")));
    }
}
