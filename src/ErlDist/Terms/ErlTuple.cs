using System.Collections;
using System.Runtime.CompilerServices;

namespace ErlDist.Terms;

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
    public bool Equals(ErlTuple? other) => other is not null && Composite.Equal(this, _hash, _elements, other, other._hash, other._elements);

    /// <inheritdoc/>
    public override bool Equals(Term? other) => Equals(other as ErlTuple);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ErlTuple);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash != 0 ? _hash : _hash = Composite.Hash(TermTag.SmallTuple, _elements);

    internal override void WriteTo(ref TermWriter writer) => writer.WriteTuple(_elements);
}
