using System.Buffers;
using ErlDist.Embedding;
using ErlDist.Terms;

namespace ErlDist.Connections;

/// <summary>One signal that waits.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="Payload">Its message or reason, without version byte and without references to an atom cache.</param>
/// <param name="Scratch">Where a large payload lies, with its large binaries by reference; null for one that has an array to itself.</param>
/// <param name="Post">Who is told when it is dropped; null for a signal that is no message.</param>
internal readonly record struct OutboxEntry(Signal Signal, ReadOnlySequence<byte> Payload, PayloadScratch? Scratch, IPost? Post)
{
    private const int OwnBytes = 128;

    /// <summary>Whether native records are in it, which not every peer reads.</summary>
    public bool HasRecords { get; init; }

    /// <summary>What it costs while it waits.</summary>
    public long Bytes => Payload.Length + OwnBytes;

    /// <summary>Whether it may not be refused: links, monitors, exits.</summary>
    public bool IsControl => Post is null;

    /// <summary>A signal that is no message, with its reason, if there is one.</summary>
    public static OutboxEntry Of(in Signal signal, Term? reason, TermLimits limits) => reason is null
        ? new OutboxEntry(signal, ReadOnlySequence<byte>.Empty, null, null)
        : Of(signal, new TermMessage(reason), null, limits);

    /// <summary>A signal with the message that travels beside it.</summary>
    public static OutboxEntry Of<TMessage>(in Signal signal, in TMessage message, IPost? post, TermLimits limits)
        where TMessage : IMessage
    {
        var scratch = PayloadScratch.Take();
        scratch.Encode(message, atomRefs: false, limits);

        // What is small gets an array of just its size; what is large stays where it is, and the thread makes itself another scratch.
        bool hasRecords = scratch.HasRecords;
        if (scratch.Payload.Length >= ISegmentWriter.MinBytes)
        {
            scratch.Trim();
            return new OutboxEntry(signal, scratch.Payload, scratch, post) { HasRecords = hasRecords };
        }

        var payload = new ReadOnlySequence<byte>(scratch.Payload.ToArray());
        scratch.GiveBack();
        return new OutboxEntry(signal, payload, null, post) { HasRecords = hasRecords };
    }
}
