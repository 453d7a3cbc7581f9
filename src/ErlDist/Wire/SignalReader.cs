using System.Buffers.Binary;
using ErlDist.Embedding;
using ErlDist.Terms;

namespace ErlDist.Wire;

/// <summary>
/// Turns the frames of a connected peer into signals: pass-through frames or distribution headers (as negotiated), the receiving
/// atom cache, fragments. Of one reader at a time.
/// </summary>
internal sealed class SignalReader : IDisposable
{
    private readonly ControlReader _control;
    private readonly ReceiveAtomCache _atoms;
    private readonly FragmentStore _fragments;
    private readonly bool _header;
    private readonly bool _fragmented;
    private readonly MessageBuffers _buffers = new();
    private MessageBuffer? _placed;
    private MessageBuffer? _lent;

    /// <summary>Makes one.</summary>
    /// <param name="negotiated">What holds on the connection: <see cref="HandshakeResult.Flags"/>.</param>
    /// <param name="local">Our name.</param>
    /// <param name="peer">The peer's name.</param>
    /// <param name="limits">What the peer's fragments may cost.</param>
    /// <param name="termLimits">What terms inside control messages may cost.</param>
    public SignalReader(
        DistributionFlags negotiated, Atom local, Atom peer, WireLimits? limits = null, TermLimits? termLimits = null)
        : this(negotiated, local, peer, limits, termLimits, null)
    {
    }

    internal SignalReader(
        DistributionFlags negotiated, Atom local, Atom peer, WireLimits? limits, TermLimits? termLimits, ByteShare? held)
    {
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(peer);
        _header = negotiated.HasAny(DistributionFlagSets.Header);
        _fragmented = negotiated.Has(DistributionFlags.Fragments);
        _control = new ControlReader(local, peer, termLimits ?? TermLimits.Default);
        _atoms = new ReceiveAtomCache(negotiated.Has(DistributionFlags.DistHdrAtomCache));
        _fragments = new FragmentStore(limits ?? WireLimits.Default, _buffers, held);
    }

    /// <summary>The pids that the peer has sent lately; payloads may be read with it too.</summary>
    public PidCache Pids => _control.Pids;

    /// <summary>How many messages wait for further fragments.</summary>
    public int PendingFragmentSeries => _fragments.Count;

    /// <summary>How many bytes of such messages have arrived.</summary>
    public long PendingFragmentBytes => _fragments.HeldBytes;

    /// <summary>How many bytes there are for a frame that has come in part, unless it is a fragment of a message that is counted.</summary>
    internal int PlacedBytes => _placed?.UsedBytes ?? 0;

    /// <summary>Whether the frame that was read last was one of several of its message.</summary>
    internal bool WasFragment { get; private set; }

    /// <summary>Reads a frame.</summary>
    /// <param name="frame">What <see cref="FrameReader.TryRead"/> gave.</param>
    /// <param name="now">The time since any fixed moment; it counts for fragments alone.</param>
    /// <param name="incoming">The signal, if there is one. It ends the life of the previous one's spans.</param>
    /// <returns>False for a tick and for a fragment that is not the last.</returns>
    /// <exception cref="WireException">The peer broke the protocol, or a limit is reached; the connection is to be closed.</exception>
    public bool TryRead(ReadOnlySpan<byte> frame, TimeSpan now, out IncomingSignal incoming)
    {
        ReturnLent();
        return TryRead(frame, null, now, out incoming);
    }

