using System.IO.Compression;
using System.Text;

namespace ErlDist.Tests.Terms;

public sealed class TermLimitsTests
{
    private static readonly TermLimits s_limits = new()
    {
        MaxDepth = 10, MaxTermBytes = 1000, MaxDecompressedBytes = 500, MaxElements = 20, MaxIntegerBytes = 16,
        MaxObjectBytes = 2000,
    };

    [Fact]
    public void Every_limit_has_a_test() => LimitCoverage.Check(typeof(TermLimits), typeof(TermLimitsTests));

    [Fact]
    public void MaxDepth()
    {
        Assert.Equal(Nested(10), Term.Decode(Nested(10).Encode(), s_limits));
        Fails("deeper", Nested(11).Encode());
    }

    [Fact]
    public void MaxDepth_of_text()
    {
        string Brackets(int depth) => new string('[', depth) + new string(']', depth);
        int most = TermLimits.Default.MaxDepth;
        Assert.Equal(Nested(most), Term.Parse(Brackets(most + 1)));
        Assert.Contains("deeper", Assert.Throws<TermTextException>(() => Term.Parse(Brackets(most + 2))).Message);
        Assert.Throws<TermTextException>(() => Term.Parse(new string('[', 1_000_000)));
    }

    [Fact]
    public void MaxDepth_of_what_is_written()
    {
        Assert.Equal(Nested(10), Term.Decode(Nested(10).Encode(s_limits), s_limits));
        Assert.Equal(nameof(TermLimits.MaxDepth), Assert.Throws<TermFormatException>(() => Nested(11).Encode(s_limits)).Limit);
    }

    [Fact]
    public void MaxObjectBytes()
    {
        // Ten tuples of 32 + 24 + 8 bytes each, and the list.
        Term Of(int count) => Term.List([.. Enumerable.Repeat((Term)Term.Tuple(ErlList.Empty), count)]);
        Assert.Equal(Of(10), Term.Decode(Of(10).Encode(), s_limits));
        TermLimits limits = s_limits with { MaxObjectBytes = 700 };
        Assert.Equal(
            nameof(TermLimits.MaxObjectBytes), Assert.Throws<TermFormatException>(() => Term.Decode(Of(10).Encode(), limits)).Limit);
    }

    [Fact]
    public void Skipping_needs_no_stack()
    {
        var reader = new TermReader(Deep(1_000_000).AsSpan(1));
        reader.Skip();
        Assert.True(reader.AtEnd);
    }

    [Fact]
    public void MaxTermBytes() => Fails("1006 bytes", new ErlBinary(new byte[1000]).Encode());

    [Fact]
    public void MaxElements()
    {
        static Term Of(int count) => Term.List(Term.Tuple([.. Enumerable.Repeat((Term)Atom.Ok, count)]), Term.Tuple(Atom.Ok), 7);
        Assert.Equal(Of(16), Term.Decode(Of(16).Encode(), s_limits));
        Fails("elements", Of(17).Encode());
        Fails("elements", Term.CharList(new string('a', 21)).Encode());
        Fails("elements", new ErlMap([.. Enumerable.Range(0, 11).Select(i => KeyValuePair.Create((Term)i, (Term)i))]).Encode());
    }

    [Fact]
    public void MaxIntegerBytes()
    {
        Term Of(int bits) => Term.Integer(System.Numerics.BigInteger.One << bits);
        Assert.Equal(Of(127), Term.Decode(Of(127).Encode(), s_limits));
        Fails("integer of 17 bytes", Of(128).Encode());
        string digits = new string('9', 200_000);
        Assert.Contains("digits", Assert.Throws<TermTextException>(() => Term.Parse(digits)).Message);
    }

    [Fact]
    public void Bytes_of_a_binary_in_text()
    {
        Assert.Throws<TermTextException>(() => Term.Parse("<<0:999999999999>>"));
        Assert.Throws<TermTextException>(() => Term.Parse("<<0:99999999,0:99999999,0:99999999>>"));
    }

