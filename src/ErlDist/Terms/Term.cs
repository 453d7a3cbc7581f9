using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using ErlDist.Terms;

namespace ErlDist;

/// <summary>An Erlang value. Immutable; equality is Erlang's <c>=:=</c>, order Erlang's <c>&lt;</c>.</summary>
/// <remarks>
/// <para>Made by conversion (<c>Term t = 42;</c>), by the factories here or by the classes' own constructors; taken apart by C#
/// patterns: <c>if (term is ErlTuple and [Atom { Name: "ok" }, ErlInteger { Value: var n }])</c>.</para>
/// <para>A term of any depth is compared, hashed, printed, read and written on any stack.</para>
/// </remarks>
public abstract partial class Term : IEquatable<Term>, IComparable<Term>
{
    /// <summary>Only the kinds of terms that Erlang has.</summary>
    private protected Term()
    {
    }

    /// <summary>An integer.</summary>
    /// <param name="value">Its value.</param>
    public static implicit operator Term(int value) => ErlInteger.Of(value);

    /// <summary>An integer.</summary>
    /// <param name="value">Its value.</param>
    public static implicit operator Term(long value) => ErlInteger.Of(value);

    /// <summary>An integer of any size.</summary>
    /// <param name="value">Its value.</param>
    public static implicit operator Term(BigInteger value) => Integer(value);

    /// <summary>A float.</summary>
    /// <param name="value">Its value, a finite number.</param>
    public static implicit operator Term(double value) => new ErlFloat(value);

    /// <summary>The atom <c>true</c> or <c>false</c>.</summary>
    /// <param name="value">Which.</param>
    public static implicit operator Term(bool value) => Atom.Of(value);

    /// <summary>A binary of the text's UTF-8; a char list is made by <see cref="CharList"/>.</summary>
    /// <param name="text">The text, without surrogates that lack their partner.</param>
    public static implicit operator Term(string text) => new ErlBinary(text);

    /// <summary>A binary.</summary>
    /// <param name="bytes">Its bytes; they are not copied, so they must not change.</param>
    public static implicit operator Term(byte[] bytes) => new ErlBinary(bytes);

