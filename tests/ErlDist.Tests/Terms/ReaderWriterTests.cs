using System.Buffers;
using System.Numerics;
using ErlDist.Terms;
using ErlDist.Testing;

namespace ErlDist.Tests.Terms;

public sealed class ReaderWriterTests
{
    [Fact]
    public void Reads_value_by_value()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new TermWriter(buffer);
        writer.WriteVersion();
        writer.WriteTupleHeader(12);
        writer.WriteAtom("call");
        writer.WriteInt64(-5);
        writer.WriteUInt64(ulong.MaxValue);
        writer.WriteBigInteger(BigInteger.Pow(10, 30));
        writer.WriteDouble(1.5);
        writer.WriteBoolean(true);
        writer.WriteBinary([1, 2]);
        writer.WriteString("né😀");
        writer.WriteCharList("né😀");
        writer.WriteListHeader(1);
        writer.WriteNil();
        writer.WriteNil();
        writer.WriteMapHeader(1);
        writer.WriteAtom(Atom.Ok);
        writer.WritePid(new Pid(Atom.Get("a@h"), 1, 2, 3));
        writer.WriteTerm(Term.Tuple());
        writer.Flush();
        Assert.Equal(buffer.WrittenCount, writer.Written);

        var reader = new TermReader(buffer.WrittenSpan);
        reader.SkipVersion();
        Assert.Equal(TermKind.Tuple, reader.Peek());
        Assert.Equal(12, reader.ReadTupleHeader());
        Assert.False(reader.TryReadAtom("cast"u8));
        Assert.True(reader.TryReadAtom("call"u8));
        Assert.Equal(-5, reader.ReadInt64());
        Assert.Equal(ulong.MaxValue, reader.ReadBigInteger());
        Assert.Equal(BigInteger.Pow(10, 30), reader.ReadBigInteger());
        Assert.Equal(1.5, reader.ReadDouble());
        Assert.True(reader.ReadBoolean());
        Assert.Equal([1, 2], reader.ReadBinary().ToArray());
        Assert.Equal("né😀", reader.ReadString());
        Assert.Equal("né😀", reader.ReadString());
        Assert.Equal(1, reader.ReadListHeader());
        Assert.Equal(0, reader.ReadListHeader());
        reader.ReadListEnd();
        reader.ReadListEnd();
        Assert.Equal(1, reader.ReadMapHeader());
        Assert.Equal(Atom.Ok, reader.ReadAtom());
        Assert.Equal(new Pid(Atom.Get("a@h"), 1, 2, 3), reader.ReadPid());
        Assert.Equal(Term.Tuple(), reader.ReadTerm());
        Assert.True(reader.AtEnd);
    }

    /// <summary>STRING_EXT passes for a list of integers, whatever its bytes look like: 119 would be an atom's tag.</summary>
    [Fact]
    public void String_reads_like_any_list()
    {
        byte[] bytes = [107, 0, 4, 119, 104, 106, 1, 97, 9];
        var reader = new TermReader(bytes);
        Assert.Equal(TermKind.List, reader.Peek());
        Assert.Equal(4, reader.ReadListHeader());
        Assert.Equal(TermKind.Integer, reader.Peek());
        Assert.False(reader.TryReadAtom("x"u8));
        Assert.Equal(119, reader.ReadInt64());
        Assert.Equal((Term)104, reader.ReadTerm());
        reader.Skip();
        Assert.False(reader.AtEnd);
        Assert.Equal(1, reader.ReadBigInteger());
        reader.ReadListEnd();
        Assert.Equal(9, reader.ReadInt64());
        Assert.True(reader.AtEnd);

        Assert.Throws<TermFormatException>(() =>
        {
            var encoded = new TermReader(bytes);
            encoded.ReadListHeader();
            encoded.ReadEncoded();
        });
    }

    [Fact]
    public void Improper_list_where_a_proper_one_is_expected()
    {
        byte[] bytes = Term.ImproperList([1], 2).Encode();
        Assert.Throws<TermFormatException>(() =>
        {
            var reader = new TermReader(bytes.AsSpan(1));
            Assert.Equal(1, reader.ReadListHeader());
            reader.Skip();
            reader.ReadListEnd();
        });
    }

    [Theory]
    [InlineData("{}", "ReadInt64", "an integer expected, found a tuple of 0 elements")]
    [InlineData("1", "ReadAtom", "an atom expected, found 1")]
    [InlineData("a", "ReadDouble", "a float expected, found a")]
    [InlineData("9007199254740993", "ReadDouble", "an integer that no float is exactly")]
    [InlineData("16#10000000000000001", "ReadDouble", "an integer that no float is exactly")]
    [InlineData("1.0e300", "ReadSingle", "a float of 32 bits expected, found 1E+300")]
    [InlineData("256", "ReadInteger", "an integer from 0 to 255 expected, found 256")]
    [InlineData("-1", "ReadUInt64", "an integer from 0 to 18446744073709551615 expected, found a negative one")]
    [InlineData("16#10000000000000000", "ReadUInt64", "found a larger one")]
    [InlineData("maybe", "ReadBoolean", "true or false expected, found the atom 'maybe'")]
    [InlineData("[1]", "ReadBinary", "a binary expected, found a list of 1 elements")]
    [InlineData("<<1:1>>", "ReadBinary", "a bitstring that ends within a byte")]
    [InlineData("<<255>>", "ReadString", "no UTF-8")]
    [InlineData("[-1]", "ReadString", "a list with -1")]
    [InlineData("[16#D800]", "ReadString", "a list with 55296")]
    [InlineData("[1|2]", "ReadString", "a proper list expected, found 2")]
    [InlineData("a", "ReadTuple", "a tuple expected, found a")]
    [InlineData("a", "ReadMap", "a map expected, found a")]
    [InlineData("a", "ReadList", "a list expected, found a")]
    [InlineData("a", "ReadPid", "a pid expected, found a")]
    [InlineData("a", "ReadPort", "a port expected, found a")]
    [InlineData("a", "ReadReference", "a reference expected, found a")]
    [InlineData("16#8000000000000000", "ReadInt64", "64 bits expected")]
    public void Another_kind_than_asked_for(string text, string method, string reason)
    {
        byte[] bytes = Term.Parse(text).Encode();
        TermFormatException failure = Assert.Throws<TermFormatException>(() =>
        {
            var reader = new TermReader(bytes);
            reader.SkipVersion();
            switch (method)
            {
                case "ReadInt64":
                    reader.ReadInt64();
                    break;
                case "ReadAtom":
                    reader.ReadAtom();
                    break;
                case "ReadDouble":
                    reader.ReadDouble();
                    break;
                case "ReadSingle":
                    reader.ReadSingle();
                    break;
                case "ReadInteger":
                    reader.ReadInteger(byte.MinValue, byte.MaxValue);
                    break;
                case "ReadUInt64":
                    reader.ReadUInt64();
                    break;
                case "ReadBoolean":
                    reader.ReadBoolean();
                    break;
                case "ReadBinary":
                    reader.ReadBinary();
                    break;
                case "ReadString":
                    reader.ReadString();
                    break;
                case "ReadTuple":
                    reader.ReadTupleHeader();
                    break;
                case "ReadMap":
                    reader.ReadMapHeader();
                    break;
                case "ReadList":
                    reader.ReadListHeader();
                    break;
                case "ReadPid":
                    reader.ReadPid();
                    break;
                case "ReadPort":
                    reader.ReadPort();
                    break;
                default:
                    reader.ReadReference();
                    break;
            }
        });
        Assert.Contains(reason, failure.Message);
    }

    [Fact]
    public void Kinds_by_tag()
    {
        foreach (Golden golden in Golden.All.Where(g => g.Input[1] != 80))
        {
            var term = Term.Decode(golden.Input);
            TermKind kind = term switch
            {
                ErlInteger or ErlBigInteger => TermKind.Integer,
                ErlFloat => TermKind.Float,
                Atom => TermKind.Atom,
                ErlBinary => TermKind.Binary,
                ErlBitstring => TermKind.Bitstring,
                ErlList or ErlImproperList => TermKind.List,
                ErlTuple => TermKind.Tuple,
                ErlMap => TermKind.Map,
                Pid => TermKind.Pid,
                Port => TermKind.Port,
                Reference => TermKind.Reference,
                ErlNativeRecord => TermKind.Record,
                ErlExport => TermKind.Export,
                _ => TermKind.Fun,
            };
            Assert.Equal(golden.Input[1] == 77 ? TermKind.Bitstring : kind, new TermReader(golden.Input.AsSpan(1)).Peek());
        }
    }

    [Fact]
    public void Atom_table_holds_255_atoms_and_no_more()
    {
        var table = new AtomRefTable();
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 255; i++)
            {
                Assert.Equal(i, table.GetOrAdd(new Atom($"a{i}")));
            }

            Assert.Equal(-1, table.GetOrAdd(new Atom("one more")));
            Assert.Equal(7, table.GetOrAdd(new Atom("a7")));
            Assert.Equal(["a0", "a1"], table.Atoms[..2].ToArray().Select(a => a.Name));
            table.Clear();
            Assert.Equal(0, table.Count);
        }

        var buffer = new ArrayBufferWriter<byte>();
        var writer = new TermWriter(buffer, table);
        Term all = Term.List([.. Enumerable.Range(0, 300).Select(i => (Term)new Atom($"a{i}"))]);
        writer.WriteTerm(all);
        writer.Flush();
        Assert.Equal(all, new TermReader(buffer.WrittenSpan, table.Atoms).ReadTerm());
    }

    [Fact]
    public void Atom_reference_beyond_the_header()
    {
        byte[] bytes = [82, 1];
        Assert.Equal(Atom.Ok, new TermReader(bytes, [Atom.Error, Atom.Ok]).ReadAtom());
        Assert.True(new TermReader(bytes, [Atom.Error, Atom.Ok]).TryReadAtom("ok"u8));
        Assert.Throws<TermFormatException>(() => new TermReader(bytes, [Atom.Error]).ReadAtom());
    }

    [Fact]
    public void Writes_into_blocks_of_any_size()
    {
        Term term = Term.List(new string('x', 10_000), Term.CharList(new string('é', 70_000)), BigInteger.One << 5000, 1, 2.0);
        var output = new StingyWriter();
        term.EncodeTo(output);
        Assert.Equal(term.Encode(), output.Bytes);
    }

    [Theory]
    [InlineData(65_535, 107)]
    [InlineData(65_536, 108)]
    public void Strings_end_at_65535_bytes(int length, byte tag)
    {
        Assert.Equal(tag, Term.CharList(new string('a', length)).Encode()[1]);
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new TermWriter(buffer);
        writer.WriteCharList(new string('a', length));
        writer.Flush();
        Assert.Equal(Term.CharList(new string('a', length)).Encode()[1..], buffer.WrittenSpan.ToArray());
        Assert.Equal(length, new TermReader(buffer.WrittenSpan).ReadString().Length);
    }

    [Theory]
    [InlineData("2", 2.0)]
    [InlineData("-70000", -70000.0)]
    [InlineData("9007199254740992", 9007199254740992.0)]
    [InlineData("-9223372036854775808", -9223372036854775808.0)]
    [InlineData("1267650600228229401496703205376", 1267650600228229401496703205376.0)]
    [InlineData("1.5", 1.5)]
    public void Float_where_an_integer_came_that_is_one_exactly(string text, double value)
    {
        var reader = new TermReader(Term.Parse(text).Encode().AsSpan(1));
        Assert.Equal(value, reader.ReadDouble());
        Assert.Equal((float)value, new TermReader(Term.Parse(text).Encode().AsSpan(1)).ReadSingle());
        Assert.Equal(2.0, new TermReader([110, 1, 0, 2]).ReadDouble());
    }

    [Theory]
    [InlineData(@"\uD800")]
    [InlineData(@"a\uDC00b")]
    [InlineData(@"\uD83D\uDE00\uD83D")]
    public void Half_a_surrogate_pair_is_refused(string text)
    {
        string half = System.Text.RegularExpressions.Regex.Unescape(text);
        Assert.Contains("U+D", Assert.Throws<ArgumentException>(() => new TermWriter(new ArrayBufferWriter<byte>()).WriteString(half)).Message);
        Assert.Throws<ArgumentException>(() => new TermWriter(new ArrayBufferWriter<byte>()).WriteCharList(half));
        Assert.Throws<ArgumentException>(() => new ErlBinary(half));
        Assert.Throws<ArgumentException>(() => (Term)half);
        Assert.Throws<ArgumentException>(() => Term.CharList(half));
        Assert.Throws<ArgumentException>(() => new Atom(half));
    }

    [Fact]
    public void Values_that_Erlang_does_not_have()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TermWriter(new ArrayBufferWriter<byte>()).WriteDouble(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TermWriter(new ArrayBufferWriter<byte>()).WriteListHeader(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ErlFloat(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ErlBigInteger(long.MaxValue));
        Assert.Throws<ArgumentException>(() => new ErlBitstring([], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ErlBitstring([1], 8));
        Assert.Throws<ArgumentException>(() => new Reference(Atom.Ok, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ErlExport(Atom.Ok, Atom.Ok, 256));
    }

    [Fact]
    public void Reading_what_is_known_allocates_nothing()
    {
        byte[] bytes = Term.Tuple(Atom.Get("$gen_call"), new Pid(Atom.Get("a@h"), 1, 2, 3), 1000, 2.5, "text", Term.CharList("text")).Encode();
        var pids = new PidCache();
        Read(bytes, pids);
        Assert.Equal(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                Read(bytes, pids);
            }
        }));

        static void Read(byte[] bytes, PidCache pids)
        {
            var reader = new TermReader(bytes, default, pids: pids);
            reader.SkipVersion();
            reader.ReadTupleHeader();
            reader.ReadAtom();
            reader.ReadPid();
            reader.ReadInt64();
            reader.ReadDouble();
            reader.ReadBinary();
            reader.Skip();
        }
    }

    private sealed class StingyWriter : IBufferWriter<byte>
    {
        private readonly List<byte> _bytes = [];
        private byte[] _block = [];

        public byte[] Bytes => [.. _bytes];

        public void Advance(int count) => _bytes.AddRange(_block.AsSpan(0, count));

        public Memory<byte> GetMemory(int sizeHint = 0) => _block = new byte[Math.Max(1, sizeHint)];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
