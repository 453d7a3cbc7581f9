namespace ErlDist.Tests.Terms;

public sealed class MalformedTests
{
    /// <summary>Bytes in hex, and a part of what the error says.</summary>
    [Theory]
    [InlineData("", "end within a term")]
    [InlineData("82", "version byte 131 expected")]
    [InlineData("83", "end within a term")]
    [InlineData("8361", "end within a term")]
    [InlineData("83836101", "version byte (131) where a term should be")]
    [InlineData("8300", "unknown tag 0")]
    [InlineData("83FF", "unknown tag 255")]
    [InlineData("835001", "end within a term")]
    [InlineData("8368015000000000", "a compressed term")]
    [InlineData("8379010203", "LOCAL_EXT")]
    [InlineData("8352", "end within a term")]
    [InlineData("835200", "atom 0 of the distribution header, which has 0")]
    [InlineData("837702FFFE", "no UTF-8")]
    [InlineData("837703EDA080", "no UTF-8")]
    [InlineData("836D00000005616263", "end within a term")]
    [InlineData("836DFFFFFFFF616263", "end within a term")]
    [InlineData("834D000000010001", "0 bits in the last")]
    [InlineData("834D000000010901", "9 bits in the last")]
    [InlineData("834D0000000008", "8 bits in the last")]
    [InlineData("83467FF0000000000000", "infinite or no number")]
    [InlineData("83467FF8000000000000", "infinite or no number")]
    [InlineData("8363312E782020202020202020202020202020202020202020202020202020202020", "text is no float")]
    [InlineData("836339653939390000000000000000000000000000000000000000000000000000", "infinite or no number")]
    [InlineData("836900000002", "end within a term")]
    [InlineData("8369FFFFFFFF6101", "end within a term")]
    [InlineData("836CFFFFFFFF6A", "end within a term")]
    [InlineData("8374FFFFFFFF6A", "end within a term")]
    [InlineData("837480000001", "end within a term")]
    [InlineData("8374000000026101610161016102", "a key twice")]
    [InlineData("83740000000268006A68006A", "a key twice")]
    [InlineData("836E0500", "end within a term")]
    [InlineData("836F7FFFFFFF00", "end within a term")]
    [InlineData("8371770161770162620000012C", "arity 300")]
    [InlineData("8371610177016203", "an atom expected, found 1")]
    [InlineData("83586101000000010000000200000003", "a node name expected")]
    [InlineData("83677701610000000100000002FF", "creation 255")]
    [InlineData("835A000077016100000003", "0 words")]
    [InlineData("835A000677016100000003", "6 words")]
    [InlineData("836101FF", "behind the term")]
    [InlineData("8343000000020177016D77016E77016177016161016102", "a field twice")]
    [InlineData("83430000000003", "flags 3")]
    [InlineData("8343FFFFFFFF01", "end within a term")]
    [InlineData("83430000000101770161", "end within a term")]
    [InlineData("834300000001017701616101", "an atom expected, found 1")]
    public void Is_refused(string hex, string reason)
    {
        byte[] bytes = Convert.FromHexString(hex);
        TermFormatException failure = Assert.Throws<TermFormatException>(() => Term.Decode(bytes));
        Assert.Contains(reason, failure.Message);
        Assert.InRange(failure.Offset, 0, bytes.Length);
    }

    [Fact]
    public void Every_unknown_tag_is_refused()
    {
        byte[] known = [67, 70, 77, 80, 82, 88, 89, 90, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 120];
        foreach (byte tag in Enumerable.Range(0, 256).Select(t => (byte)t).Except(known))
        {
            byte[] bytes = [131, tag, .. new byte[200]];
            Assert.Equal(1, Assert.Throws<TermFormatException>(() => Term.Decode(bytes)).Offset);
            Assert.Throws<TermFormatException>(() => new TermReader(bytes.AsSpan(1)).Peek());
            Assert.Throws<TermFormatException>(() => new TermReader(bytes.AsSpan(1)).Skip());
        }
    }

    [Fact]
    public void Empty_BIT_BINARY_is_the_empty_binary() => Assert.Equal(ErlBinary.Empty, Term.Decode([131, 77, 0, 0, 0, 0, 0]));

    [Fact]
    public void Size_of_a_fun_means_nothing()
    {
        byte[] bytes = Golden.All.First(g => g.Input[1] == 112).Input;
        byte[] lying = [131, 112, 0xFF, 0xFF, 0xFF, 0xFF, .. bytes.AsSpan(6)];
        Assert.Equal(Term.Decode(bytes), Term.Decode(lying));
        var reader = new TermReader(lying);
        reader.SkipVersion();
        reader.Skip();
        Assert.True(reader.AtEnd);
    }

    /// <summary>FUN_EXT, which no release since R8 writes, from erl_ext_dist's description.</summary>
    [Fact]
    public void Fun_of_old_is_read_and_written_as_it_came()
    {
        byte[] bytes = [131, 117, 0, 0, 0, 1, 88, 119, 1, 97, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 119, 1, 109, 97, 5, 97, 6, 106];
        ErlFun fun = Assert.IsType<ErlFun>(Term.Decode(bytes));
        Assert.Null(fun.Arity);
        Assert.Equal("m", fun.Module.Name);
        Assert.Equal((5, 6), (fun.OldIndex, fun.OldUnique));
        Assert.Equal([ErlList.Empty], fun.FreeVariables);
        Assert.Equal(bytes, fun.Encode());
        Assert.Equal("#Fun<m.5.6>", fun.ToString());
        Assert.Equal(fun, Term.Decode(bytes));
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<TermFormatException>(() => Term.Decode(bytes.AsSpan(0, length)));
        }
    }
}
