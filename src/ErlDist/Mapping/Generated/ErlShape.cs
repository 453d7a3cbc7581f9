using System.ComponentModel;
using ErlDist.Terms;

namespace ErlDist.Mapping.Generated;

/// <summary>What generated codecs have in common: how a declared type lies in Erlang, and what is said when a term or a value does not fit.</summary>
/// <remarks>Made by generated code; of use to codecs written by hand that want their errors to name members, too.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed partial class ErlShape
{
    private readonly string _type;
    private readonly ErlMember[] _members;
    private Atom? _tag;
    private readonly int _required;
    private bool _mayBeAtom;

    private ErlShape(string type, Atom? tag, ErlMember[] members)
    {
        _type = type;
        _tag = tag;
        _members = members;
        _required = Array.FindLastIndex(members, m => !m.IsOptional) + 1;
    }

    private int Untagged => _tag is null ? 0 : 1;

    /// <summary>A tuple of all members, in their order, behind a tag or without one.</summary>
    /// <param name="type">The .NET type's name, for errors.</param>
    /// <param name="tag">The first element, an atom; null for none.</param>
    /// <param name="members">The members; optional ones at the end may be missing in what is read.</param>
    public static ErlShape Tuple(string type, string? tag, params ErlMember[] members) =>
        new(type, tag is null ? null : Atom.Get(tag), members);

    /// <summary>As <see cref="Tuple"/>, for requests: without members an atom stands in place of a tuple of one element.</summary>
    /// <param name="type">The method's name, for errors.</param>
    /// <param name="tag">The first element.</param>
    /// <param name="members">The parameters; optional ones at the end may be missing in what is read.</param>
    public static ErlShape Request(string type, string tag, params ErlMember[] members) => new(type, Atom.Get(tag), members) { _mayBeAtom = true };

    /// <summary>Begins to write a tuple; all members are to follow, then <see cref="TermWriter.Ascend"/>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="isNull">Whether the value is null, which is refused.</param>
    public void BeginTuple(ref TermWriter writer, bool isNull = false)
    {
        RefuseNull(ref writer, isNull);
        writer.Descend();
        if (_mayBeAtom && _members.Length == 0)
        {
            writer.WriteAtom(_tag!);
            return;
        }

        writer.WriteTupleHeader(_members.Length + Untagged);
        if (_tag is not null)
        {
            writer.WriteAtom(_tag);
        }
    }

    /// <summary>Begins to read a tuple; so many members follow, then <see cref="TermReader.Ascend"/>.</summary>
    /// <param name="reader">Where from.</param>
    /// <returns>How many members there are: all, or the first ones where the others are optional.</returns>
    public int BeginTuple(ref TermReader reader)
    {
        TermPlace found = reader.Place;
        reader.Descend();
        if (_mayBeAtom && _required == 0 && reader.TryReadAtom(_tag!.Utf8))
        {
            return 0;
        }

        if (reader.Peek() == TermKind.Tuple)
        {
            int given = reader.ReadTupleHeader() - Untagged;
            if (given >= _required && given <= _members.Length && (_tag is null || reader.TryReadAtom(_tag.Utf8)))
            {
                return given;
            }
        }

        string elements = _required == _members.Length ? $"{_members.Length + Untagged}" : $"{_required + Untagged} to {_members.Length + Untagged}";
        throw new TermFormatException(
            _tag is null ? $"a tuple of {elements} elements expected, found {reader.FoundText(found)}"
                : $"a tuple of {elements} elements tagged {_tag} expected, found {reader.FoundText(found)}",
            found.Offset);
    }

    /// <summary>
    /// For a filter: adds the member to the path of a <see cref="TermFormatException"/> that passes by. Everything else is to be caught
    /// and told by <see cref="Fault"/>.
    /// </summary>
    /// <param name="e">What was thrown.</param>
    /// <param name="member">The member's index; -1 = none in particular.</param>
    /// <returns>Whether to catch it.</returns>
    public bool Owns(Exception e, int member)
    {
        if (e is not TermFormatException format)
        {
            return e is not OutOfMemoryException;
        }

        format.Within(_type, member < 0 ? "" : "." + _members[member].Name);
        return false;
    }

    /// <summary>What is thrown in place of what a constructor, a property or a codec written by hand has thrown.</summary>
    /// <param name="e">What was thrown.</param>
    /// <param name="member">The member's index; -1 = none in particular.</param>
    /// <param name="offset">Where, in bytes.</param>
    public TermFormatException Fault(Exception e, int member, long offset)
    {
        TermFormatException fault = Wrapped(e, offset);
        Owns(fault, member);
        return fault;
    }

    internal static TermFormatException Wrapped(Exception e, long offset)
    {
        ArgumentNullException.ThrowIfNull(e);
        return new TermFormatException($"{e.GetType().Name}: {e.Message.TrimEnd('.')}", (int)Math.Min(offset, int.MaxValue), e);
    }

    /// <summary>A null stands where nothing says that there may be one.</summary>
    internal static void RefuseNull(ref TermWriter writer, bool isNull)
    {
        if (isNull)
        {
            throw new TermFormatException("null, but its type says that it is never null", (int)Math.Min(writer.Written, int.MaxValue));
        }
    }
}
