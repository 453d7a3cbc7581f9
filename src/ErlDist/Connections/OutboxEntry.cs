using System.Buffers;
using ErlDist.Embedding;
using ErlDist.Terms;

namespace ErlDist.Connections;

/// <summary>One signal that waits.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="Payload">Its message or reason, without version byte and without references to an atom cache.</param>
/// <param name="Scratch">Where the payload lies, if it is large with its large binaries by reference; null for a small one that has settled.</param>
/// <param name="Post">Who is told when it is dropped; null for a signal that is no message.</param>
internal readonly record struct OutboxEntry(Signal Signal, ReadOnlySequence<byte> Payload, PayloadScratch? Scratch, IPost? Post)
{
    private const int OwnBytes = 128;

    /// <summary>Where a small payload has settled; null for an array of its own.</summary>
    public OutboxBlock? Block { get; init; }

    /// <summary>Whether native records are in it, which not every peer reads.</summary>
    public bool HasRecords { get; init; }

    /// <summary>Whether the payload is small and still lies where its sender's next message goes; what is large stays where it is.</summary>
    public bool IsBorrowed => Scratch is not null && Payload.Length < ISegmentWriter.MinBytes;

    /// <summary>What it costs while it waits.</summary>
    public long Bytes => Payload.Length + OwnBytes;

    /// <summary>Whether it may not be refused: links, monitors, exits.</summary>
    public bool IsControl => Post is null;

    /// <summary>A signal that is no message, with its reason, if there is one.</summary>
    public static OutboxEntry Of(in Signal signal, Term? reason, TermLimits limits) => reason is null
        ? new OutboxEntry(signal, ReadOnlySequence<byte>.Empty, null, null)
        : Of(signal, new TermMessage(reason), null, limits);

    /// <summary>A signal with the message that travels beside it, for as long as it takes.</summary>
    public static OutboxEntry Of<TMessage>(in Signal signal, in TMessage message, IPost? post, TermLimits limits)
        where TMessage : IMessage
    {
        OutboxEntry entry = Encode(signal, message, post, limits);
        return entry.IsBorrowed ? entry.Settle(new byte[entry.Payload.Length], null) : entry;
    }

    /// <summary>
    /// The same for a moment: where it <see cref="IsBorrowed"/> this thread sends nothing else before <see cref="Settle"/> or
    /// <see cref="GiveBack"/>.
    /// </summary>
    public static OutboxEntry Encode<TMessage>(in Signal signal, in TMessage message, IPost? post, TermLimits limits)
        where TMessage : IMessage
    {
        var scratch = PayloadScratch.Take();
        scratch.Encode(message, atomRefs: false, limits);
        if (scratch.Payload.Length >= ISegmentWriter.MinBytes)
        {
            scratch.Trim();
        }

        return new OutboxEntry(signal, scratch.Payload, scratch, post) { HasRecords = scratch.HasRecords };
    }

    /// <summary>Moves a payload that <see cref="IsBorrowed"/> to where it stays.</summary>
    /// <param name="place">As long as the payload.</param>
    /// <param name="block">Where that is; null for an array of its own.</param>
    public OutboxEntry Settle(Memory<byte> place, OutboxBlock? block)
    {
        Payload.CopyTo(place.Span);
        GiveBack();
        return this with { Payload = new ReadOnlySequence<byte>(place), Scratch = null, Block = block };
    }

    /// <summary>Ends what <see cref="Encode"/> began, for an entry that was refused.</summary>
    public void GiveBack()
    {
        if (IsBorrowed)
        {
            Scratch!.GiveBack();
        }
    }

    /// <summary>It leaves for good, sent or dropped: the room that its payload had is free.</summary>
    public void Release()
    {
        Scratch?.Clear();
        Block?.Release();
    }
}