    /// <summary>
    /// Reads the next of the frames that have come. Of a large one that has come in part, what is to come goes straight to where it stays.
    /// </summary>
    /// <param name="frames">The frames.</param>
    /// <param name="now">The time since any fixed moment.</param>
    /// <param name="isWhole">Whether there is a signal; false for a tick and for a fragment that is not the last.</param>
    /// <param name="incoming">The signal.</param>
    /// <returns>False when no frame has come whole.</returns>
    /// <exception cref="WireException">As <see cref="TryRead(ReadOnlySpan{byte}, TimeSpan, out IncomingSignal)"/>.</exception>
    internal bool TryRead(FrameReader frames, TimeSpan now, out bool isWhole, out IncomingSignal incoming)
    {
        if (frames.TryEndPlaced())
        {
            ReturnLent();
            isWhole = TryReadPlaced(now, out incoming);
            return true;
        }

        if (frames.TryRead(out ReadOnlySpan<byte> frame))
        {
            isWhole = TryRead(frame, now, out incoming);
            return true;
        }

        if (frames.TryPeekLarge(out ReadOnlySpan<byte> begun, out int length) && TryPlace(begun, length, out Memory<byte> rest))
        {
            frames.Place(rest);
        }

        isWhole = false;
        incoming = default;
        return false;
    }

    /// <summary>To be called now and then, as with the ticks: a message in fragments that stands still ends the connection.</summary>
    /// <exception cref="WireException">One has stood still for longer than <see cref="WireLimits.MaxFragmentIdle"/>.</exception>
    public void CheckFragments(TimeSpan now) => _fragments.CheckAge(now);

    /// <summary>Gives back what is kept for large messages that may follow, for a connection that waits for long.</summary>
    internal void Trim() => _buffers.Trim();

    /// <summary>Returns all memory.</summary>
    public void Dispose()
    {
        ReturnLent();
        _placed?.Dispose();
        _placed = null;
        _fragments.Dispose();
    }

    /// <summary>Where the rest of a large frame goes; false where it is to be read whole.</summary>
    private bool TryPlace(ReadOnlySpan<byte> begun, int length, out Memory<byte> rest)
    {
        rest = default;
        if (length > MessageBuffers.BelievedBytes || begun.Length < FrameTag.FragmentHeaderBytes)
        {
            return false;
        }

        ReturnLent();
        ulong fragments = 1UL;
        if (_fragmented && begun is [FrameTag.Version, FrameTag.NextFragment, ..])
        {
            (ulong sequence, ulong fragment) = ReadFragmentIds(begun);
            return _fragments.TryPlace(
                sequence, fragment, begun[FrameTag.FragmentHeaderBytes..], length - FrameTag.FragmentHeaderBytes, out rest);
        }

        if (_fragmented && begun is [FrameTag.Version, FrameTag.FirstFragment, ..])
        {
            (_, fragments) = ReadFragmentIds(begun);
        }

        _placed = _fragments.Rent(fragments, length);
        _placed.Append(begun);
        rest = _placed.Extend(length - begun.Length);
        return true;
    }

    private bool TryReadPlaced(TimeSpan now, out IncomingSignal incoming)
    {
        if (_placed is null)
        {
            return TryEndSeries(_fragments.EndPlaced(now), out incoming);
        }

        (_lent, _placed) = (_placed, null);
        return TryRead(_lent.Bytes, _lent, now, out incoming);
    }

    /// <summary>Reads a frame; <paramref name="buffer"/> is what it lies in, where that is an array of its own.</summary>
    private bool TryRead(ReadOnlySpan<byte> frame, MessageBuffer? buffer, TimeSpan now, out IncomingSignal incoming)
    {
        incoming = default;
        WasFragment = false;
        switch (frame)
        {
            case []:
                return false;
            case [FrameTag.PassThrough, FrameTag.Version, ..] when !_header:
                _atoms.NoRefs();
                incoming = ReadWhole(frame, 2, buffer);
                return true;
            case [FrameTag.Version, FrameTag.Header, ..] when _header:
                incoming = ReadWhole(frame, _atoms.Read(frame, 2), buffer);
                return true;
            case [FrameTag.Version, FrameTag.FirstFragment, ..] when _fragmented:
                return ReadFirst(frame, buffer, now, out incoming);
            case [FrameTag.Version, FrameTag.NextFragment, ..] when _fragmented:
                (ulong sequence, ulong fragment) = ReadFragmentIds(frame);
                return TryEndSeries(_fragments.Continue(sequence, fragment, frame[FrameTag.FragmentHeaderBytes..], now), out incoming);
            default:
                throw WrongType(frame);
        }
    }

