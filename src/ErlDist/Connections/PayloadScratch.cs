using System.Buffers;
using ErlDist.Terms;

namespace ErlDist.Connections;

/// <summary>
/// Room for a message that is about to be sent: encoded outside of every lock; large binaries by reference. Each thread has one that it
/// uses again and again; a large message that has to wait keeps its own.
/// </summary>
internal sealed class PayloadScratch
{
    [ThreadStatic]
    private static PayloadScratch? s_own;

    private AtomRefTable? _atoms;
    private readonly SendBuffer _bytes = new();
    private bool _usesAtoms;

    /// <summary>Whether native records are in it.</summary>
    public bool HasRecords { get; private set; }

    /// <summary>The message, without the leading 131.</summary>
    public ReadOnlySequence<byte> Payload { get; private set; }

    /// <summary>True when parts of the message are too large to be copied out of here: they go with <see cref="Detach"/>.</summary>
    public bool IsLarge => _bytes.CopiedBytes >= ISegmentWriter.MinBytes;

    /// <summary>The atoms that it refers to by number; null when it has them in place.</summary>
    public AtomRefTable? Atoms => _usesAtoms ? _atoms ??= new AtomRefTable() : null;

    /// <summary>The thread's own, taken away while it is in use: a message's own code may send another one meanwhile.</summary>
    public static PayloadScratch Take()
    {
        PayloadScratch scratch = s_own ?? new PayloadScratch();
        s_own = null;
        return scratch;
    }

    /// <summary>Makes it the thread's own for the next message.</summary>
    public void GiveBack()
    {
        Clear();
        s_own = this;
    }

    /// <summary>Encodes a message.</summary>
    /// <exception cref="TermFormatException">It is deeper than the limit, or has no form in Erlang.</exception>
    public void Encode<TMessage>(in TMessage message, bool atomRefs, TermLimits limits, bool refusesRecords = false)
        where TMessage : IMessage
    {
        Clear(); // What could not be sent may have left half of itself behind.
        _usesAtoms = atomRefs;
        var writer = new TermWriter(_bytes, Atoms, limits, refusesRecords);
        message.Write(ref writer);
        writer.Flush();
        HasRecords = writer.HasRecords;
        Payload = _bytes.ToSequence();
    }

    /// <summary>Makes ready to wait: what was copied gets an array that is no larger than it needs.</summary>
    public void Trim()
    {
        _bytes.Trim();
        Payload = _bytes.ToSequence();
    }

    /// <summary>
    /// Hands the array that the payload lies in, but for its large binaries, over: the caller returns it to the shared pool.
    /// </summary>
    public byte[] Detach() => _bytes.Detach();

    /// <summary>Makes ready for the next one; what a large message needed is given back.</summary>
    public void Clear()
    {
        _atoms?.Clear();
        _bytes.Clear();
        Payload = default;
    }
}