    /// <summary>An integer of any size: <see cref="ErlInteger"/> where it fits into 64 bits, else <see cref="ErlBigInteger"/>.</summary>
    /// <param name="value">Its value.</param>
    public static Term Integer(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue ? ErlInteger.Of((long)value) : new ErlBigInteger(value);

    /// <summary>A tuple.</summary>
    /// <param name="elements">Its elements.</param>
    public static ErlTuple Tuple(params ReadOnlySpan<Term> elements) => ErlTuple.Create(elements);

    /// <summary>A proper list.</summary>
    /// <param name="elements">Its elements.</param>
    public static ErlList List(params ReadOnlySpan<Term> elements) => ErlList.Create(elements);

    /// <summary>A list with a tail: <c>[E1, E2 | Tail]</c>. Improper unless the tail is a proper list.</summary>
    /// <param name="elements">Its elements.</param>
    /// <param name="tail">Its tail.</param>
    public static Term ImproperList(ReadOnlySpan<Term> elements, Term tail)
    {
        ArgumentNullException.ThrowIfNull(tail);
        return tail switch
        {
            _ when elements.IsEmpty => tail,
            ErlList list => new ErlList([.. elements, .. list.Elements]),
            ErlImproperList list => new ErlImproperList([.. elements, .. list.Children]),
            _ => new ErlImproperList([.. elements, tail]),
        };
    }

    /// <summary>A map.</summary>
    /// <param name="pairs">Its keys and values.</param>
    /// <exception cref="ArgumentException">A key comes twice.</exception>
    public static ErlMap Map(params ReadOnlySpan<(Term Key, Term Value)> pairs)
    {
        var all = new Term[pairs.Length * 2];
        for (int i = 0; i < pairs.Length; i++)
        {
            (all[i * 2], all[(i * 2) + 1]) = pairs[i];
        }

        return ErlMap.TryCreate(all) ?? throw new ArgumentException("A key comes twice.", nameof(pairs));
    }

    /// <summary>A char list, what Erlang calls a string: the list of a text's code points.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">The text has a surrogate without its partner.</exception>
    public static ErlList CharList(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Utf16.ThrowIfUnpaired(text);
        var codes = new List<Term>(text.Length);
        foreach (System.Text.Rune rune in text.EnumerateRunes())
        {
            codes.Add(rune.Value);
        }

        return codes.Count == 0 ? ErlList.Empty : new ErlList([.. codes]);
    }

    /// <summary>Decodes a term: version byte 131, the term and nothing behind it. Compressed terms are unpacked.</summary>
    /// <param name="data">Its bytes.</param>
    /// <param name="limits">What it may cost; <see cref="TermLimits.Default"/> if not given.</param>
    /// <exception cref="TermFormatException">The bytes are no term, or one beyond a limit.</exception>
    public static Term Decode(ReadOnlySpan<byte> data, TermLimits? limits = null)
    {
        var reader = new TermReader(data, limits: limits);
        reader.SkipVersion();
        Term term = reader.ReadTerm();
        return reader.AtEnd ? term : throw new TermFormatException("bytes behind the term", reader.Consumed);
    }

    /// <summary>As the other one, without a copy of binaries: they are parts of the data, which must not change as long as they are in use.</summary>
    /// <param name="data">Its bytes.</param>
    /// <param name="limits">What it may cost; <see cref="TermLimits.Default"/> if not given.</param>
    /// <exception cref="TermFormatException">The bytes are no term, or one beyond a limit.</exception>
    public static Term Decode(ReadOnlyMemory<byte> data, TermLimits? limits = null)
    {
        var reader = new TermReader(data.Span, default, limits ?? TermLimits.Default, null, new KeptBytes(data));
        reader.SkipVersion();
        Term term = reader.ReadTerm();
        return reader.AtEnd ? term : throw new TermFormatException("bytes behind the term", reader.Consumed);
    }

    /// <summary>Decodes a term: version byte 131, the term and nothing behind it. Compressed terms are unpacked.</summary>
    /// <param name="data">Its bytes; they are copied once if they lie in several pieces.</param>
    /// <param name="limits">What it may cost; <see cref="TermLimits.Default"/> if not given.</param>
    /// <exception cref="TermFormatException">The bytes are no term, or one beyond a limit.</exception>
    public static Term Decode(in ReadOnlySequence<byte> data, TermLimits? limits = null)
    {
        if (data.IsSingleSegment)
        {
            return Decode(data.FirstSpan, limits);
        }

        int most = (limits ?? TermLimits.Default).MaxTermBytes;
        if (data.Length > most)
        {
            throw new TermFormatException($"{data.Length} bytes are more than the limit of {most}", 0, nameof(TermLimits.MaxTermBytes), data.Length, most);
        }

        byte[] copy = BytePool.Shared.Rent((int)data.Length);
        try
        {
            data.CopyTo(copy);
            return Decode(copy.AsSpan(0, (int)data.Length), limits);
        }
        finally
        {
            BytePool.Shared.Return(copy);
        }
    }

    /// <summary>The term that a text is, as <c>erl_parse:parse_term/1</c> takes one; a full stop may end it.</summary>
    /// <param name="text">The text; white space and comments are passed over.</param>
    /// <exception cref="TermTextException">The text is no term.</exception>
    /// <remarks>
    /// Atoms, numbers in any base, characters, strings, binaries with all that <c>erl_parse:parse_term/1</c> takes in them, lists, tuples, maps,
    /// <c>fun M:F/A</c>, comments, parentheses; nothing that would have to be computed. Depth is bounded by <see cref="TermLimits.MaxDepth"/> of
    /// <see cref="TermLimits.Default"/>.
    /// </remarks>
    public static Term Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parser = new TermParser(text);
        Term term = parser.ParseTerm();
        parser.TryFullStop();
        return parser.AtEnd ? term : throw parser.Unexpected("the end of the term");
    }

