using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ErlDist.Terms;

/// <summary>A map. Keys are equal as for <c>=:=</c>: <c>1</c> and <c>1.0</c> are two keys.</summary>
/// <remarks>
/// The pairs keep the order in which they were given or read, and are written in it, so the same map made in the same
/// way always has the same bytes. Order means nothing for equality.
/// </remarks>
[SuppressMessage("Naming", "CA1710", Justification = "Named as Erlang names it, like the other terms.")]
public sealed class ErlMap : Term, IReadOnlyDictionary<Term, Term>, IEquatable<ErlMap>
{
    /// <summary>Up to so many pairs looking at each is faster than hashing.</summary>
    private const int MaxScanned = 8;

    private readonly Term[] _keys;
    private readonly Term[] _values;
    private readonly Dictionary<Term, int>? _index;
    private int _hash;

    /// <summary>Makes a map.</summary>
    /// <param name="pairs">Its keys and values.</param>
    /// <exception cref="ArgumentException">A key comes twice.</exception>
    public ErlMap(IReadOnlyCollection<KeyValuePair<Term, Term>> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        _keys = new Term[pairs.Count];
        _values = new Term[pairs.Count];
        int i = 0;
        foreach (KeyValuePair<Term, Term> pair in pairs)
        {
            (_keys[i], _values[i]) = (pair.Key, pair.Value);
            i++;
        }

        if (!TryIndex(_keys, out _index))
        {
            throw new ArgumentException("A key comes twice.", nameof(pairs));
        }
    }

    private ErlMap(Term[] keys, Term[] values, Dictionary<Term, int>? index)
    {
        _keys = keys;
        _values = values;
        _index = index;
    }

    /// <summary><c>#{}</c></summary>
    public static ErlMap Empty { get; } = new([], [], null);

    /// <inheritdoc/>
    public int Count => _keys.Length;

    /// <inheritdoc/>
    public IEnumerable<Term> Keys => _keys;

    /// <inheritdoc/>
    public IEnumerable<Term> Values => _values;

    internal ReadOnlySpan<Term> KeySpan => _keys;

    internal ReadOnlySpan<Term> ValueSpan => _values;

    /// <inheritdoc/>
    public Term this[Term key] => TryGetValue(key, out Term? value) ? value : throw new KeyNotFoundException($"The map has no key {key}.");

    /// <inheritdoc/>
    public bool ContainsKey(Term key) => Find(key) >= 0;

    /// <inheritdoc/>
    public bool TryGetValue(Term key, [MaybeNullWhen(false)] out Term value)
    {
        int place = Find(key);
        value = place >= 0 ? _values[place] : null;
        return place >= 0;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<Term, Term>> GetEnumerator()
    {
        for (int i = 0; i < _keys.Length; i++)
        {
            yield return KeyValuePair.Create(_keys[i], _values[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ErlMap? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is null || other.Count != Count || GetHashCode() != other.GetHashCode())
        {
            return false;
        }

        for (int i = 0; i < _keys.Length; i++)
        {
            if (!other.TryGetValue(_keys[i], out Term? value) || !_values[i].Equals(value))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(Term? other) => Equals(other as ErlMap);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ErlMap);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (_hash == 0)
        {
            System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
            int sum = _keys.Length;
            for (int i = 0; i < _keys.Length; i++)
            {
                sum += HashCode.Combine(_keys[i], _values[i]);
            }

            _hash = sum | 1;
        }

        return _hash;
    }

    /// <summary>A map around these arrays, or null if a key comes twice.</summary>
    internal static ErlMap? TryCreate(Term[] keys, Term[] values) =>
        TryIndex(keys, out Dictionary<Term, int>? index) ? new ErlMap(keys, values, index) : null;

    internal override void WriteTo(ref TermWriter writer) => writer.WriteMap(_keys, _values);

    private static bool TryIndex(Term[] keys, out Dictionary<Term, int>? index)
    {
        index = null;
        if (keys.Length <= MaxScanned)
        {
            for (int i = 1; i < keys.Length; i++)
            {
                if (Scan(keys.AsSpan(0, i), keys[i]) >= 0)
                {
                    return false;
                }
            }

            return true;
        }

        index = new Dictionary<Term, int>(keys.Length);
        for (int i = 0; i < keys.Length; i++)
        {
            if (!index.TryAdd(keys[i], i))
            {
                return false;
            }
        }

        return true;
    }

    private static int Scan(ReadOnlySpan<Term> keys, Term key)
    {
        // Compared without their hashes, terms in terms as keys would cost time out of proportion to their size.
        bool composite = key is ErlTuple or ErlList or ErlImproperList or ErlMap or ErlFun;
        for (int i = 0; i < keys.Length; i++)
        {
            if (ReferenceEquals(keys[i], key) || ((!composite || keys[i].GetHashCode() == key.GetHashCode()) && keys[i].Equals(key)))
            {
                return i;
            }
        }

        return -1;
    }

    private int Find(Term key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _index is null ? Scan(_keys, key) : _index.TryGetValue(key, out int place) ? place : -1;
    }
}
