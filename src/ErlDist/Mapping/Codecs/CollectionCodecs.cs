using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using ErlDist.Mapping.Generated;
using ErlDist.Terms;

namespace ErlDist.Mapping.Codecs;

/// <summary>What the elements of lists, sets and dictionaries have in common.</summary>
internal static class Elements
{
    /// <summary>Room is made for so many at once: beyond it what really comes decides.</summary>
    private const int MaxFirstRoom = 1024;

    public static void Write<T>(ref TermWriter writer, IEnumerable<T> items, TermCodec<T> element)
    {
        // Counted and written from one reading: a sequence may give other items the next time.
        IReadOnlyCollection<T> all = items as IReadOnlyCollection<T> ?? [.. items];
        int index = 0;
        writer.Descend();
        try
        {
            if (all.Count > 0)
            {
                writer.WriteListHeader(all.Count);
                foreach (T item in all)
                {
                    element.Write(ref writer, item);
                    index++;
                }
            }
        }
        catch (TermFormatException e) when (At(e, index))
        {
            throw; // At says false.
        }

        CheckCount(ref writer, all.Count, index);
        writer.WriteNil();
        writer.Ascend();
    }

    public static List<T> Read<T>(ref TermReader reader, TermCodec<T> element)
    {
        int count = Begin(ref reader);
        var items = new List<T>(FirstRoom(count));
        int index = 0;
        try
        {
            for (; index < count; index++)
            {
                items.Add(element.Read(ref reader));
            }
        }
        catch (TermFormatException e) when (At(e, index))
        {
            throw; // At says false.
        }

        reader.ReadListEnd();
        reader.Ascend();
        return items;
    }

    /// <summary>As <see cref="Read"/>, into an array.</summary>
    public static T[] ReadArray<T>(ref TermReader reader, TermCodec<T> element)
    {
        int count = Begin(ref reader);
        T[] items = count == 0 ? [] : new T[FirstRoom(count)];
        int index = 0;
        try
        {
            for (; index < count; index++)
            {
                if (index == items.Length)
                {
                    Array.Resize(ref items, Math.Min(count, index * 2));
                }

                items[index] = element.Read(ref reader);
            }
        }
        catch (TermFormatException e) when (At(e, index))
        {
            throw; // At says false.
        }

        reader.ReadListEnd();
        reader.Ascend();
        return items;
    }

    /// <summary>For a filter: says where, and never that it is to be caught.</summary>
    public static bool At(TermFormatException e, int index)
    {
        e.Within("", string.Create(CultureInfo.InvariantCulture, $"[{index}]"));
        return false;
    }

    public static void CheckCount(ref TermWriter writer, int announced, int written)
    {
        if (announced != written)
        {
            throw new TermFormatException(
                $"a collection that had {announced} elements and then {written}: it was changed meanwhile", (int)Math.Min(writer.Written, int.MaxValue));
        }
    }

    public static int FirstRoom(int count) => Math.Min(count, MaxFirstRoom);

    private static int Begin(ref TermReader reader)
    {
        if (reader.Peek() != TermKind.List)
        {
            throw new TermFormatException($"a list expected, found {reader.FoundText()}", reader.Consumed);
        }

        reader.Descend();
        return reader.ReadListHeader();
    }
}

internal sealed class SequenceCodec<TCollection, T>(TermCodec<T> element, Func<List<T>, TCollection> make) : TermCodec<TCollection>
    where TCollection : IEnumerable<T>
{
    public override void Write(ref TermWriter writer, TCollection value)
    {
        ErlShape.RefuseNull(ref writer, value is null);
        Elements.Write(ref writer, value!, element);
    }

    public override TCollection Read(ref TermReader reader) => make(Elements.Read(ref reader, element));
}

internal sealed class ArrayCodec<T>(TermCodec<T> element) : TermCodec<T[]>
{
    public override void Write(ref TermWriter writer, T[] value)
    {
        ErlShape.RefuseNull(ref writer, value is null);
        Elements.Write(ref writer, value!, element);
    }

