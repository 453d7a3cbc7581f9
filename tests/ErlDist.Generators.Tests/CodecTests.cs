using ErlDist.Mapping;

namespace ErlDist.Generators.Tests;

public sealed class CodecTests
{
    public static TheoryData<object, string> Values => new()
    {
        { new Add(1, 2), "{add,1,2}" },
        { new Stop(), "{stop}" },
        { new User("Ann", Color.DarkBlue, 7, new User("Bo", Color.Other, null, null)), "{user,<<\"Ann\">>,dark_blue,7,{user,<<\"Bo\">>,'the other',undefined,undefined}}" },
        { Color.Red, "red" },
        { new Settings(true, 9, null), "#{is_on => true,max => 9,note => undefined}" },
        { new Account("ann", Account.Level.High, null), "#{'__struct__' => 'Elixir.MyApp.User',http_name => <<\"ann\">>,kind => high,mail => nil}" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Is_written_as_declared_and_read_back(object value, string text)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new TermWriter(buffer);
        Assert.True(ErlTypes.TryWrite(ref writer, value));
        writer.Flush();
        var reader = new TermReader(buffer.WrittenSpan);
        Assert.Equal(text, new TermReader(buffer.WrittenSpan).ReadTerm().ToString());
        if (value is Color or Settings)
        {
            Assert.False(ErlTypes.TryRead(ref reader, out _));
            Assert.Equal(0, reader.Consumed);
        }
        else
        {
            Assert.True(ErlTypes.TryRead(ref reader, out object? again));
            Assert.Equal(value, again);
            Assert.True(reader.AtEnd);
        }
    }

    [Fact]
    public void All_kinds_of_members()
    {
        var all = new All(
            -128, -32768, 65535, int.MinValue, uint.MaxValue, ulong.MaxValue, 1.5f, [1, 2], new byte[] { 3 },
            Atom.Ok, new Pid(Atom.Get("a@h"), 1, 2, 3), Term.List(1, 2), [1, -2], ["a", "é"], [new Add(1, 2)], [1, 2, 3],
            new() { ["k"] = 5 }, (1, "y"));
        byte[] bytes = ErlTypes.Encode(all);
        All again = ErlTypes.Decode<All>(bytes);
        Assert.Equal(bytes, ErlTypes.Encode(again));
        Assert.Equal(
            (all.I8, all.I16, all.U16, all.I32, all.U32, all.U64, all.F, all.Atom, all.Pid, all.Any, all.Pair),
            (again.I8, again.I16, again.U16, again.I32, again.U32, again.U64, again.F, again.Atom, again.Pid, again.Any, again.Pair));
        Assert.Equal([1, 2, 3], again.Small);
        Assert.Equal(5, again.Map["k"]);
    }

    [Fact]
    public void A_type_that_is_not_yours_has_a_codec_by_hand()
    {
        var deadline = new Deadline(TimeSpan.FromSeconds(1.5), null, [TimeSpan.FromSeconds(2)]);
        byte[] bytes = ErlTypes.Encode(deadline);
        Assert.Equal("{timeout,1.5,undefined,[2.0]}", Term.Decode(bytes).ToString());
        Deadline again = ErlTypes.Decode<Deadline>(bytes);
        Assert.Equal((deadline.After, deadline.Grace), (again.After, again.Grace));
        Assert.Equal(deadline.Retries, again.Retries);
    }

    [Fact]
    public void Golden_bytes() => Assert.Equal("836803770361646461016102", Convert.ToHexString(ErlTypes.Encode(new Add(1, 2))));

    [Fact]
    public void Keys_may_be_strings_and_stand_in_any_order_among_others()
    {
        byte[] bytes = Term.Parse("#{other => 1, 1 => 2, <<\"more\">> => [], <<\"score\">> => 2.5, <<\"first_name\">> => \"Ann\"}").Encode();
        Json json = ErlTypes.Decode<Json>(bytes);
        Assert.Equal(("Ann", 2.5), (json.FirstName, json.Score));
    }

    [Theory]
    [InlineData("{add,1}", "Add: a tuple of 3 elements tagged add expected")]
    [InlineData("{sub,1,2}", "Add: a tuple of 3 elements tagged add expected")]
    [InlineData("{add,a,2}", "Add.A: an integer expected, found a")]
    public void Another_shape_is_refused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<TermFormatException>(() => ErlTypes.Decode<Add>(Term.Parse(text).Encode())).Message);

    [Fact]
    public void Values_that_do_not_fit_are_refused()
    {
        Refused<Settings>("#{is_on => true, max => 256}", "Settings.Limit: an integer from 0 to 255 expected, found 256");
        Refused<Settings>("#{is_on => true}", "the key max is missing");
        Refused<Color>("green", "Color (red | dark_blue | 'the other') expected, found green");
        Refused<Account>("#{http_name => \"\"}", "the struct MyApp.User expected");
        Assert.Contains("99 is no member of Color", Assert.Throws<TermFormatException>(() => ErlTypes.Encode((Color)99)).Message);
        Assert.Throws<InvalidOperationException>(() => ErlTypes.Encode(new object()));
    }

    private static void Refused<T>(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<TermFormatException>(() => ErlTypes.Decode<T>(Term.Parse(text).Encode())).Message);
}
