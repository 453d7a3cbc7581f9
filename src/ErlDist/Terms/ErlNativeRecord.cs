using System.Collections;
using System.Diagnostics.CodeAnalysis;
using ErlDist.Terms;

namespace ErlDist;

/// <summary>
/// A native record, which OTP has since release 29: a value of its own with named fields, no tuple
/// (external term format, tag 67; Erlang Reference Manual, "Native Records").
/// </summary>
/// <remarks>
/// Fits C#'s patterns, its values in the order of the definition:
/// <c>term is ErlNativeRecord { Name.Name: "pt" } and [ErlInteger x, ErlInteger y]</c>. Two records are equal only if
/// they have the same fields in the same order and both or neither are exported. Releases before 29 cannot read them.
/// </remarks>
[SuppressMessage("Naming", "CA1710", Justification = "Named as Erlang names it, like the other terms.")]
public sealed class ErlNativeRecord : Term, IReadOnlyList<Term>, IEquatable<ErlNativeRecord>
{
    private readonly Term[] _values;
    private int _hash;

    /// <summary>Makes a record.</summary>
    /// <param name="module">The module that defines it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="fields">Its fields in the order of the definition, which counts.</param>
    /// <param name="isExported">Whether the module exports the definition (<c>-export_record</c>): other modules may then take it apart.</param>
    /// <exception cref="ArgumentException">A field comes twice.</exception>
    public ErlNativeRecord(Atom module, Atom name, IReadOnlyList<KeyValuePair<Atom, Term>> fields, bool isExported = true)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(fields);
        Definition = RecordDefinition.TryCreate(module, name, isExported, [.. fields.Select(field => field.Key)])
            ?? throw new ArgumentException("A field comes twice.", nameof(fields));
        _values = [.. fields.Select(field => field.Value)];
    }

    internal ErlNativeRecord(RecordDefinition definition, Term[] values)
    {
        Definition = definition;
        _values = values;
    }

    /// <summary>The module that defines it.</summary>
    public Atom Module => Definition.Module;

    /// <summary>Its name.</summary>
    public Atom Name => Definition.Name;

    /// <summary>Whether the module exports the definition.</summary>
    public bool IsExported => Definition.IsExported;

    /// <summary>The names of the fields, in the order of the definition.</summary>
    public IReadOnlyList<Atom> Keys => Definition.Keys;

    /// <summary>The number of fields.</summary>
    public int Count => _values.Length;

    internal RecordDefinition Definition { get; }

    internal override Term[] Children => _values;

    internal override int KnownHash => _hash;

    internal override TermRank Rank => TermRank.Record;

    /// <summary>A field's value; the first of the definition has index 0.</summary>
    /// <param name="index">Its index.</param>
    public Term this[int index] => _values[index];

    /// <summary>A field's value.</summary>
    /// <param name="key">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no such field.</exception>
    public Term this[Atom key] => TryGetValue(key, out Term? value)
        ? value
        : throw new KeyNotFoundException($"The record #{Module}:{Name}{{}} has no field {key}.");

    /// <summary>A field's value.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="value">The value, or null.</param>
    /// <returns>Whether there is such a field.</returns>
    public bool TryGetValue(Atom key, [NotNullWhen(true)] out Term? value)
    {
        int place = Array.IndexOf(Definition.Keys, key);
        value = place >= 0 ? _values[place] : null;
        return place >= 0;
    }

    /// <summary>The values in the order of the definition.</summary>
    public ReadOnlySpan<Term>.Enumerator GetEnumerator() => ((ReadOnlySpan<Term>)_values).GetEnumerator();

    IEnumerator<Term> IEnumerable<Term>.GetEnumerator() => ((IEnumerable<Term>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _values.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ErlNativeRecord? other) => TermOrder.Equal(this, other);

    /// <inheritdoc/>
    public override bool Equals(Term? other) => TermOrder.Equal(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => TermOrder.Equal(this, obj as Term);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash != 0 ? _hash : TermHash.OfNested(this);

    internal override int HashChildren() => _hash = TermHash.OfAll(Definition.Hash, _values);

    internal override Term[]? WriteHead(ref TermWriter writer)
    {
        writer.WriteRecordHeader(Module, Name, IsExported, Definition.Keys);
        return _values.Length == 0 ? null : _values;
    }
}
