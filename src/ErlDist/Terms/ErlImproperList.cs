using ErlDist.Terms;

namespace ErlDist;

/// <summary>An improper list: its tail is no list, as in <c>[alias | Ref]</c>.</summary>
public sealed class ErlImproperList : Term, IEquatable<ErlImproperList>
{
    /// <summary>The elements and, last, the tail.</summary>
    private readonly Term[] _all;
    private int _hash;

    /// <summary>Around the elements with their tail behind them.</summary>
    internal ErlImproperList(Term[] all) => _all = all;

    /// <summary>The elements before the tail, at least one.</summary>
    public IReadOnlyList<Term> Elements => new ArraySegment<Term>(_all, 0, _all.Length - 1);

    /// <summary>The tail: anything but a list, proper or not.</summary>
    public Term Tail => _all[^1];

    internal override Term[] Children => _all;

    internal override int KnownHash => _hash;

    internal override TermRank Rank => TermRank.List;

    /// <inheritdoc/>
    public bool Equals(ErlImproperList? other) => TermOrder.Equal(this, other);

    /// <inheritdoc/>
    public override bool Equals(Term? other) => TermOrder.Equal(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => TermOrder.Equal(this, obj as Term);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash != 0 ? _hash : TermHash.OfNested(this);

    internal override int HashChildren() => _hash = TermHash.OfAll(-TermTag.List, _all);

    internal override Term[]? WriteHead(ref TermWriter writer)
    {
        writer.WriteListHeader(_all.Length - 1);
        return _all;
    }
}
