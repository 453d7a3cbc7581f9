using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using ErlDist.Terms;

namespace ErlDist;

/// <summary>A proper list. Fits C#'s list patterns and collection expressions: <c>ErlList list = [1, "two", Atom.Ok];</c></summary>
[CollectionBuilder(typeof(ErlList), nameof(Create))]
public sealed class ErlList : Term, IReadOnlyList<Term>, IEquatable<ErlList>
{
    private readonly Term[] _elements;
    private int _hash;

    internal ErlList(Term[] elements) => _elements = elements;

    /// <summary><c>[]</c></summary>
    public static ErlList Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _elements.Length;

    internal ReadOnlySpan<Term> Elements => _elements;

    internal override Term[] Children => _elements;

    internal override int KnownHash => _hash;

    internal override TermRank Rank => _elements.Length == 0 ? TermRank.Nil : TermRank.List;

    /// <inheritdoc/>
    public Term this[int index] => _elements[index];

    /// <summary>Makes a list.</summary>
    /// <param name="elements">Its elements; they are copied.</param>
    public static ErlList Create(ReadOnlySpan<Term> elements) => elements.IsEmpty ? Empty : new ErlList(elements.ToArray());

    /// <summary>A part of the list; C# slice patterns use it: <c>[var head, .. var tail]</c>.</summary>
    /// <param name="start">The first element's index.</param>
    /// <param name="length">How many elements.</param>
    public ErlList Slice(int start, int length) => Create(_elements.AsSpan(start, length));

    /// <summary>The text of a char list: a list of Unicode code points. The empty list is the empty text.</summary>
    /// <param name="text">The text, or null.</param>
    /// <returns>False where an element is no code point.</returns>
    public bool TryGetString([NotNullWhen(true)] out string? text)
    {
        text = null;
        var builder = new StringBuilder(_elements.Length);
        Span<char> units = stackalloc char[2];
        foreach (Term element in _elements)
        {
            if (element is not ErlInteger { Value: >= 0 and <= 0x10FFFF } code || !Rune.TryCreate((int)code.Value, out Rune rune))
            {
                return false;
            }

            builder.Append(units[..rune.EncodeToUtf16(units)]);
        }

        text = builder.ToString();
        return true;
    }

    /// <summary>The elements in their order.</summary>
    public ReadOnlySpan<Term>.Enumerator GetEnumerator() => Elements.GetEnumerator();

    IEnumerator<Term> IEnumerable<Term>.GetEnumerator() => ((IEnumerable<Term>)_elements).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _elements.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ErlList? other) => TermOrder.Equal(this, other);

    /// <inheritdoc/>
    public override bool Equals(Term? other) => TermOrder.Equal(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => TermOrder.Equal(this, obj as Term);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash != 0 ? _hash : TermHash.OfNested(this);

    internal override int HashChildren() => _hash = TermHash.OfAll(TermTag.List, _elements);

    internal override Term[]? WriteHead(ref TermWriter writer) => writer.TryWriteListInWhole(_elements) ? null : _elements;

    internal override void WriteEnd(ref TermWriter writer) => writer.WriteNil();
}
