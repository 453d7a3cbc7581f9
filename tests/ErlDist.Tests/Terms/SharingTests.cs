using System.Buffers;
using System.Runtime.InteropServices;
using ErlDist.Mapping;

namespace ErlDist.Tests.Terms;

/// <summary>What decoded values share to save memory, and that nothing else changes by it.</summary>
public sealed class SharingTests
{
    [Fact]
    public void Small_binaries_of_a_large_term_lie_in_blocks()
    {
        Term[] binaries = [.. Enumerable.Range(0, 500).Select(i => (Term)Enumerable.Repeat((byte)i, i % 300).ToArray())];
        var list = (ErlList)Term.Decode(Term.List(binaries).Encode());
        Assert.Equal(binaries, list);
        Assert.Same(ArrayOf(list[1]), ArrayOf(list[2]));
        Assert.All(list, binary => Assert.InRange(ArrayOf(binary).Length, 0, 4096));
        Assert.NotSame(ArrayOf(list[290]), ArrayOf(list[291]));
    }

    [Fact]
    public void A_binary_of_a_small_term_has_an_array_of_its_own() =>
        Assert.Equal(3, ArrayOf(((ErlTuple)Term.Decode(Term.Tuple("abc", 1, 2).Encode()))[0]).Length);

    [Fact]
    public void Copies_of_a_reader_never_write_to_one_place()
    {
        byte[] encoded = Term.List([.. Enumerable.Range(0, 100).Select(i => (Term)new[] { (byte)i, (byte)i })]).Encode();
        var reader = new TermReader(encoded);
        reader.SkipVersion();
        TermReader copy = reader;
        Term first = copy.ReadTerm();
        Term second = reader.ReadTerm();
        Assert.Equal(first, second);
        Assert.Equal(encoded, first.Encode());

        var both = new TermReader([.. encoded.AsSpan(1), .. encoded.AsSpan(1)]);
        Term before = both.ReadTerm();
        TermReader again = both;
        Term other = again.ReadTerm();
        Assert.Equal(other, both.ReadTerm());
        Assert.Equal(encoded, before.Encode());
        Assert.Equal(encoded, other.Encode());
    }

    [Theory]
    [InlineData("binaries")]
    [InlineData("integers")]
    [InlineData("atoms")]
    public void Maps_are_the_same_whether_their_keys_come_in_order_or_not(string kind)
    {
        Term[] keys = [.. Enumerable.Range(0, 300).Select(i => kind switch { "binaries" => $"k{i}", "integers" => (Term)(i * 1000), _ => Atom.Get($"a{i}") })];
        var sorted = (ErlMap)Term.Decode(Bytes([.. keys.Order()]));
        var reversed = (ErlMap)Term.Decode(Bytes([.. keys.OrderDescending()]));
        Assert.Equal(sorted, reversed);
        Assert.Equal(sorted.Encode(), reversed.Encode());
        Assert.All(keys, key => Assert.True(sorted[key] == 1 && reversed[key] == 1));
        Assert.False(sorted.ContainsKey("none"));
        Assert.Throws<TermFormatException>(() => Term.Decode(Bytes([.. keys.Order(), keys[7]])));
        Assert.Throws<TermFormatException>(() => Term.Decode(Bytes([.. keys.Order().SelectMany(key => new[] { key, key })])));
    }

    [Fact]
    public void Memory_is_a_part_of_what_is_decoded_where_that_was_given_as_memory()
    {
        byte[] encoded = Term.Parse("<<1,2,3>>").Encode();
        ReadOnlyMemory<byte> part = ErlTypes.Decode<ReadOnlyMemory<byte>>(encoded.AsMemory());
        Assert.Equal([1, 2, 3], part.ToArray());
        encoded[^1] = 9;
        Assert.Equal([1, 2, 9], part.ToArray());
        Assert.Equal([1, 2, 9], ErlTypes.Decode<ReadOnlyMemory<byte>>(encoded.AsSpan()).ToArray());
        var binary = (ErlBinary)Term.Decode(encoded.AsMemory());
        encoded[^1] = 8;
        Assert.Equal([1, 2, 8], binary.Bytes.ToArray());
    }

    [Fact]
    public void Texts_that_come_again_are_one_instance()
    {
        string text = Guid.NewGuid().ToString("N")[..20];
        string[] read = [.. Enumerable.Range(0, 4).Select(_ => Shared(text))];
        Assert.All(read, other => Assert.Equal(text, other));
        Assert.Same(read[2], read[3]);
        Assert.Equal("grüße", Shared("grüße"));
        Assert.Equal("", Shared(""));
        Assert.Equal(new string('x', 100), Shared(new string('x', 100)));
        Assert.Throws<TermFormatException>(() =>
        {
            var reader = new TermReader(Term.Parse("<<255>>").Encode().AsSpan(1));
            reader.TryReadSharedString(out _);
        });

        static string Shared(string text)
        {
            var reader = new TermReader(((Term)text).Encode().AsSpan(1));
            Assert.True(reader.TryReadSharedString(out string? shared));
            return shared;
        }
    }

    private static byte[] ArrayOf(Term binary) => MemoryMarshal.TryGetArray(((ErlBinary)binary).Bytes, out ArraySegment<byte> segment) ? segment.Array! : [];

    private static byte[] Bytes(Term[] keys)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new TermWriter(buffer);
        writer.WriteVersion();
        writer.WriteMapHeader(keys.Length);
        foreach (Term key in keys)
        {
            writer.WriteTerm(key);
            writer.WriteInt64(1);
        }

        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
