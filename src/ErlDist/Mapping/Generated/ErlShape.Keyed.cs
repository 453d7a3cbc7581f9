using ErlDist.Terms;

namespace ErlDist.Mapping.Generated;

public sealed partial class ErlShape
{
    private const int Unknown = -1;
    private static readonly byte[] s_true = Atom.True.Encode();

    private readonly Dictionary<string, int> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<Atom, int> _byAtom = [];
    private ErlKeys _keys;
    private Atom? _struct;
    private bool _refusesUnknown;

    /// <summary>A map or a keyword list.</summary>
    /// <param name="type">The .NET type's name, for errors.</param>
    /// <param name="keys">Which.</param>
    /// <param name="structName">The name of an Elixir struct as an atom, <c>Elixir.Shop.Quote</c>; null for none.</param>
    /// <param name="refusesUnknown">Whether keys that no member has are an error; else they are passed over.</param>
    /// <param name="members">The members.</param>
    public static ErlShape Keyed(string type, ErlKeys keys, string? structName, bool refusesUnknown, params ErlMember[] members)
    {
        var shape = new ErlShape(type, null, members)
        {
            _keys = keys,
            _struct = structName is null ? null : Atom.Get(structName),
            _refusesUnknown = refusesUnknown,
        };
        for (int i = 0; i < members.Length; i++)
        {
            foreach (string key in (string[])[members[i].Key, .. members[i].Formerly ?? []])
            {
                shape._byKey[key] = i;
                if (keys != ErlKeys.Strings)
                {
                    shape._byAtom[Atom.Get(key)] = i;
                }
            }
        }

        return shape;
    }

    /// <summary>Begins to write; so many members, each behind <see cref="WriteKey"/>, are to follow, then <see cref="EndKeyed(ref TermWriter)"/>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="count">How many members are written.</param>
    /// <param name="isNull">Whether the value is null, which is refused.</param>
    public void BeginKeyed(ref TermWriter writer, int count, bool isNull = false)
    {
        RefuseNull(ref writer, isNull);
        writer.Descend();
        if (_keys == ErlKeys.KeywordList)
        {
            if (count > 0)
            {
                writer.WriteListHeader(count);
            }

            return;
        }

        writer.WriteMapHeader(count + (_struct is null ? 0 : 1));
        if (_struct is not null)
        {
            writer.WriteAtom(ElixirNames.Struct);
            writer.WriteAtom(_struct);
        }
    }

    /// <summary>Writes a member's key; its value is to follow.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="member">The member's index.</param>
    public void WriteKey(ref TermWriter writer, int member)
    {
        switch (_keys)
        {
            case ErlKeys.Strings:
                writer.WriteString(_members[member].Key);
                break;
            case ErlKeys.KeywordList:
                writer.WriteTupleHeader(2);
                writer.WriteAtom(_members[member].Key);
                break;
            default:
                writer.WriteAtom(_members[member].Key);
                break;
        }
    }

    /// <summary>Ends what <see cref="BeginKeyed(ref TermWriter, int, bool)"/> began.</summary>
    /// <param name="writer">Where to.</param>
    public void EndKeyed(ref TermWriter writer)
    {
        if (_keys == ErlKeys.KeywordList)
        {
            writer.WriteNil();
        }

        writer.Ascend();
    }

    /// <summary>Begins to read; for each of so many entries <see cref="ReadKey"/> says what it is, then comes <see cref="EndKeyed(ref TermReader, ReadOnlySpan{bool})"/>.</summary>
    /// <param name="reader">Where from.</param>
    /// <returns>How many entries there are.</returns>
    public int BeginKeyed(ref TermReader reader)
    {
        reader.Descend();
        return _keys == ErlKeys.KeywordList ? reader.ReadListHeader() : reader.ReadMapHeader();
    }