    private IncomingSignal ReadWhole(ReadOnlySpan<byte> frame, int start, MessageBuffer? buffer)
    {
        ReadOnlySpan<byte> payload = ReadControl(frame, start, out Signal signal);
        if (buffer is null || payload.IsEmpty || !payload.Overlaps(frame, out int offset) || -offset != frame.Length - payload.Length)
        {
            return new IncomingSignal(signal, payload, _atoms.Refs);
        }

        buffer.Skip(-offset);
        return new IncomingSignal(signal, buffer.Bytes, _atoms.Refs, buffer);
    }

    private bool ReadFirst(ReadOnlySpan<byte> frame, MessageBuffer? buffer, TimeSpan now, out IncomingSignal incoming)
    {
        incoming = default;
        (ulong sequence, ulong fragment) = ReadFragmentIds(frame);
        int start = _atoms.Read(frame, FrameTag.FragmentHeaderBytes);
        if (fragment == 1)
        {
            incoming = ReadWhole(frame, start, buffer);
            return true;
        }

        WasFragment = true;
        ReadOnlySpan<byte> part = ReadControl(frame, start, out Signal signal);
        if (buffer is null)
        {
            buffer = _fragments.Rent(fragment, part.Length);
            buffer.Append(part);
        }
        else
        {
            buffer.Skip(buffer.Length - part.Length);
            _lent = null;
        }

        _fragments.Begin(sequence, fragment, signal, _atoms.Refs, buffer, now);
        return false;
    }

    private bool TryEndSeries(FragmentSeries? series, out IncomingSignal incoming)
    {
        incoming = default;
        WasFragment = true;
        if (series is null)
        {
            return false;
        }

        _lent = series.Buffer;
        incoming = new IncomingSignal(series.Signal, _lent.Bytes, series.AtomRefs, series.IsCut ? null : _lent)
        {
            CutFrom = series.IsCut ? series.ArrivedBytes : 0,
        };
        return true;
    }

    private ReadOnlySpan<byte> ReadControl(ReadOnlySpan<byte> frame, int start, out Signal signal)
    {
        if (start >= frame.Length)
        {
            throw new WireException(WireError.Truncated, "a control message", start, "the frame ends where it should begin.");
        }

        ControlForm form = _control.Read(frame, start, _atoms.Refs, out signal, out int end, out Range reason);
        switch (form.Payload)
        {
            case PayloadPlace.None:
                return default;
            case PayloadPlace.Inside:
                return frame[reason];
        }

        if (!_header && end < frame.Length && frame[end++] != FrameTag.Version)
        {
            throw new WireException(WireError.MissingPayload, $"{form.Name}, payload", end - 1, "it doesn't begin with a version byte.");
        }

        return end < frame.Length
            ? frame[end..]
            : throw new WireException(WireError.MissingPayload, $"{form.Name}, payload", end, "the frame ends where it should begin.");
    }

    private static (ulong Sequence, ulong Fragment) ReadFragmentIds(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < FrameTag.FragmentHeaderBytes)
        {
            throw new WireException(WireError.Truncated, "a fragment", frame.Length, "the frame ends inside the ids.");
        }

        ulong sequence = BinaryPrimitives.ReadUInt64BigEndian(frame[2..]);
        ulong fragment = BinaryPrimitives.ReadUInt64BigEndian(frame[(2 + sizeof(ulong))..]);
        return fragment != 0
            ? (sequence, fragment)
            : throw new WireException(WireError.FragmentOutOfOrder, "a fragment", 2 + sizeof(ulong), "fragments count down to 1, never to 0.");
    }

    private void ReturnLent()
    {
        if (_lent is not null)
        {
            _buffers.Return(_lent);
            _lent = null;
        }
    }

    private WireException WrongType(ReadOnlySpan<byte> frame)
    {
        string start = Convert.ToHexStringLower(frame[..Math.Min(frame.Length, 4)]);
        string expected = _fragmented ? "131 and 68, 69 or 70" : _header ? "131 and 68" : "112 and 131";
        return new WireException(WireError.WrongFrameType, "a frame", 0, $"it begins with {start} (hex) where {expected} was negotiated.");
    }
}
