using System.Collections.Immutable;
using ErlDist.Mapping.Codecs;

namespace ErlDist.Mapping.Generated;

public static partial class TermCodecs
{
    /// <summary>A value, or an atom for none.</summary>
    /// <param name="value">The codec of the value.</param>
    /// <param name="none">The atom: <c>undefined</c> or <c>nil</c>.</param>
    /// <typeparam name="T">The value's type.</typeparam>
    public static TermCodec<T?> NullableValue<T>(TermCodec<T> value, string none)
        where T : struct => new NullableValueCodec<T>(value, Atom.Get(none));

    /// <summary>A value, or an atom for none.</summary>
    /// <param name="value">The codec of the value.</param>
    /// <param name="none">The atom: <c>undefined</c> or <c>nil</c>.</param>
    /// <typeparam name="T">The value's type.</typeparam>
    public static TermCodec<T?> Nullable<T>(TermCodec<T> value, string none)
        where T : class => new NullableCodec<T>(value, Atom.Get(none));

    /// <summary>A proper list.</summary>
    /// <param name="element">The codec of the elements.</param>
    /// <typeparam name="T">The elements' type.</typeparam>
    public static TermCodec<T[]> Array<T>(TermCodec<T> element) => new ArrayCodec<T>(element);

    /// <summary>A proper list.</summary>
    /// <param name="element">The codec of the elements.</param>
    /// <typeparam name="T">The elements' type.</typeparam>
    public static TermCodec<ImmutableArray<T>> ImmutableArray<T>(TermCodec<T> element) => new ImmutableArrayCodec<T>(element);

    /// <summary>A proper list, as one of .NET's collections.</summary>
    /// <param name="element">The codec of the elements.</param>
    /// <param name="make">Makes the collection of what was read.</param>
    /// <typeparam name="TCollection">The collection.</typeparam>
    /// <typeparam name="T">The elements' type.</typeparam>
    public static TermCodec<TCollection> Sequence<TCollection, T>(TermCodec<T> element, Func<List<T>, TCollection> make)
        where TCollection : IEnumerable<T> => new SequenceCodec<TCollection, T>(element, make);

    /// <summary>Elixir's <c>MapSet</c>.</summary>
    /// <param name="element">The codec of the elements.</param>
    /// <param name="make">Makes the set of what was read.</param>
    /// <typeparam name="TSet">The set.</typeparam>
    /// <typeparam name="T">The elements' type.</typeparam>
    public static TermCodec<TSet> Set<TSet, T>(TermCodec<T> element, Func<List<T>, TSet> make)
        where TSet : IEnumerable<T> => new MapSetCodec<TSet, T>(element, make);

    /// <summary>A map.</summary>
    /// <param name="key">The codec of the keys.</param>
    /// <param name="value">The codec of the values.</param>
    /// <param name="make">Makes the dictionary of what was read.</param>
    /// <typeparam name="TDictionary">The dictionary.</typeparam>
    /// <typeparam name="TKey">The keys' type.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    public static TermCodec<TDictionary> Map<TDictionary, TKey, TValue>(
        TermCodec<TKey> key, TermCodec<TValue> value, Func<Dictionary<TKey, TValue>, TDictionary> make)
        where TDictionary : IEnumerable<KeyValuePair<TKey, TValue>>
        where TKey : notnull => new MapCodec<TDictionary, TKey, TValue>(key, value, make);

    /// <summary>A keyword list or proplist: <c>[{Key, Value}, …]</c>; a bare atom is <c>{Atom, true}</c>, and the first of equal keys counts.</summary>
    /// <param name="key">The codec of the keys.</param>
    /// <param name="value">The codec of the values.</param>
    /// <param name="make">Makes the dictionary of what was read.</param>
    /// <typeparam name="TDictionary">The dictionary.</typeparam>
    /// <typeparam name="TKey">The keys' type.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    public static TermCodec<TDictionary> KeywordList<TDictionary, TKey, TValue>(
        TermCodec<TKey> key, TermCodec<TValue> value, Func<Dictionary<TKey, TValue>, TDictionary> make)
        where TDictionary : IEnumerable<KeyValuePair<TKey, TValue>>
        where TKey : notnull => new KeywordListCodec<TDictionary, TKey, TValue>(key, value, make);

    /// <summary><c>ok</c> and a value, or <c>error</c> and a reason.</summary>
    /// <param name="value">The codec of the value.</param>
    /// <typeparam name="T">The value's type.</typeparam>
    public static TermCodec<ErlResult<T>> Result<T>(TermCodec<T> value) => new ResultCodec<T>(value);

    /// <summary>A value, or an atom for none.</summary>
    /// <param name="value">The codec of the value.</param>
    /// <param name="none">The atom: <c>undefined</c> or <c>nil</c>.</param>
    /// <typeparam name="T">The value's type.</typeparam>
    public static TermCodec<ErlOption<T>> Option<T>(TermCodec<T> value, string none) => new OptionCodec<T>(value, Atom.Get(none));
}