    public override T[] Read(ref TermReader reader) => Elements.ReadArray(ref reader, element);
}

internal sealed class ImmutableArrayCodec<T>(TermCodec<T> element) : TermCodec<ImmutableArray<T>>
{
    public override void Write(ref TermWriter writer, ImmutableArray<T> value)
    {
        ErlShape.RefuseNull(ref writer, value.IsDefault);
        Elements.Write(ref writer, value, element);
    }

    public override ImmutableArray<T> Read(ref TermReader reader) => ImmutableCollectionsMarshal.AsImmutableArray(Elements.ReadArray(ref reader, element));
}

/// <summary><c>%MapSet{map: %{Element =&gt; []}}</c></summary>
internal sealed class MapSetCodec<TSet, T>(TermCodec<T> element, Func<List<T>, TSet> make) : TermCodec<TSet>
    where TSet : IEnumerable<T>
{
    private static readonly ErlShape s_shape = ErlShape.Keyed(
        "MapSet", ErlKeys.Atoms, "Elixir.MapSet", false, new("map", "map"), new("version", "version", IsOptional: true));

    public override void Write(ref TermWriter writer, TSet value)
    {
        ErlShape.RefuseNull(ref writer, value is null);
        IReadOnlyCollection<T> all = value as IReadOnlyCollection<T> ?? [.. value!];
        s_shape.BeginKeyed(ref writer, 2);
        s_shape.WriteKey(ref writer, 0);
        writer.WriteMapHeader(all.Count);
        MapKeys<T>? keys = MapKeys<T>.MayMeet && all.Count > 1 ? new(element) : null;
        int count = 0;
        foreach (T item in all)
        {
            if (keys is not null)
            {
                keys.Write(ref writer, item);
            }
            else
            {
                element.Write(ref writer, item);
            }

            writer.WriteNil();
            count++;
        }

        Elements.CheckCount(ref writer, all.Count, count);

        // Elixir before 1.15 wants the key; later ones do not mind.
        s_shape.WriteKey(ref writer, 1);
        writer.WriteInt64(2);
        s_shape.EndKeyed(ref writer);
    }

    public override TSet Read(ref TermReader reader)
    {
        List<T> items = [];
        Span<bool> seen = stackalloc bool[3];
        for (int pairs = s_shape.BeginKeyed(ref reader); pairs > 0; pairs--)
        {
            switch (s_shape.ReadKey(ref reader, seen))
            {
                case 0:
                    items = ReadKeys(ref reader);
                    break;
                case 1:
                    reader.Skip();
                    break;
            }
        }

        s_shape.EndKeyed(ref reader, seen);
        return make(items);
    }

    private List<T> ReadKeys(ref TermReader reader)
    {
        reader.Descend();
        int count = reader.ReadMapHeader();
        var items = new List<T>(Elements.FirstRoom(count));
        for (int i = 0; i < count; i++)
        {
            items.Add(element.Read(ref reader));
            reader.Skip();
        }

        reader.Ascend();
        return items;
    }
}