    /// <summary>Reads the key of an entry; its value is next, to be read by the member's codec.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="seen">A place for each member and one more: what was read already.</param>
    /// <returns>
    /// The member's index. -1: the entry is read already, since no member has that key, or had it. For a bare atom in a keyword list,
    /// which means <c>{Atom, true}</c>, -2 less the index: <see cref="True"/> gives the value.
    /// </returns>
    public int ReadKey(ref TermReader reader, scoped Span<bool> seen)
    {
        bool isBare = false;
        if (_keys == ErlKeys.KeywordList)
        {
            isBare = reader.Peek() == TermKind.Atom;
            if (!isBare && reader.ReadTupleHeader() != 2)
            {
                throw new TermFormatException("{Key, Value} or an atom expected in a keyword list", reader.Consumed);
            }
        }

        TermPlace key = reader.Place;
        int member = Find(ref reader, seen);
        if (member == Unknown)
        {
            if (!isBare)
            {
                reader.Skip();
            }

            return Unknown;
        }

        if (seen[member])
        {
            // In a keyword list the first counts; a map has no key twice, unless it has the old name of one beside the new.
            if (_keys != ErlKeys.KeywordList)
            {
                throw new TermFormatException($"the key {reader.FoundText(key)} comes twice, or beside its former name", key.Offset);
            }

            if (!isBare)
            {
                reader.Skip();
            }

            return Unknown;
        }

        seen[member] = true;
        return isBare ? -2 - member : member;
    }

    /// <summary>The value of a bare atom in a keyword list, <c>true</c>, as a member's codec reads it.</summary>
    /// <param name="codec">The member's codec.</param>
    /// <typeparam name="T">The member's type.</typeparam>
    public static T True<T>(TermCodec<T> codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        var reader = new TermReader(s_true);
        reader.SkipVersion();
        return codec.Read(ref reader);
    }

    /// <summary>Ends what <see cref="BeginKeyed(ref TermReader)"/> began and sees to it that nothing is missing.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="seen">What was read.</param>
    public void EndKeyed(ref TermReader reader, scoped ReadOnlySpan<bool> seen)
    {
        if (_keys == ErlKeys.KeywordList)
        {
            reader.ReadListEnd();
        }

        if (_struct is not null && !seen[^1])
        {
            throw new TermFormatException($"the struct {ElixirNames.ModuleOf(_struct)} expected, found a map without __struct__", reader.Consumed);
        }

        for (int i = 0; i < _members.Length; i++)
        {
            if (!seen[i] && !_members[i].IsOptional)
            {
                throw new TermFormatException($"the key {_members[i].Key} is missing", reader.Consumed);
            }
        }

        reader.Ascend();
    }

    private int Find(ref TermReader reader, scoped Span<bool> seen)
    {
        TermPlace key = reader.Place;
        switch (reader.Peek())
        {
            case TermKind.Atom when _keys != ErlKeys.Strings:
                Atom atom = reader.ReadAtom();
                if (_byAtom.TryGetValue(atom, out int member))
                {
                    return member;
                }

                if (_keys == ErlKeys.Atoms && atom.Equals(ElixirNames.Struct))
                {
                    CheckStruct(reader);
                    seen[^1] = true;
                    return Unknown;
                }

                break;
            case TermKind.Binary when _keys == ErlKeys.Strings:
                if (_byKey.TryGetValue(reader.TryReadSharedString(out string? name) ? name : reader.ReadString(), out member))
                {
                    return member;
                }

                break;
            default:
                reader.Skip();
                break;
        }

        return _refusesUnknown
            ? throw new TermFormatException($"the key {reader.FoundText(key)} is unknown", key.Offset)
            : Unknown;
    }

    /// <summary>Looks at the value of <c>__struct__</c>, which stays to be passed over as that of any other key.</summary>
    private void CheckStruct(scoped in TermReader reader)
    {
        TermReader value = reader;
        if (_struct is not null && !value.TryReadAtom(_struct.Utf8))
        {
            throw new TermFormatException($"the struct {ElixirNames.ModuleOf(_struct)} expected, found {reader.FoundText()}", reader.Consumed);
        }
    }
}
