using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ErlDist.Terms;

namespace ErlDist.Mapping;

/// <summary>The declared types of all assemblies. Each assembly's generated module initializer registers its own; no reflection.</summary>
public static partial class ErlTypes
{
    /// <summary>A buffer that has grown beyond this is not kept for the next value.</summary>
    private const int KeptBufferSize = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_buffer;

    private static readonly ConcurrentDictionary<Type, Entry> ByType = new();
    private static readonly ConcurrentDictionary<(Atom Tag, int Arity), Entry> ByTag = new();
    private static readonly ConcurrentDictionary<Atom, Entry> ByStruct = new();
    private static readonly ConcurrentDictionary<string, string> Conflicts = new();

    /// <summary>The declared types of the assemblies whose code has run so far.</summary>
    public static IEnumerable<Type> Declared => ByType.Where(entry => !entry.Value.IsNatural).Select(entry => entry.Key);

    /// <summary>Whether a type is declared.</summary>
    /// <param name="type">The type.</param>
    public static bool IsDeclared(Type type) => ByType.TryGetValue(type, out Entry? entry) && !entry.IsNatural;

    /// <summary>The codec of a declared type, or of one of .NET's own that the table in docs/types.md has.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <exception cref="InvalidOperationException">The type is not declared, or its assembly was built without the generator.</exception>
    public static TermCodec<T> Codec<T>()
    {
        if (TermCodec<T>.Registered is null && RuntimeFeature.IsDynamicCodeSupported)
        {
            // A module initializer runs when the module's code first does, which may be what this codec is needed for.
            RuntimeHelpers.RunModuleConstructor(typeof(T).Module.ModuleHandle);
        }

        return TermCodec<T>.Registered ?? throw new InvalidOperationException(
            $"{typeof(T)} has no Erlang shape. Declare it with [ErlTuple], [ErlRecord], [ErlMap], [ErlKeywordList], [ElixirStruct], [ErlAtom] or [ErlUnion]; " +
            $"for a collection, a tuple or a closed generic type write [assembly: ErlType<…>].");
    }

    /// <summary>A value of a declared type as a term.</summary>
    /// <param name="value">The value.</param>
    /// <typeparam name="T">The declared type.</typeparam>
    /// <exception cref="TermFormatException">A value that has no form in Erlang; the message names the member.</exception>
    public static Term ToTerm<T>(T value) => value is Term term ? term : ToTerm(value, Codec<T>());

    /// <summary>A term as a value of a declared type.</summary>
    /// <param name="term">The term.</param>
    /// <typeparam name="T">The declared type.</typeparam>
    /// <exception cref="TermFormatException">The term is not of the declared shape; the message names the member.</exception>
    public static T FromTerm<T>(Term term) => FromTerm(term, Codec<T>());

    /// <summary>A value as a term by a codec.</summary>
    /// <param name="value">The value.</param>
    /// <param name="codec">The codec.</param>
    /// <typeparam name="T">Its type.</typeparam>
    /// <exception cref="TermFormatException">A value that has no form in Erlang; the message names the member.</exception>
    public static Term ToTerm<T>(T value, TermCodec<T> codec) => value is Term term ? term : Term.Decode(Encode(value, codec));

    /// <summary>A term as a value by a codec.</summary>
    /// <param name="term">The term.</param>
    /// <param name="codec">The codec.</param>
    /// <typeparam name="T">Its type.</typeparam>
    /// <exception cref="TermFormatException">The term is not of that shape; the message names the member.</exception>
    public static T FromTerm<T>(Term term, TermCodec<T> codec)
    {
        ArgumentNullException.ThrowIfNull(term);
        return typeof(T) == typeof(Term) ? (T)(object)term : Decode(term.Encode(), codec);
    }

    /// <summary>Two types of different assemblies that have the same shape: nothing would tell which one arrives.</summary>
    /// <exception cref="InvalidOperationException">There are such.</exception>
    public static void ThrowOnConflict()
    {
        if (!Conflicts.IsEmpty)
        {
            throw new InvalidOperationException(string.Join(" ", Conflicts.Values.Order(StringComparer.Ordinal)));
        }
    }

    /// <summary>Encodes a value of a declared type, with the version byte 131.</summary>
    /// <param name="value">The value.</param>
    /// <typeparam name="T">The declared type.</typeparam>
    /// <exception cref="TermFormatException">A value that has no form in Erlang; the message names the member.</exception>
    public static byte[] Encode<T>(T value) => Encode(value, Codec<T>());

    /// <summary>Decodes a value of a declared type: version byte 131, the term and nothing behind it.</summary>
    /// <param name="data">The bytes.</param>
    /// <typeparam name="T">The declared type.</typeparam>
    /// <exception cref="TermFormatException">The bytes are no term of the declared shape.</exception>
    public static T Decode<T>(ReadOnlySpan<byte> data) => Decode(data, Codec<T>());