    /// <summary>The terms of a text, each ended by a full stop, as <c>file:consult/1</c> reads a file.</summary>
    /// <param name="text">The text; white space and comments are passed over.</param>
    /// <exception cref="TermTextException">The text is something else.</exception>
    public static IReadOnlyList<Term> ParseAll(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parser = new TermParser(text);
        var terms = new List<Term>();
        while (!parser.AtEnd)
        {
            terms.Add(parser.ParseTerm());
            if (!parser.TryFullStop())
            {
                throw parser.Unexpected("a full stop");
            }
        }

        return terms;
    }

    /// <summary>The term that a text is, as in <see cref="Parse"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="term">The term, or null.</param>
    /// <returns>Whether the text is a term.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Term? term)
    {
        term = null;
        if (text is null)
        {
            return false;
        }

        try
        {
            term = Parse(text);
        }
        catch (TermTextException)
        {
        }

        return term is not null;
    }

    /// <summary>Encodes the term, with the version byte 131. The same term always has the same bytes.</summary>
    /// <param name="limits">How deep it may be; <see cref="TermLimits.Default"/> if not given.</param>
    /// <exception cref="TermFormatException">The term is deeper than <see cref="TermLimits.MaxDepth"/>.</exception>
    public byte[] Encode(TermLimits? limits = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        EncodeTo(buffer, limits);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Encodes the term, with the version byte 131. The same term always has the same bytes.</summary>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="limits">How deep it may be; <see cref="TermLimits.Default"/> if not given.</param>
    /// <exception cref="TermFormatException">The term is deeper than <see cref="TermLimits.MaxDepth"/>.</exception>
    public void EncodeTo(IBufferWriter<byte> output, TermLimits? limits = null)
    {
        var writer = new TermWriter(output, limits: limits);
        writer.WriteVersion();
        writer.WriteTerm(this);
        writer.Flush();
    }

    /// <inheritdoc/>
    public abstract bool Equals(Term? other);

    /// <inheritdoc/>
    public abstract override bool Equals(object? obj);

    /// <inheritdoc/>
    public abstract override int GetHashCode();

    /// <summary>The term as Erlang text in one line, as <c>io:format("~0tp")</c> prints it.</summary>
    /// <remarks>
    /// Lists and binaries of printable characters are printed as text. Pids, ports, references and closures are printed as
    /// Erlang does, which names no node and cannot be read back. The text is as long as the term is large: what goes to a log or
    /// a message takes <see cref="ToString(int)"/>.
    /// </remarks>
    public sealed override string ToString() => TextFormatter.Format(this, TextFormatter.NoLimit);

    /// <summary>
    /// The beginning of the term's text, for logs and messages: as <see cref="ToString()"/>, and an ellipsis (…) in place of what
    /// is beyond the length. Costs no more than what it shows, however large the term.
    /// </summary>
    /// <remarks>
    /// In place of an integer of more digits than there is room for stands its size. Characters that break lines or change the
    /// direction of writing are printed as <c>\x{…}</c>, so the text is one line of a log.
    /// </remarks>
    /// <param name="maxLength">The most characters (UTF-16 units), the ellipsis included; at least 1.</param>
    public string ToString(int maxLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        return TextFormatter.Format(this, maxLength);
    }

    /// <summary>The text for a log line or an exception's message: at most some 250 characters.</summary>
    internal string ToShortString() => TextFormatter.Format(this, TextFormatter.ShortLength);

    /// <summary>What stands in this term, where it is a list, tuple, map, record or fun; a map's keys and values by turns.</summary>
    internal virtual Term[]? Children => null;

    /// <summary>The hash of a term with others in it, as far as it is known: 0 is not yet.</summary>
    internal virtual int KnownHash => 0;

    /// <summary>Where its kind of term stands in Erlang's order.</summary>
    internal abstract TermRank Rank { get; }

    /// <summary>Hashes a term with others in it, whose hashes are known.</summary>
    internal virtual int HashChildren() => throw new InvalidOperationException("Nothing stands in this term.");

    /// <summary>Writes the term in whole, or its beginning and gives the terms that are to follow before <see cref="WriteEnd"/>.</summary>
    internal abstract Term[]? WriteHead(ref TermWriter writer);

    /// <summary>Writes what stands behind the terms that <see cref="WriteHead"/> gave.</summary>
    internal virtual void WriteEnd(ref TermWriter writer)
    {
    }
}
