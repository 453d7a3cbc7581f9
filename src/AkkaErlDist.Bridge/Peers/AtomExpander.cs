using System.Buffers;
using ErlDist.Terms;

namespace AkkaErlDist.Bridge.Peers;

/// <summary>Writes a term with its atoms in full: what refers to a connection's atom cache means nothing elsewhere.</summary>
internal static class AtomExpander
{
    /// <summary>Writes the term that <paramref name="reader"/> stands before.</summary>
    /// <param name="data">What the reader reads.</param>
    /// <param name="reader">Stands behind the term afterwards.</param>
    /// <param name="output">Where the term goes.</param>
    /// <exception cref="TermFormatException">It is no term.</exception>
    public static void Expand(ReadOnlySpan<byte> data, ref TermReader reader, IBufferWriter<byte> output)
    {
        const byte ListTag = 108;
        var writer = new TermWriter(output);
        for (long pending = 1; pending > 0; pending--)
        {
            switch (reader.Peek())
            {
                case TermKind.Atom:
                    writer.WriteAtom(reader.ReadAtom());
                    break;
                case TermKind.Tuple:
                    int arity = reader.ReadTupleHeader();
                    writer.WriteTupleHeader(arity);
                    pending += arity;
                    break;
                case TermKind.List when data[reader.Consumed] == ListTag && reader.ReadListHeader() is > 0 and int count:
                    writer.WriteListHeader(count);
                    pending += count + 1L; // The tail is a term like any other.
                    break;
                case TermKind.Map:
                    int pairs = reader.ReadMapHeader();
                    writer.WriteMapHeader(pairs);
                    pending += pairs * 2L;
                    break;
                case TermKind.Pid:
                    writer.WritePid(reader.ReadPid());
                    break;
                case TermKind.Reference or TermKind.Port or TermKind.Fun or TermKind.Export:
                    writer.WriteTerm(reader.ReadTerm());
                    break;
                default:
                    writer.WriteRaw(reader.ReadEncoded());
                    break;
            }
        }

        writer.Flush();
    }
}
