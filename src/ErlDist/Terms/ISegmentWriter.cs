using System.Buffers;

namespace ErlDist.Terms;

/// <summary>
/// An output that can have large pieces by reference: copying them would cost more than all else that is done to a large message.
/// </summary>
internal interface ISegmentWriter : IBufferWriter<byte>
{
    /// <summary>Shorter pieces are copied: that costs less than to keep track of them.</summary>
    const int MinBytes = 4 * 1024;

    /// <summary>Puts a piece behind what was written so far. It must stay as it is until the output is used up.</summary>
    void Append(ReadOnlyMemory<byte> piece);
}
