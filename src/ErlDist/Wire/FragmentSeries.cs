using ErlDist.Embedding;

namespace ErlDist.Wire;

/// <summary>A message of which fragments are missing.</summary>
internal sealed class FragmentSeries(Signal signal, Atom[] atomRefs, ulong nextId, MessageBuffer buffer) : IDisposable
{
    // A peer that has sent a part is believed that it will send the rest, as far as that is no more than so many times the part.
    private const int MaxGrowth = 16;

    /// <summary>What is kept of a message that is too large: who it is from, and whether somebody waits for an answer.</summary>
    private const int HeadBytes = 4 * 1024;

    /// <summary>How many bytes of it have come, or are under way to where they belong; kept or not.</summary>
    public long ArrivedBytes { get; private set; } = buffer.Length;

    /// <summary>Whether it is too large to be kept, but for its first bytes.</summary>
    public bool IsCut { get; private set; }

    public Signal Signal => signal;

    public Atom[] AtomRefs => atomRefs;

    public ulong NextId { get; set; } = nextId;

    public TimeSpan LastArrival { get; set; }

    public MessageBuffer Buffer { get; private set; } = buffer;

    /// <summary>Makes room for a part, all of which is to come: where it goes.</summary>
    public Memory<byte> Extend(int count)
    {
        ArrivedBytes += count;
        if (!Buffer.HasRoom(count))
        {
            long needed = Buffer.Length + (long)count;
            Buffer = Buffer.MovedTo(Math.Min(Buffer.Announced >= needed ? Buffer.Announced : 2 * needed, MaxGrowth * needed));
        }

        return Buffer.Extend(count);
    }

    /// <summary>Keeps no more than its first bytes, of those that have come and those that will.</summary>
    public void Cut()
    {
        IsCut = true;
        var head = MessageBuffer.Of(HeadBytes, Buffer.Announced, spares: null);
        head.Append(Buffer.Bytes[..Math.Min(Buffer.Length, HeadBytes)]);
        Buffer.Dispose();
        Buffer = head;
    }

    /// <summary>Adds a part to one that is cut.</summary>
    public void AppendToHead(ReadOnlySpan<byte> part)
    {
        ArrivedBytes += part.Length;
        Buffer.Append(part[..Math.Min(part.Length, HeadBytes - Buffer.Length)]);
    }

    public void Dispose() => Buffer.Dispose();
}
