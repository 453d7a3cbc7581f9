using System.Buffers;
using System.Collections;
using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Akka.Actor;
using ErlDist;
using ErlDist.Mapping;

namespace AkkaErlDist.Serialization;

/// <summary>
/// The mapping between .NET values and Erlang terms: numbers, text, bytes, atoms, pids, collections and tuples as themselves,
/// declared types as they are declared. Everything else needs a declaration or a <see cref="Term"/>.
/// </summary>
internal sealed class NaturalValues(IActorTerms actors, BinaryAs binaryAs)
{
    /// <summary>Of each type of dictionary whether its keys can be one in Erlang.</summary>
    private static readonly ConcurrentDictionary<Type, bool> s_keysApart = new();

    /// <summary>Writes one value, without the leading version byte.</summary>
    /// <exception cref="UndeclaredTypeException">The value, or one in it, has no form in Erlang.</exception>
    public void Write(ref TermWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteAtom(Atom.Undefined);
                break;
            case Term term:
                writer.WriteTerm(term);
                break;
            case string text:
                writer.WriteString(text);
                break;
            case byte[] bytes:
                writer.WriteBinaryByReference(bytes);
                break;
            case bool boolean:
                writer.WriteBoolean(boolean);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                writer.WriteInt64(((IConvertible)value).ToInt64(null));
                break;
            case nint number:
                writer.WriteInt64(number);
                break;
            case nuint number:
                writer.WriteUInt64(number);
                break;
            case ulong number:
                writer.WriteUInt64(number);
                break;
            case Int128 number:
                writer.WriteBigInteger(number);
                break;
            case UInt128 number:
                writer.WriteBigInteger(number);
                break;
            case BigInteger number:
                writer.WriteBigInteger(number);
                break;
            case double number:
                writer.WriteDouble(number);
                break;
            case float number:
                writer.WriteDouble(number);
                break;
            case ReadOnlyMemory<byte> bytes:
                writer.WriteBinaryByReference(bytes);
                break;
            case Memory<byte> bytes:
                writer.WriteBinaryByReference(bytes);
                break;
            case ArraySegment<byte> bytes:
                writer.WriteBinaryByReference(bytes);
                break;
            case IActorRef actor:
                actors.Write(ref writer, actor);
                break;
            case not null when ErlTypes.TryWrite(ref writer, value):
                break;
            case Enum:
                throw new UndeclaredTypeException(value.GetType(), "Declare the enum with [ErlAtom], or send an Atom.");
            default:
                WriteCollection(ref writer, value);
                break;
        }
    }

    /// <summary>Reads one value: a scalar becomes the natural .NET one, a declared shape its type; everything else stays a term.</summary>
    public object Read(ref TermReader reader)
    {
        switch (reader.Peek())
        {
            case TermKind.Integer:
                Term integer = reader.ReadTerm();
                return integer is ErlInteger small ? (object)small.Value : ((ErlBigInteger)integer).Value;
            case TermKind.Float:
                return reader.ReadDouble();
            case TermKind.Binary:
                ReadOnlySpan<byte> bytes = reader.ReadBinary();
                return binaryAs == BinaryAs.Text && Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : CopyOf(bytes);
            case TermKind.Atom:
                Atom atom = reader.ReadAtom();
                return atom.Equals(Atom.True) ? true : atom.Equals(Atom.False) ? false : atom;
            case TermKind.Pid:
                return actors.ActorFor(reader.ReadPid());
            case TermKind.Tuple or TermKind.Map or TermKind.Record when ErlTypes.TryRead(ref reader, out object? declared):
                return declared;
            default:
                return reader.ReadTerm();
        }
    }

    // ToArray would clear it first.
    private static byte[] CopyOf(ReadOnlySpan<byte> bytes)
    {
        byte[] copy = GC.AllocateUninitializedArray<byte>(bytes.Length);
        bytes.CopyTo(copy);
        return copy;
    }

    private void WriteCollection(ref TermWriter writer, object value)
    {
        writer.Descend();
        switch (value)
        {
            case ITuple tuple:
                writer.WriteTupleHeader(tuple.Length);
                for (int i = 0; i < tuple.Length; i++)
                {
                    Write(ref writer, tuple[i]);
                }

                break;
            case IDictionary dictionary:
                WriteMap(ref writer, dictionary);
                break;
            case IEnumerable when IsGroup(value.GetType()):
                throw new UndeclaredTypeException(value.GetType(), "A list would lose its key: send a dictionary, as groups.ToDictionary(group => group.Key, group => group.ToList()) makes it, or declare a type.");
            case Array { Rank: > 1 }:
                throw new UndeclaredTypeException(value.GetType(), "An Erlang list has one dimension: send an array of arrays.");
            case IEnumerable sequence when IsNatural(value.GetType()):
                WriteList(ref writer, sequence as ICollection ?? sequence.Cast<object?>().ToList());
                break;
            default:
                throw new UndeclaredTypeException(
                    value.GetType(),
                    value.GetType() is { Namespace: { } of } type && (of == "System" || of.StartsWith("System.", StringComparison.Ordinal))
                    ? $"Declare a record that holds it, or, where docs/types.md has it, write [assembly: ErlType<{type.Name}>]; else send a Term."
                    : "Declare it with [ErlTuple], [ErlRecord], [ErlMap] or [ElixirStruct], or send a Term, a tuple, a list or a dictionary.");
        }

        writer.Ascend();
    }

    private void WriteMap(ref TermWriter writer, IDictionary dictionary)
    {
        // Keys of various types may be one in Erlang, as 1 and 1L, and a map that has a key twice ends the connection to a BEAM node.
        HashSet<Term>? keys = dictionary.Count > 1 && !s_keysApart.GetOrAdd(dictionary.GetType(), AreKeysApart) ? [] : null;
        writer.WriteMapHeader(dictionary.Count);
        foreach (DictionaryEntry entry in dictionary)
        {
            if (keys is null)
            {
                Write(ref writer, entry.Key);
            }
            else
            {
                Term key = TermOf(entry.Key);
                if (!keys.Add(key))
                {
                    throw new TermFormatException($"two keys of a dictionary are the same in Erlang: {key.ToString(80)}", (int)Math.Min(writer.Written, int.MaxValue));
                }

                writer.WriteTerm(key);
            }

            Write(ref writer, entry.Value);
        }
    }

    /// <summary>Whether keys of such a dictionary that differ are different terms always.</summary>
    private static bool AreKeysApart(Type dictionary) => dictionary.IsGenericType && IsNatural(dictionary)
        && dictionary.GenericTypeArguments[0] is var key && (key.IsPrimitive || key == typeof(string) || key.IsAssignableTo(typeof(Term)));

    private Term TermOf(object value)
    {
        if (value is Term term)
        {
            return term;
        }

        var bytes = new ArrayBufferWriter<byte>();
        var writer = new TermWriter(bytes);
        writer.WriteVersion();
        Write(ref writer, value);
        writer.Flush();
        return Term.Decode(bytes.WrittenSpan);
    }

    private void WriteList(ref TermWriter writer, ICollection items)
    {
        if (items.Count == 0)
        {
            writer.WriteNil();
            return;
        }

        writer.WriteListHeader(items.Count);
        foreach (object? item in items)
        {
            Write(ref writer, item);
        }

        writer.WriteNil();
    }

    /// <summary>LINQ's groups: lists that have a key besides.</summary>
    private static bool IsGroup(Type type) => type.Namespace == "System.Linq"
        && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IGrouping<,>));

    /// <summary>Arrays and .NET's own collections. A class of yours that can be enumerated is still a class of yours.</summary>
    private static bool IsNatural(Type type) =>
        type.IsArray || type.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true
        || type.Namespace?.StartsWith("System.Linq", StringComparison.Ordinal) == true;
}
