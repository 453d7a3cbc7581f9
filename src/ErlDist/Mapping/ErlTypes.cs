using System.Buffers;
using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using ErlDist.Terms;

namespace ErlDist.Mapping;

/// <summary>The declared types of all assemblies. Each assembly's generated module initializer registers its own; no reflection.</summary>
public static partial class ErlTypes
{
    /// <summary>A buffer that has grown beyond this is not kept for the next value.</summary>
    private const int KeptBufferSize = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_buffer;

    private static readonly ConcurrentDictionary<Type, Entry> s_byType = new();
    private static readonly ConcurrentDictionary<(Atom Tag, int Arity), Entry> s_byTag = new();
    private static readonly ConcurrentDictionary<Atom, Entry> s_byStruct = new();
    private static readonly ConcurrentDictionary<(Atom Module, Atom Name), Entry> s_byRecord = new();
    private static readonly ConcurrentDictionary<string, string> s_conflicts = new();

    /// <summary>The declared types of the assemblies that are loaded.</summary>
    public static IEnumerable<Type> Declared => Known().Where(entry => !entry.Value.IsNatural).Select(entry => entry.Key);

    /// <summary>Whether a type is declared.</summary>
    /// <param name="type">The type.</param>
    public static bool IsDeclared(Type type) => Known().TryGetValue(type, out Entry? entry) && !entry.IsNatural;

    /// <summary>The codec of a declared type, or of one of .NET's own that the table in docs/types.md has.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <exception cref="InvalidOperationException">The type is not declared, or its assembly was built without the generator.</exception>
    public static TermCodec<T> Codec<T>()
    {
        if (TermCodec<T>.Registered is null)
        {
            LoadedAssemblies.Initialize();
        }

        return TermCodec<T>.Registered ?? throw new InvalidOperationException(
            $"{typeof(T)} has no Erlang shape. Declare it with [ErlTuple], [ErlRecord], [ErlNativeRecord], [ErlMap], [ErlKeywordList], [ElixirStruct], [ErlAtom] or [ErlUnion]; " +
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
        LoadedAssemblies.Initialize();
        if (!s_conflicts.IsEmpty)
        {
            throw new InvalidOperationException(string.Join(" ", s_conflicts.Values.Order(StringComparer.Ordinal)));
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

    /// <summary>
    /// As the other one, without a copy of binaries: members of the type <c>ReadOnlyMemory&lt;byte&gt;</c> are parts of the data, which must
    /// not change as long as they are in use.
    /// </summary>
    /// <param name="data">The bytes.</param>
    /// <typeparam name="T">The declared type.</typeparam>
    /// <exception cref="TermFormatException">The bytes are no term of the declared shape.</exception>
    public static T Decode<T>(ReadOnlyMemory<byte> data) =>
        Read(new TermReader(data.Span, default, TermLimits.Default, null, new KeptBytes(data)), Codec<T>());

    /// <summary>Writes a value if its type is declared; .NET's own types are not.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    /// <returns>False, and nothing written, where the type is not declared.</returns>
    public static bool TryWrite(ref TermWriter writer, object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!Known().TryGetValue(value.GetType(), out Entry? entry) || entry.IsNatural)
        {
            return false;
        }

        entry.Write(ref writer, value);
        return true;
    }

    /// <summary>Reads the next term as the declared type that its tag and arity, its record's or its struct's name, says it is.</summary>
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
        value = Known().TryGetValue(type, out Entry? entry) ? entry.Read(ref reader) : null;
        return value is not null;
    }

    /// <summary>Registers a type; generated code does.</summary>
    /// <param name="codec">Its codec.</param>
    /// <param name="tag">The tag of its tuple, or null.</param>
    /// <param name="arity">The arity of its tuple, tag included.</param>
    /// <param name="structName">The name of its Elixir struct as an atom, or null.</param>
    /// <param name="leastArity">The least arity of its tuple, where the last members may be missing.</param>
    /// <param name="record">The module and the name of its native record, or null.</param>
    /// <typeparam name="T">The type.</typeparam>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Register<T>(
        TermCodec<T> codec, string? tag = null, int arity = 0, string? structName = null, int leastArity = 0, (string Module, string Name)? record = null)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(codec);
        var entry = new Entry<T>(codec, isNatural: false);
        TermCodec<T>.Registered = codec;
        s_byType[typeof(T)] = entry;
        for (int elements = leastArity > 0 ? leastArity : arity; tag is not null && elements <= arity; elements++)
        {
            Claim(s_byTag, (Atom.Get(tag), elements), entry, $"{{{tag}, …}} with {elements} elements");
        }

