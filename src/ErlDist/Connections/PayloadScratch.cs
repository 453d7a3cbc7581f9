using System.Buffers;
using ErlDist.Nodes;
using ErlDist.Terms;

namespace ErlDist.Connections;

/// <summary>One thread's room for the message that it is about to send: encoded outside of every lock; large binaries by reference.</summary>
internal sealed class PayloadScratch
{
    private readonly AtomRefTable _atoms = new();
    private readonly SendBuffer _bytes = new();
    private bool _usesAtoms;

    /// <summary>The message, without the leading 131.</summary>
    public ReadOnlySequence<byte> Payload { get; private set; }

    /// <summary>True when parts of the message are too large to be copied out of here: they go with <see cref="Detach"/>.</summary>
    public bool IsLarge => _bytes.CopiedBytes >= ISegmentWriter.MinBytes;

    /// <summary>The atoms that it refers to by number; null when it has them in place.</summary>
    public AtomRefTable? Atoms => _usesAtoms ? _atoms : null;

    /// <summary>Encodes a message.</summary>
    /// <exception cref="TermFormatException">It is deeper than the limit.</exception>
    public void Encode(Term message, bool atomRefs, TermLimits limits)
    {
        TermWriter writer = Begin(atomRefs, limits);
        writer.WriteTerm(message);
        End(ref writer);
    }

    /// <summary>Encodes a message that writes itself.</summary>
    public void Encode<TPost>(in TPost message, bool atomRefs, TermLimits limits)
        where TPost : IPost
    {
        TermWriter writer = Begin(atomRefs, limits);
        message.Write(ref writer);
        End(ref writer);
    }

    /// <summary>
    /// Hands the array that the payload lies in, but for its large binaries, over: the caller returns it to the shared pool.
    /// </summary>
    public byte[] Detach() => _bytes.Detach();

    /// <summary>Makes ready for the next one; what a large message needed is given back.</summary>
    public void Clear()
    {
        _atoms.Clear();
        _bytes.Clear();
        Payload = default;
    }

    private TermWriter Begin(bool atomRefs, TermLimits limits)
    {
        Clear(); // What could not be sent may have left half of itself behind.
        _usesAtoms = atomRefs;
        return new TermWriter(_bytes, Atoms, limits);
    }

    private void End(ref TermWriter writer)
    {
        writer.Flush();
        Payload = _bytes.ToSequence();
    }
}
