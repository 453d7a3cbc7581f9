using ErlDist.Terms;

namespace ErlDist.Mapping.Generated;

public sealed partial class ErlShape
{
    private Atom? _module;
    private Atom[] _fields = [];
    private bool _isExported;

    /// <summary>A native record, <c>#module:name{…}</c>.</summary>
    /// <param name="type">The .NET type's name, for errors.</param>
    /// <param name="module">The module that defines it.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="isExported">Whether the module exports the definition.</param>
    /// <param name="refusesUnknown">Whether fields that no member has are an error; else they are passed over.</param>
    /// <param name="members">The members in the order of the definition.</param>
    public static ErlShape NativeRecord(string type, string module, string name, bool isExported, bool refusesUnknown, params ErlMember[] members)
    {
        ErlShape shape = Keyed(type, ErlKeys.Atoms, null, refusesUnknown, members);
        shape._module = Atom.Get(module);
        shape._tag = Atom.Get(name);
        shape._isExported = isExported;
        shape._fields = [.. members.Select(m => Atom.Get(m.Key))];
        return shape;
    }

    /// <summary>Begins to write a native record; the values of all members are to follow, then <see cref="TermWriter.Ascend"/>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="isNull">Whether the value is null, which is refused.</param>
    public void BeginRecord(ref TermWriter writer, bool isNull = false)
    {
        RefuseNull(ref writer, isNull);
        writer.Descend();
        writer.WriteRecordHeader(_module!, _tag!, _isExported, _fields);
    }

    /// <summary>
    /// Begins to read a native record; for each of so many values <see cref="ReadField"/> says whose it is, then comes
    /// <see cref="EndKeyed(ref TermReader, ReadOnlySpan{bool})"/>.
    /// </summary>
    /// <param name="reader">Where from.</param>
    /// <param name="fields">Reads the names of the fields, which all stand before the values; any copy of the reader at first.</param>
    /// <returns>How many values there are.</returns>
    public int BeginRecord(ref TermReader reader, ref TermReader fields)
    {
        TermPlace found = reader.Place;
        reader.Descend();
        if (reader.Peek() == TermKind.Record)
        {
            int count = reader.ReadRecordHeader(out Atom module, out Atom name, out _);
            if (module.Equals(_module) && name.Equals(_tag))
            {
                fields = reader;
                for (int i = 0; i < count; i++)
                {
                    reader.Skip();
                }

                return count;
            }
        }

        throw new TermFormatException($"a record #{_module}:{_tag}{{}} expected, found {reader.FoundText(found)}", found.Offset);
    }

    /// <summary>Reads the name of the next field; its value is next, to be read by the member's codec.</summary>
    /// <param name="fields">What <see cref="BeginRecord(ref TermReader, ref TermReader)"/> gave.</param>
    /// <param name="reader">Stands before the value.</param>
    /// <param name="seen">A place for each member and one more: what was read already.</param>
    /// <returns>The member's index. -1: the value is passed over already, since no member has that name.</returns>
    public int ReadField(ref TermReader fields, ref TermReader reader, scoped Span<bool> seen)
    {
        TermPlace field = fields.Place;
        int member = Find(ref fields, seen);
        if (member == Unknown)
        {
            reader.Skip();
        }
        else if (seen[member])
        {
            throw new TermFormatException($"the field {fields.FoundText(field)} comes twice, or beside its former name", field.Offset);
        }
        else
        {
            seen[member] = true;
        }

        return member;
    }
}
