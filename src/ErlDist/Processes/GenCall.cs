using System.Diagnostics.CodeAnalysis;

namespace ErlDist.Embedding;

/// <summary>The messages of OTP's <c>gen:call/4</c> as the caller writes and reads them.</summary>
public static class GenCall
{
    private static readonly Atom s_alias = Atom.Get("alias");

    /// <summary>
    /// Reads the head of a message: true for a reply, <c>{Tag, Reply}</c> with a tag that <see cref="WriteTag"/> wrote. The reader then
    /// stands before the reply; otherwise it stands anywhere.
    /// </summary>
    public static bool TryReadReply(ref TermReader reader, [NotNullWhen(true)] out Reference? reference)
    {
        reference = null;
        if (reader.Peek() != TermKind.Tuple || reader.ReadTupleHeader() != 2)
        {
            return false;
        }

        switch (reader.Peek())
        {
            case TermKind.Reference:
                reference = reader.ReadReference();
                return true;
            case TermKind.List when reader.ReadListHeader() == 1 && reader.TryReadAtom("alias"u8) && reader.Peek() == TermKind.Reference:
                reference = reader.ReadReference();
                return true;
            default:
                return false;
        }
    }

    /// <summary>Whether a message is a reply whose tag names an alias: nobody but the call that it is for can make use of it.</summary>
    public static bool IsAliasTag(TermReader reader) =>
        reader.Peek() == TermKind.Tuple && reader.ReadTupleHeader() == 2 && reader.Peek() == TermKind.List;

    /// <summary>Writes <c>{Label, {Caller, [alias | Reference]}, </c>, what stands before a request.</summary>
    public static void WriteHead(ref TermWriter writer, Atom label, Pid caller, Reference reference)
    {
        writer.WriteTupleHeader(3);
        writer.WriteAtom(label);
        writer.WriteTupleHeader(2);
        writer.WritePid(caller);
        WriteTag(ref writer, reference);
    }

    /// <summary>Writes the tag of a call, <c>[alias | Reference]</c>.</summary>
    public static void WriteTag(ref TermWriter writer, Reference reference)
    {
        writer.WriteListHeader(1);
        writer.WriteAtom(s_alias);
        writer.WriteReference(reference);
    }
}