    [Fact]
    public void MaxDecompressedBytes()
    {
        Term Of(int length) => new ErlBinary(new byte[length]);
        Assert.Equal(Of(495), Term.Decode(Compress(Of(495)), s_limits));
        Fails("more than the limit of 500", Compress(Of(496)));
    }

    [Fact]
    public void A_compressed_term_that_lies_about_its_length()
    {
        byte[] bytes = Compress(new ErlBinary(new byte[100]));
        bytes[5]++;
        Fails("does not unpack", bytes);
        bytes[5] -= 2;
        Fails("does not unpack", bytes);
        bytes[5] += 1;
        bytes[8] ^= 0xFF;
        Fails("zlib", bytes);
        // 400 MB in 12 bytes: nothing is allocated for it
        byte[] lie = [131, 80, 0x17, 0xFF, 0xFF, 0xFF, .. bytes.AsSpan(6, 6)];
        Assert.Contains("cannot unpack", Assert.Throws<TermFormatException>(
            () => Term.Decode(lie, new TermLimits { MaxDecompressedBytes = int.MaxValue })).Message);
    }

    [Fact]
    public void Counts_that_lie_allocate_nothing()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        // Each of 500 levels says it has as many elements as there are bytes left: true of one of them at most.
        var bytes = new List<byte> { 131 };
        for (int i = 0; i < 500; i++)
        {
            bytes.AddRange([105, 0, 0, 100, 0]);
        }

        bytes.AddRange(new byte[25_700]);
        byte[] hostile = [.. bytes];
        long input = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Throws<TermFormatException>(() => Term.Decode(hostile));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before - input, 0, 10 * hostile.Length);
    }

    [Fact]
    public void Ever_new_atoms_are_not_kept()
    {
        WeakReference[] atoms = Read(100_000);
        GC.Collect();
        Assert.InRange(atoms.Count(a => a.IsAlive), 0, 4096);

        static WeakReference[] Read(int count) =>
            [.. Enumerable.Range(0, count).Select(i => new WeakReference(Term.Decode(new Atom($"new_atom_{i}").Encode())))];
    }

    [Fact]
    public void Atoms_have_255_characters_at_most()
    {
        string longest = new('é', 255);
        Assert.Equal(longest, ((Atom)Term.Decode(new Atom(longest).Encode())).Name);
        Assert.Equal(255, new Atom(string.Concat(Enumerable.Repeat("😀", 255))).Name.EnumerateRunes().Count());
        Assert.Throws<ArgumentException>(() => new Atom(longest + "e"));
        Assert.Throws<ArgumentException>(() => new Atom("half \uD83D"));
        byte[] name = Encoding.UTF8.GetBytes(new string('a', 256));
        Assert.Throws<TermFormatException>(() => Term.Decode([131, 118, 1, 0, .. name]));
        Assert.Throws<TermFormatException>(() => Term.Decode([131, 100, 1, 0, .. name]));
        Assert.Throws<TermTextException>(() => Term.Parse(new string('a', 256)));
    }

    private static Term Nested(int depth)
    {
        Term term = ErlList.Empty;
        for (int i = 0; i < depth; i++)
        {
            term = Term.List(term);
        }

        return term;
    }

    private static byte[] Deep(int depth)
    {
        byte[] bytes = new byte[1 + (2 * depth) + 1];
        bytes[0] = 131;
        for (int i = 1; i < bytes.Length - 1; i += 2)
        {
            (bytes[i], bytes[i + 1]) = (104, 1);
        }

        bytes[^1] = 106;
        return bytes;
    }

    private static byte[] Compress(Term term)
    {
        byte[] plain = term.Encode();
        var packed = new MemoryStream();
        using (var deflater = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            deflater.Write(plain.AsSpan(1));
        }

        int length = plain.Length - 1;
        return [131, 80, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length, .. packed.ToArray()];
    }

    private static void Fails(string reason, byte[] bytes) =>
        Assert.Contains(reason, Assert.Throws<TermFormatException>(() => Term.Decode(bytes, s_limits)).Message);
}