internal sealed class MapCodec<TDictionary, TKey, TValue>(
    TermCodec<TKey> key, TermCodec<TValue> value, Func<Dictionary<TKey, TValue>, TDictionary> make) : TermCodec<TDictionary>
    where TDictionary : IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    private readonly TermCodec<TKey> _key = KeyTextCodec.For(key);
    private readonly LikelyKeys<TKey> _likely = new(key);

    public override void Write(ref TermWriter writer, TDictionary pairs)
    {
        ErlShape.RefuseNull(ref writer, pairs is null);
        IReadOnlyCollection<KeyValuePair<TKey, TValue>> all = pairs as IReadOnlyCollection<KeyValuePair<TKey, TValue>> ?? [.. pairs!];
        writer.Descend();
        writer.WriteMapHeader(all.Count);
        MapKeys<TKey>? keys = MapKeys<TKey>.MayMeet && all.Count > 1 ? new(_key) : null;
        int count = 0;
        foreach (KeyValuePair<TKey, TValue> pair in all)
        {
            if (keys is not null)
            {
                keys.Write(ref writer, pair.Key);
            }
            else
            {
                _key.Write(ref writer, pair.Key);
            }

            WriteValue(ref writer, pair);
            count++;
        }

        Elements.CheckCount(ref writer, all.Count, count);
        writer.Ascend();
    }

    public override TDictionary Read(ref TermReader reader)
    {
        reader.Descend();
        int count = reader.ReadMapHeader();
        var pairs = new Dictionary<TKey, TValue>(Elements.FirstRoom(count));
        TKey[] likely = _likely.Keys;
        bool isLikely = true;
        TermPlace at = default;
        bool isValue = false;
        try
        {
            for (int i = 0; i < count; i++)
            {
                at = reader.Place;
                if (!LikelyKeys<TKey>.TryRead(ref reader, likely, i, out TKey? name))
                {
                    name = _key.Read(ref reader);
                    isLikely = false;
                }

                isValue = true;
                TValue item = value.Read(ref reader);
                isValue = false;
                if (!pairs.TryAdd(name, item))
                {
                    throw new TermFormatException($"a map that has the key {reader.FoundText(at)} twice", at.Offset);
                }
            }
        }
        catch (TermFormatException e) when (isValue && KeyedValue.At(e, reader.FoundText(at)))
        {
            throw; // At says false.
        }

        if (!isLikely)
        {
            _likely.Miss(pairs.Keys);
        }

        reader.Ascend();
        return make(pairs);
    }

    private void WriteValue(ref TermWriter writer, in KeyValuePair<TKey, TValue> pair)
    {
        try
        {
            value.Write(ref writer, pair.Value);
        }
        catch (TermFormatException e) when (KeyedValue.At(e, $"{pair.Key}"))
        {
            throw; // At says false.
        }
    }
}

internal sealed class KeywordListCodec<TDictionary, TKey, TValue>(
    TermCodec<TKey> key, TermCodec<TValue> value, Func<Dictionary<TKey, TValue>, TDictionary> make) : TermCodec<TDictionary>
    where TDictionary : IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public override void Write(ref TermWriter writer, TDictionary pairs)
    {
        ErlShape.RefuseNull(ref writer, pairs is null);
        KeyValuePair<TKey, TValue>[] all = [.. pairs!];
        writer.Descend();
        if (all.Length > 0)
        {
            writer.WriteListHeader(all.Length);
        }

        foreach (KeyValuePair<TKey, TValue> pair in all)
        {
            writer.WriteTupleHeader(2);
            key.Write(ref writer, pair.Key);
            value.Write(ref writer, pair.Value);
        }

        writer.WriteNil();
        writer.Ascend();
    }

    public override TDictionary Read(ref TermReader reader)
    {
        reader.Descend();
        int count = reader.ReadListHeader();
        var pairs = new Dictionary<TKey, TValue>(Elements.FirstRoom(count));
        for (int i = 0; i < count; i++)
        {
            bool isBare = reader.Peek() == TermKind.Atom;
            if (!isBare && reader.ReadTupleHeader() != 2)
            {
                throw new TermFormatException("{Key, Value} or an atom expected in a keyword list", reader.Consumed);
            }

            TermPlace found = reader.Place;
            TKey name = key.Read(ref reader);
            pairs.TryAdd(name, isBare ? ErlShape.True(value) : KeyedValue.Read(ref reader, value, found));
        }

        reader.ReadListEnd();
        reader.Ascend();
        return make(pairs);
    }
}

internal static class KeyedValue
{
    private const int MaxCharacters = 40;

    /// <summary>Reads a value; an error names its key.</summary>
    public static T Read<T>(ref TermReader reader, TermCodec<T> codec, TermPlace key)
    {
        try
        {
            return codec.Read(ref reader);
        }
        catch (TermFormatException e) when (At(e, reader.FoundText(key)))
        {
            throw; // At says false.
        }
    }

    public static bool At(TermFormatException e, string key)
    {
        e.Within("", $"[{(key.Length <= MaxCharacters ? key : key[..MaxCharacters] + "…")}]");
        return false;
    }
}
