using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using ErlDist.Terms;

namespace ErlDist.Mapping;

/// <summary>The declared types of all assemblies. Each assembly's generated module initializer registers its own; no reflection.</summary>
public static class ErlTypes
{
    private static readonly ConcurrentDictionary<Type, Entry> ByType = new();
    private static readonly ConcurrentDictionary<(Atom Tag, int Arity), Entry> ByTag = new();
    private static readonly ConcurrentDictionary<Atom, Entry> ByStruct = new();

    /// <summary>The declared types of the assemblies whose code has run so far.</summary>
    public static IEnumerable<Type> Declared => ByType.Select(entry => entry.Key);

    /// <summary>Whether a type is declared.</summary>
    /// <param name="type">The type.</param>
    public static bool IsDeclared(Type type) => ByType.ContainsKey(type);

    /// <summary>The codec of a declared type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <exception cref="InvalidOperationException">The type is not declared, or its assembly was built without the generator.</exception>
    public static TermCodec<T> Codec<T>() => TermCodec<T>.Registered ?? throw new InvalidOperationException(
        $"{typeof(T)} has no Erlang shape. Declare it with [ErlTuple], [ErlRecord], [ErlMap], [ElixirStruct] or [ErlAtom].");

    /// <summary>Encodes a value of a declared type, with the version byte 131.</summary>
    /// <param name="value">The value.</param>
    /// <typeparam name="T">The declared type.</typeparam>
    public static byte[] Encode<T>(T value)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new TermWriter(buffer);
        writer.WriteVersion();
        Codec<T>().Write(ref writer, value);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Decodes a value of a declared type: version byte 131, the term and nothing behind it.</summary>
    /// <param name="data">The bytes.</param>
    /// <typeparam name="T">The declared type.</typeparam>
    /// <exception cref="TermFormatException">The bytes are no term of the declared shape.</exception>
    public static T Decode<T>(ReadOnlySpan<byte> data)
    {
        var reader = new TermReader(data);
        reader.SkipVersion();
        T value = Codec<T>().Read(ref reader);
        return reader.AtEnd ? value : throw new TermFormatException("bytes behind the term", reader.Consumed);
    }

    /// <summary>Writes a value if its type is declared.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    /// <returns>False, and nothing written, where the type is not declared.</returns>
    public static bool TryWrite(ref TermWriter writer, object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!ByType.TryGetValue(value.GetType(), out Entry? entry))
        {
            return false;
        }

        entry.Write(ref writer, value);
        return true;
    }

    /// <summary>Reads the next term as the declared type that its tag and arity, or its struct's name, says it is.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="value">The value, or null.</param>
    /// <returns>False, and nothing read, where no such type is declared.</returns>
    /// <exception cref="TermFormatException">The tag is declared, and what it tags is something else.</exception>
    public static bool TryRead(ref TermReader reader, [NotNullWhen(true)] out object? value)
    {
        value = Find(reader) is { } entry ? entry.Read(ref reader) : null;
        return value is not null;
    }

    /// <summary>Reads the next term as a declared type, where it is only known at run time which.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="type">The type.</param>
    /// <param name="value">The value, or null.</param>
    /// <returns>False, and nothing read, where the type is not declared.</returns>
    /// <exception cref="TermFormatException">The term is not of the declared shape.</exception>
    public static bool TryRead(ref TermReader reader, Type type, [NotNullWhen(true)] out object? value)
    {
        value = ByType.TryGetValue(type, out Entry? entry) ? entry.Read(ref reader) : null;
        return value is not null;
    }

    /// <summary>Registers a type; generated code does.</summary>
    /// <param name="codec">Its codec.</param>
    /// <param name="tag">The tag of its tuple, or null.</param>
    /// <param name="arity">The arity of its tuple, tag included.</param>
    /// <param name="structName">The name of its Elixir struct as an atom, or null.</param>
    /// <typeparam name="T">The type.</typeparam>
    public static void Register<T>(TermCodec<T> codec, string? tag = null, int arity = 0, string? structName = null)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(codec);
        var entry = new Entry<T>(codec);
        TermCodec<T>.Registered = codec;
        ByType[typeof(T)] = entry;
        if (tag is not null)
        {
            ByTag[(Atom.Get(tag), arity)] = entry;
        }

        if (structName is not null)
        {
            ByStruct[Atom.Get(structName)] = entry;
        }
    }

    /// <summary>Looks at a copy of the reader, so nothing is read.</summary>
    private static Entry? Find(TermReader reader)
    {
        switch (reader.Peek())
        {
            case TermKind.Tuple when !ByTag.IsEmpty:
                int arity = reader.ReadTupleHeader();
                return arity > 0 && reader.Peek() == TermKind.Atom && ByTag.TryGetValue((reader.ReadAtom(), arity), out Entry? tagged) ? tagged : null;
            case TermKind.Map when !ByStruct.IsEmpty:
                for (int pairs = reader.ReadMapHeader(); pairs > 0; pairs--)
                {
                    if (reader.TryReadAtom("__struct__"u8))
                    {
                        return reader.Peek() == TermKind.Atom && ByStruct.TryGetValue(reader.ReadAtom(), out Entry? found) ? found : null;
                    }

                    reader.Skip();
                    reader.Skip();
                }

                return null;
            default:
                return null;
        }
    }

    private abstract class Entry
    {
        public abstract void Write(ref TermWriter writer, object value);

        public abstract object Read(ref TermReader reader);
    }

    private sealed class Entry<T>(TermCodec<T> codec) : Entry
        where T : notnull
    {
        public override void Write(ref TermWriter writer, object value) => codec.Write(ref writer, (T)value);

        public override object Read(ref TermReader reader) => codec.Read(ref reader);
    }
}
