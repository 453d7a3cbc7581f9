using System.Buffers;

namespace ErlDist.Tests.Terms;

public sealed class GoldenTests
{
    public static TheoryData<string> Expressions => [.. Golden.All.Select(g => g.Expression)];

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Decoding_and_encoding_gives_the_bytes_of_OTP(string expression)
    {
        Golden golden = Find(expression);
        Assert.Equal(Convert.ToHexString(golden.Bytes), Convert.ToHexString(Term.Decode(golden.Input).Encode()));
    }

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Prints_as_OTP_does(string expression)
    {
        Golden golden = Find(expression);
        Assert.Equal(golden.Text, Term.Decode(golden.Input).ToString());
    }

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Text_of_OTP_reads_as_the_same_term(string expression)
    {
        Golden golden = Find(expression);
        if (golden.Text.StartsWith('<') && !golden.Text.StartsWith("<<", StringComparison.Ordinal))
        {
            Assert.False(Term.TryParse(golden.Text, out _));
        }
        else if (golden.Text.Contains("#Fun<") || golden.Text.Contains("#Ref<") || golden.Text.Contains("#Port<"))
        {
            Assert.Throws<TermTextException>(() => Term.Parse(golden.Text));
        }
        else
        {
            Assert.Equal(Term.Decode(golden.Bytes), Term.Parse(golden.Text));
        }
    }

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Cut_anywhere_it_is_malformed(string expression)
    {
        byte[] bytes = Find(expression).Input;
        // Compressed data may lack its end: zlib's check sum and empty blocks, which stand behind all that is unpacked.
        int least = bytes[1] == 80 ? bytes.Length - 8 : bytes.Length;
        for (int length = 0; length < least; length++)
        {
            Assert.Throws<TermFormatException>(() => Term.Decode(bytes.AsSpan(0, length)));
            Assert.Throws<TermFormatException>(() => SkipWhole(bytes.AsSpan(0, length)));
        }
    }

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Skipping_ends_where_reading_does(string expression)
    {
        byte[] bytes = [.. Find(expression).Input, 97, 1];
        var reader = new TermReader(bytes);
        var skipper = new TermReader(bytes);
        reader.SkipVersion();
        skipper.SkipVersion();
        reader.ReadTerm();
        skipper.Skip();
        Assert.Equal(reader.Consumed, skipper.Consumed);
    }

    [Theory]
    [MemberData(nameof(Expressions))]
    public void In_pieces_it_decodes_the_same(string expression)
    {
        byte[] bytes = Find(expression).Input;
        var first = new Piece(bytes.AsMemory(0, 1), 0);
        Piece last = first;
        for (int i = 1; i < bytes.Length; i++)
        {
            last = last.Append(bytes.AsMemory(i, 1));
        }

        Assert.Equal(Term.Decode(bytes), Term.Decode(new ReadOnlySequence<byte>(first, 0, last, 1)));
    }

    [Fact]
    public void Each_tag_stands_in_the_tables()
    {
        byte[] inward = [70, 77, 80, 88, 89, 90, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116, 118, 119, 120];
        Assert.Equal(inward, Golden.All.Select(g => g.Input[1]).Distinct().Order());
    }

    private static void SkipWhole(ReadOnlySpan<byte> bytes)
    {
        var reader = new TermReader(bytes);
        reader.SkipVersion();
        reader.Skip();
    }

    private static Golden Find(string expression) => Golden.All.First(g => g.Expression == expression);

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
