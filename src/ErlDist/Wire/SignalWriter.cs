using System.Buffers;
using System.Buffers.Binary;
using ErlDist.Embedding;
using ErlDist.Terms;

namespace ErlDist.Wire;

/// <summary>
/// Turns signals into frames for a connected peer, in the form that was negotiated: pass-through or distribution header with the
/// sending atom cache, old or new control messages, fragments. Of one writer at a time.
/// </summary>
internal sealed class SignalWriter
{
    private const int MaxKeptBytes = 64 * 1024;

    private readonly DistributionFlags _flags;
    private readonly int _fragmentBytes;
    private readonly int _partBytes;
    private readonly bool _header;
    private readonly bool _fragmented;
    private readonly SendAtomCache? _cache;
    private readonly AtomRefTable? _ownAtoms;
    private ArrayBufferWriter<byte> _control = new();
    private ulong _lastSequence;

    /// <summary>Makes one.</summary>
    /// <param name="negotiated">What holds on the connection: <see cref="HandshakeResult.Flags"/>.</param>
    /// <param name="limits">The size of fragments.</param>
    public SignalWriter(DistributionFlags negotiated, WireLimits? limits = null)
    {
        _flags = negotiated;
        _fragmentBytes = (limits ?? WireLimits.Default).FragmentBytes;
        _partBytes = OutgoingFragments.PartBytes(_fragmentBytes, OutgoingFragments.HeaderBytes);
        _header = negotiated.HasAny(DistributionFlagSets.Header);
        _fragmented = negotiated.Has(DistributionFlags.Fragments);
        UsesAtomRefs = negotiated.Has(DistributionFlags.DistHdrAtomCache);
        if (UsesAtomRefs)
        {
            _cache = new SendAtomCache();
            _ownAtoms = new AtomRefTable();
        }
    }

    /// <summary>Whether payloads may be encoded with an <see cref="AtomRefTable"/>.</summary>
    public bool UsesAtomRefs { get; }

    /// <summary>How many bytes a fragment has with all that is around it, but for the last of a message.</summary>
    internal int FragmentFrameBytes => _partBytes + OutgoingFragments.HeaderBytes;

    /// <summary>Whether the peer reads native records.</summary>
    public bool TakesRecords => _flags.Has(DistributionFlags.NativeRecords);

    /// <summary>Whether the peer takes the signal.</summary>
    public bool CanWrite(in Signal signal) => IsNeedless(signal) || ControlForm.For(signal, _flags) is not null;

    /// <summary>Writes a signal as a frame with its length, or the first fragment of it.</summary>
    /// <param name="signal">What is asked.</param>
    /// <param name="payload">
    /// The message, reason or arguments: one encoded term without version byte; empty where <see cref="Signal.HasPayload"/> is
    /// false. It must stay as it is until the last fragment is written.
    /// </param>
    /// <param name="atoms">
    /// The table that the payload was encoded with, or null; the control message's atoms are added to it. Only where
    /// <see cref="UsesAtomRefs"/> is true.
    /// </param>
    /// <param name="output">Where to.</param>
    /// <returns>The fragments that are to follow, or null when all is written.</returns>
    /// <exception cref="SignalNotSupportedException">The peer's release is too old for it; nothing was written.</exception>
    /// <exception cref="ArgumentException">
    /// The signal lacks what its kind needs, or the payload or its atoms are there where they must not or not where they must;
    /// nothing was written.
    /// </exception>
    public OutgoingFragments? Write(in Signal signal, ReadOnlyMemory<byte> payload, AtomRefTable? atoms, IBufferWriter<byte> output) =>
        Write(signal, new ReadOnlySequence<byte>(payload), atoms, output);

