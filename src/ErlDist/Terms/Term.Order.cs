using ErlDist.Terms;

namespace ErlDist;

public abstract partial class Term
{
    /// <summary>
    /// The order in which the keys of a map stand, which tells <c>1</c> from <c>1.0</c>: as <see cref="CompareTo"/>, but all integers
    /// stand before all floats, and <c>-0.0</c> before <c>0.0</c>. Terms of one place in it are equal.
    /// </summary>
    public static IComparer<Term> MapKeyOrder { get; } = Comparer<Term>.Create(
        (left, right) => left is null || right is null ? (left is not null).CompareTo(right is not null) : TermOrder.Compare(left, right, exact: true));

    /// <summary>Erlang's <c>=:=</c>, also in its name <see cref="EqualsExactly"/>; for Erlang's <c>==</c> there is <see cref="EqualsLoosely"/>.</summary>
    /// <param name="left">A term.</param>
    /// <param name="right">Another.</param>
    public static bool operator ==(Term? left, Term? right) => ReferenceEquals(left, right) || (left is not null && left.Equals(right));

    /// <summary>Erlang's <c>=/=</c>.</summary>
    /// <param name="left">A term.</param>
    /// <param name="right">Another.</param>
    public static bool operator !=(Term? left, Term? right) => !(left == right);

    /// <summary>Erlang's <c>&lt;</c>; null stands before all terms.</summary>
    /// <param name="left">A term.</param>
    /// <param name="right">Another.</param>
    public static bool operator <(Term? left, Term? right) => Compare(left, right) < 0;

    /// <summary>Erlang's <c>&gt;</c>; null stands before all terms.</summary>
    /// <param name="left">A term.</param>
    /// <param name="right">Another.</param>
    public static bool operator >(Term? left, Term? right) => Compare(left, right) > 0;

    /// <summary>Erlang's <c>=&lt;</c>; null stands before all terms.</summary>
    /// <param name="left">A term.</param>
    /// <param name="right">Another.</param>
    public static bool operator <=(Term? left, Term? right) => Compare(left, right) <= 0;

    /// <summary>Erlang's <c>&gt;=</c>; null stands before all terms.</summary>
    /// <param name="left">A term.</param>
    /// <param name="right">Another.</param>
    public static bool operator >=(Term? left, Term? right) => Compare(left, right) >= 0;

    /// <summary>
    /// Erlang's order of all terms: number, atom, reference, fun, port, pid, tuple, native record, map, <c>[]</c>, list, bitstring
    /// (Erlang Reference Manual, "Term Comparisons").
    /// </summary>
    /// <remarks>
    /// Integers and floats are compared by their exact values, so <c>1</c> and <c>1.0</c> have one place, though they are not
    /// <see cref="Equals(Term?)"/>. <c>List&lt;Term&gt;.Sort()</c> gives what <c>lists:sort/1</c> gives, but for the order of such
    /// terms among each other.
    /// </remarks>
    /// <param name="other">The other term; null stands before all terms.</param>
    /// <returns>Less than 0, 0 or more than 0: this stands before the other, has its place, stands behind it.</returns>
    public int CompareTo(Term? other) => other is null ? 1 : TermOrder.Compare(this, other, exact: false);

    /// <summary>Erlang's <c>=:=</c>: <c>1</c> and <c>1.0</c> differ. The same as <see cref="Equals(Term?)"/>.</summary>
    /// <param name="other">The other term.</param>
    public bool EqualsExactly(Term? other) => Equals(other);

    /// <summary>
    /// Erlang's <c>==</c>: numbers are equal by value, also within other terms but for the keys of maps. Two terms may so be equal
    /// and have different hashes.
    /// </summary>
    /// <param name="other">The other term.</param>
    public bool EqualsLoosely(Term? other) => other is not null && TermOrder.Compare(this, other, exact: false) == 0;

    private static int Compare(Term? left, Term? right) => left is null ? (right is null ? 0 : -1) : left.CompareTo(right);
}
