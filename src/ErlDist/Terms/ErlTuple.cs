using System.Collections;
using System.Runtime.CompilerServices;
using ErlDist.Terms;

namespace ErlDist;

/// <summary>A tuple. Fits C#'s list patterns: <c>term is ErlTuple and [Atom { Name: "add" }, ErlInteger a, ErlInteger b]</c>.</summary>
[CollectionBuilder(typeof(ErlTuple), nameof(Create))]
public sealed class ErlTuple : Term, IReadOnlyList<Term>, IEquatable<ErlTuple>
{
    private readonly Term[] _elements;
    private int _hash;

    internal ErlTuple(Term[] elements) => _elements = elements;

    /// <summary><c>{}</c></summary>
    public static ErlTuple Empty { get; } = new([]);

    /// <summary>The number of elements: the tuple's arity.</summary>
    public int Count => _elements.Length;

    internal ReadOnlySpan<Term> Elements => _elements;

    internal override Term[] Children => _elements;

    internal override int KnownHash => _hash;

    internal override TermRank Rank => TermRank.Tuple;

    /// <summary>An element; the first has index 0.</summary>
    /// <param name="index">Its index.</param>
    public Term this[int index] => _elements[index];

    /// <summary>Makes a tuple.</summary>
    /// <param name="elements">Its elements; they are copied.</param>
    public static ErlTuple Create(ReadOnlySpan<Term> elements) => elements.IsEmpty ? Empty : new ErlTuple(elements.ToArray());

    /// <summary>The elements in their order.</summary>
    public ReadOnlySpan<Term>.Enumerator GetEnumerator() => Elements.GetEnumerator();

    IEnumerator<Term> IEnumerable<Term>.GetEnumerator() => ((IEnumerable<Term>)_elements).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _elements.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ErlTuple? other) => TermOrder.Equal(this, other);

    /// <inheritdoc/>
    public override bool Equals(Term? other) => TermOrder.Equal(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => TermOrder.Equal(this, obj as Term);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash != 0 ? _hash : TermHash.OfNested(this);

    internal override int HashChildren() => _hash = TermHash.OfAll(TermTag.SmallTuple, _elements);

    internal override Term[]? WriteHead(ref TermWriter writer)
    {
        writer.WriteTupleHeader(_elements.Length);
        return _elements.Length == 0 ? null : _elements;
    }
}