        if (structName is not null)
        {
            Claim(s_byStruct, Atom.Get(structName), entry, $"the struct {structName}");
        }

        if (record is { } native)
        {
            Claim(s_byRecord, (Atom.Get(native.Module), Atom.Get(native.Name)), entry, $"#{native.Module}:{native.Name}{{}}");
        }
    }

    private static byte[] Encode<T>(T value, TermCodec<T> codec)
    {
        ArrayBufferWriter<byte> buffer = s_buffer ?? new ArrayBufferWriter<byte>(256);
        s_buffer = null; // In use: a codec may encode something else meanwhile.
        var writer = new TermWriter(buffer);
        writer.WriteVersion();
        codec.Write(ref writer, value);
        writer.Flush();
        byte[] encoded = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity <= KeptBufferSize)
        {
            buffer.ResetWrittenCount();
            s_buffer = buffer;
        }

        return encoded;
    }

    private static T Decode<T>(ReadOnlySpan<byte> data, TermCodec<T> codec) => Read(new TermReader(data), codec);

    private static T Read<T>(TermReader reader, TermCodec<T> codec)
    {
        reader.SkipVersion();
        T value = codec.Read(ref reader);
        return reader.AtEnd ? value : throw new TermFormatException("bytes behind the term", reader.Consumed);
    }

    /// <summary>What the next term says it is, without reading it.</summary>
    internal static TermHead Head(TermReader reader)
    {
        switch (reader.Peek())
        {
            case TermKind.Tuple:
                int arity = reader.ReadTupleHeader();
                return new(arity > 0 && reader.Peek() == TermKind.Atom ? reader.ReadAtom() : null, arity);
            case TermKind.Record:
                reader.ReadRecordHeader(out Atom module, out Atom name, out _);
                return new(name, Module: module);
            case TermKind.Map:
                for (int pairs = reader.ReadMapHeader(); pairs > 0; pairs--)
                {
                    if (reader.TryReadAtom("__struct__"u8))
                    {
                        return new(StructName: reader.Peek() == TermKind.Atom ? reader.ReadAtom() : null);
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
        LoadedAssemblies.Initialize();
        if (reader.Peek() is TermKind.Map && s_byStruct.IsEmpty)
        {
            return null; // Looking for a struct's name may take a walk over the whole map.
        }

        TermHead head = Head(reader);
        return head.StructName is { } structName ? s_byStruct.GetValueOrDefault(structName)
            : head.Tag is not { } tag ? null
            : head.Module is { } module ? s_byRecord.GetValueOrDefault((module, tag))
            : s_byTag.GetValueOrDefault((tag, head.Arity));
    }

    private static void Claim<TKey>(ConcurrentDictionary<TKey, Entry> claims, TKey key, Entry entry, string shape)
        where TKey : notnull
    {
        Entry first = claims.GetOrAdd(key, entry);
        if (first.Type != entry.Type && first is not Conflict)
        {
            s_conflicts[shape] = $"{shape} is declared by {first.Type} ({first.Type.Assembly.GetName().Name}) and by {entry.Type} " +
                $"({entry.Type.Assembly.GetName().Name}): nothing tells which one arrives; change the tag or the number of members of one.";
            claims[key] = new Conflict(s_conflicts[shape]);
        }
    }

    private static ConcurrentDictionary<Type, Entry> Known()
    {
        LoadedAssemblies.Initialize();
        return s_byType;
    }

    /// <summary>What a term says it is: a tuple's tag and arity, a native record's name and module, or a struct's name.</summary>
    internal readonly record struct TermHead(Atom? Tag = null, int Arity = 0, Atom? StructName = null, Atom? Module = null);

    private abstract class Entry(Type type, bool isNatural)
    {
        public Type Type { get; } = type;

        /// <summary>One of .NET's own types, which nobody declares.</summary>
        public bool IsNatural { get; } = isNatural;

        public abstract void Write(ref TermWriter writer, object value);

        public abstract object Read(ref TermReader reader);
    }

    /// <summary>What two types claim, where the second one was loaded after a node had started: what arrives is an error.</summary>
    private sealed class Conflict(string text) : Entry(typeof(Conflict), isNatural: false)
    {
        public override void Write(ref TermWriter writer, object value) => throw new InvalidOperationException(text);

        public override object Read(ref TermReader reader) => throw new TermFormatException(text.TrimEnd('.'), reader.Consumed);
    }

    private sealed class Entry<T>(TermCodec<T> codec, bool isNatural) : Entry(typeof(T), isNatural)
        where T : notnull
    {
        public override void Write(ref TermWriter writer, object value) => codec.Write(ref writer, (T)value);

        public override object Read(ref TermReader reader) => codec.Read(ref reader);
    }
}