    /// <summary>As the other one, for a payload in pieces.</summary>
    /// <inheritdoc cref="Write(in Signal, ReadOnlyMemory{byte}, AtomRefTable?, IBufferWriter{byte})"/>
    public OutgoingFragments? Write(in Signal signal, in ReadOnlySequence<byte> payload, AtomRefTable? atoms, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (IsNeedless(signal))
        {
            return null;
        }

        Signal sent = WithoutUnsendableToken(signal);
        ControlForm form = ControlForm.For(sent, _flags) ?? throw new SignalNotSupportedException(signal.Kind);
        if (payload.IsEmpty == signal.HasPayload)
        {
            throw new ArgumentException($"{signal.Kind} {(signal.HasPayload ? "needs a" : "has no")} payload.", nameof(payload));
        }

        if (atoms is null)
        {
            atoms = _ownAtoms;
            atoms?.Clear();
        }
        else if (!UsesAtomRefs)
        {
            throw new ArgumentException("Without an atom cache a payload has its atoms in full.", nameof(atoms));
        }

        bool inside = form.Payload == PayloadPlace.Inside;
        _control.ResetWrittenCount();
        ControlWriter.Write(form, sent, inside ? Joined(payload) : default, !_header, atoms, _control);
        OutgoingFragments? rest = WriteFrame(inside ? ReadOnlySequence<byte>.Empty : payload, atoms, output);
        if (_control.Capacity > MaxKeptBytes)
        {
            _control = new ArrayBufferWriter<byte>(); // A reason inside a control message may have any size.
        }

        return rest;
    }

    /// <summary>Writes a tick: what a connection sends when it has nothing else to send.</summary>
    public static void WriteTick(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write<byte>([0, 0, 0, 0]);
    }

    // Peers without UNLINK_ID want no acknowledgement.
    private bool IsNeedless(in Signal signal) => signal.Kind == SignalKind.UnlinkAck && !_flags.Has(DistributionFlags.UnlinkId);

    // Peers before OTP 21 know labels of 32 bits only; to them OTP sends a message with another label without its token.
    private Signal WithoutUnsendableToken(in Signal signal)
    {
        const int Label = 1;
        return signal.Token is null || _flags.Has(DistributionFlags.BigSeqTraceLabels)
            || signal.Token is ErlTuple { Count: > Label } token && token[Label] is ErlInteger { Value: >= int.MinValue and <= int.MaxValue }
            ? signal
            : signal with { Token = null };
    }

    private static ReadOnlySpan<byte> Joined(in ReadOnlySequence<byte> pieces) =>
        pieces.IsSingleSegment ? pieces.FirstSpan : pieces.ToArray();

    private OutgoingFragments? WriteFrame(in ReadOnlySequence<byte> payload, AtomRefTable? atoms, IBufferWriter<byte> output)
    {
        ReadOnlySpan<Atom> refs = atoms is null ? default : atoms.Atoms;
        bool inFragments = _fragmented && payload.Length > _fragmentBytes;
        ReadOnlySpan<byte> control = _control.WrittenSpan;
        Span<byte> span = output.GetSpan(OutgoingFragments.HeaderBytes + SendAtomCache.MaxBytes(refs) + control.Length + 1);
        int offset = sizeof(int);
        if (!_header)
        {
            span[offset++] = FrameTag.PassThrough;
        }
        else if (inFragments)
        {
            offset = OutgoingFragments.HeaderBytes;
        }
        else
        {
            span[offset++] = FrameTag.Version;
            span[offset++] = FrameTag.Header;
        }

        if (_cache is not null)
        {
            offset += _cache.Write(refs, span[offset..]);
        }
        else if (_header)
        {
            span[offset++] = 0;
        }

        control.CopyTo(span[offset..]);
        offset += control.Length;
        if (!_header && !payload.IsEmpty)
        {
            span[offset++] = FrameTag.Version;
        }

        ReadOnlySequence<byte> part = payload;
        OutgoingFragments? rest = null;
        if (inFragments)
        {
            part = payload.Slice(0, OutgoingFragments.PartBytes(_fragmentBytes, offset));
            rest = new OutgoingFragments(++_lastSequence, payload.Slice(part.Length), _partBytes);
            OutgoingFragments.WriteIds(span[sizeof(int)..], FrameTag.FirstFragment, _lastSequence, 1 + rest.Remaining);
        }

        BinaryPrimitives.WriteInt32BigEndian(span, checked((int)(offset - sizeof(int) + part.Length)));
        output.Advance(offset);
        OutgoingFragments.WritePart(part, output);
        return rest;
    }
}
