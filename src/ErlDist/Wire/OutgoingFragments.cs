using System.Buffers;
using System.Buffers.Binary;
using ErlDist.Terms;

namespace ErlDist.Wire;

/// <summary>
/// The rest of a message of which the first fragment is written. Between its fragments other senders' messages may go out; the
/// same sender's must wait, for signals between two processes keep their order (erl_ext_dist, "Distribution Header for fragmented
/// messages").
/// </summary>
internal sealed class OutgoingFragments
{
    internal const int HeaderBytes = sizeof(int) + FrameTag.FragmentHeaderBytes;
    private const int RecordBytes = 16 * 1024;

    private readonly ulong _sequence;
    private readonly int _partBytes;
    private ReadOnlySequence<byte> _rest;

    internal OutgoingFragments(ulong sequence, in ReadOnlySequence<byte> rest, int partBytes)
    {
        _sequence = sequence;
        _rest = rest;
        _partBytes = partBytes;
    }

    /// <summary>How many fragments are to come.</summary>
    public int Remaining => CountParts(_rest.Length, _partBytes);

    /// <summary>Writes the next fragment as a frame with its length.</summary>
    /// <returns>Whether more are to come.</returns>
    /// <exception cref="InvalidOperationException">None was left.</exception>
    public bool WriteNext(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_rest.IsEmpty)
        {
            throw new InvalidOperationException("All fragments are written.");
        }

        ReadOnlySequence<byte> part = _rest.Slice(0, Math.Min(_partBytes, _rest.Length));
        Span<byte> header = output.GetSpan(HeaderBytes);
        BinaryPrimitives.WriteInt32BigEndian(header, FrameTag.FragmentHeaderBytes + (int)part.Length);
        WriteIds(header[sizeof(int)..], FrameTag.NextFragment, _sequence, Remaining);
        output.Advance(HeaderBytes);
        WritePart(part, output);
        _rest = _rest.Slice(part.Length);
        return !_rest.IsEmpty;
    }

    /// <summary>Copies, or refers to, the bytes of a part.</summary>
    internal static void WritePart(in ReadOnlySequence<byte> part, IBufferWriter<byte> output)
    {
        var segments = output as ISegmentWriter;
        foreach (ReadOnlyMemory<byte> piece in part)
        {
            if (segments is not null && piece.Length >= ISegmentWriter.MinBytes)
            {
                segments.Append(piece);
            }
            else
            {
                output.Write(piece.Span);
            }
        }
    }

    internal static int CountParts(long bytes, int partBytes) => (int)((bytes + partBytes - 1) / partBytes);

    /// <summary>
    /// How much of a message goes into a frame with so many bytes ahead of it: the frame fills whole TLS records, for a short one at its end
    /// would cost as much as a full one.
    /// </summary>
    internal static int PartBytes(int fragmentBytes, int ahead) =>
        fragmentBytes < RecordBytes ? fragmentBytes : Math.Max(1, (fragmentBytes / RecordBytes * RecordBytes) - ahead);

    internal static void WriteIds(Span<byte> header, byte tag, ulong sequence, int fragment)
    {
        header[0] = FrameTag.Version;
        header[1] = tag;
        BinaryPrimitives.WriteUInt64BigEndian(header[2..], sequence);
        BinaryPrimitives.WriteUInt64BigEndian(header[(2 + sizeof(ulong))..], (ulong)fragment);
    }
}