    /// <summary>Writes a value if its type is declared; .NET's own types are not.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    /// <returns>False, and nothing written, where the type is not declared.</returns>
    public static bool TryWrite(ref TermWriter writer, object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!ByType.TryGetValue(value.GetType(), out Entry? entry) || entry.IsNatural)
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
    /// <param name="leastArity">The least arity of its tuple, where the last members may be missing.</param>
    /// <typeparam name="T">The type.</typeparam>
    public static void Register<T>(TermCodec<T> codec, string? tag = null, int arity = 0, string? structName = null, int leastArity = 0)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(codec);
        var entry = new Entry<T>(codec, isNatural: false);
        TermCodec<T>.Registered = codec;
        ByType[typeof(T)] = entry;
        for (int elements = leastArity > 0 ? leastArity : arity; tag is not null && elements <= arity; elements++)
        {
            Claim(ByTag, (Atom.Get(tag), elements), entry, $"{{{tag}, …}} with {elements} elements");
        }

        if (structName is not null)
        {
            Claim(ByStruct, Atom.Get(structName), entry, $"the struct {structName}");
        }
    }

    private static byte[] Encode<T>(T value, TermCodec<T> codec)
    {
        ArrayBufferWriter<byte> buffer = t_buffer ?? new ArrayBufferWriter<byte>(256);
        t_buffer = null; // In use: a codec may encode something else meanwhile.
        var writer = new TermWriter(buffer);
        writer.WriteVersion();
        codec.Write(ref writer, value);
        writer.Flush();
        byte[] encoded = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity <= KeptBufferSize)
        {
            buffer.ResetWrittenCount();
            t_buffer = buffer;
        }

        return encoded;
    }

    private static T Decode<T>(ReadOnlySpan<byte> data, TermCodec<T> codec)
    {
        var reader = new TermReader(data);
        reader.SkipVersion();
        T value = codec.Read(ref reader);
        return reader.AtEnd ? value : throw new TermFormatException("bytes behind the term", reader.Consumed);
    }

    /// <summary>What the next term says it is, without reading it: a tuple's tag and arity, or a struct's name.</summary>
    internal static (Atom? Tag, int Arity, Atom? StructName) Head(TermReader reader)
    {
        switch (reader.Peek())
        {
            case TermKind.Tuple:
                int arity = reader.ReadTupleHeader();
                return (arity > 0 && reader.Peek() == TermKind.Atom ? reader.ReadAtom() : null, arity, null);
            case TermKind.Map:
                for (int pairs = reader.ReadMapHeader(); pairs > 0; pairs--)
                {
                    if (reader.TryReadAtom("__struct__"u8))
                    {
                        return (null, 0, reader.Peek() == TermKind.Atom ? reader.ReadAtom() : null);
                    }

                    reader.Skip();
                    reader.Skip();
                }

                return default;
            default:
                return default;
        }
    }

    private static Entry? Find(scoped in TermReader reader)
    {
        if (reader.Peek() is TermKind.Tuple ? ByTag.IsEmpty : ByStruct.IsEmpty)
        {
            return null;
        }

        (Atom? tag, int arity, Atom? structName) = Head(reader);
        return tag is not null ? ByTag.GetValueOrDefault((tag, arity)) : structName is not null ? ByStruct.GetValueOrDefault(structName) : null;
    }

    private static void Claim<TKey>(ConcurrentDictionary<TKey, Entry> claims, TKey key, Entry entry, string shape)
        where TKey : notnull
    {
        Entry first = claims.GetOrAdd(key, entry);
        if (first.Type != entry.Type)
        {
            Conflicts[shape] = $"{shape} is declared by {first.Type} ({first.Type.Assembly.GetName().Name}) and by {entry.Type} " +
                $"({entry.Type.Assembly.GetName().Name}): nothing tells which one arrives; change the tag or the number of members of one.";
        }
    }

    private abstract class Entry(Type type, bool isNatural)
    {
        public Type Type { get; } = type;

        /// <summary>One of .NET's own types, which nobody declares.</summary>
        public bool IsNatural { get; } = isNatural;

        public abstract void Write(ref TermWriter writer, object value);

        public abstract object Read(ref TermReader reader);
    }

    private sealed class Entry<T>(TermCodec<T> codec, bool isNatural) : Entry(typeof(T), isNatural)
        where T : notnull
    {
        public override void Write(ref TermWriter writer, object value) => codec.Write(ref writer, (T)value);

        public override object Read(ref TermReader reader) => codec.Read(ref reader);
    }
}
