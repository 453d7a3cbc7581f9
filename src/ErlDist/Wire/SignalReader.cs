using System.Buffers.Binary;
using ErlDist.Terms;

namespace ErlDist.Wire;

/// <summary>
/// Turns the frames of a connected peer into signals: pass-through frames or distribution headers (as negotiated), the receiving
/// atom cache, fragments. Of one reader at a time.
/// </summary>
public sealed class SignalReader : IDisposable
{
    private readonly ControlReader _control;
    private readonly ReceiveAtomCache _atoms;
    private readonly FragmentStore _fragments;
    private readonly bool _header;
    private readonly bool _fragmented;
    private FragmentSeries? _lent;

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
        _fragments = new FragmentStore(limits ?? WireLimits.Default, held);
    }

    /// <summary>The pids that the peer has sent lately; payloads may be read with it too.</summary>
    public PidCache Pids => _control.Pids;

    /// <summary>How many messages wait for further fragments.</summary>
    public int PendingFragmentSeries => _fragments.Count;

    /// <summary>How many bytes of such messages have arrived.</summary>
    public long PendingFragmentBytes => _fragments.HeldBytes;

    /// <summary>Reads a frame.</summary>
    /// <param name="frame">What <see cref="FrameReader.TryRead"/> gave.</param>
    /// <param name="now">The time since any fixed moment; it counts for fragments alone.</param>
    /// <param name="incoming">The signal, if there is one. It ends the life of the previous one's spans.</param>
    /// <returns>False for a tick and for a fragment that isn't the last.</returns>
    /// <exception cref="WireException">The peer broke the protocol, or a limit is reached; the connection is to be closed.</exception>
    public bool TryRead(ReadOnlySpan<byte> frame, TimeSpan now, out IncomingSignal incoming)
    {
        ReturnLent();
        incoming = default;
        switch (frame)
        {
            case []:
                return false;
            case [FrameTag.PassThrough, FrameTag.Version, ..] when !_header:
                _atoms.NoRefs();
                incoming = ReadWhole(frame, 2);
                return true;
            case [FrameTag.Version, FrameTag.Header, ..] when _header:
                incoming = ReadWhole(frame, _atoms.Read(frame, 2));
                return true;
            case [FrameTag.Version, FrameTag.FirstFragment, ..] when _fragmented:
                return ReadFirst(frame, now, out incoming);
            case [FrameTag.Version, FrameTag.NextFragment, ..] when _fragmented:
                return ReadNext(frame, now, out incoming);
            default:
                throw WrongType(frame);
        }
    }

    /// <summary>To be called now and then, as with the ticks: a message in fragments that stands still ends the connection.</summary>
    /// <exception cref="WireException">One has stood still for longer than <see cref="WireLimits.MaxFragmentIdle"/>.</exception>
    public void CheckFragments(TimeSpan now) => _fragments.CheckAge(now);

    /// <summary>Returns all memory.</summary>
    public void Dispose()
    {
        ReturnLent();
        _fragments.Dispose();
    }

    private IncomingSignal ReadWhole(ReadOnlySpan<byte> frame, int start)
    {
        var payload = ReadControl(frame, start, out var signal);
        return new IncomingSignal(signal, payload, _atoms.Refs);
    }

    private bool ReadFirst(ReadOnlySpan<byte> frame, TimeSpan now, out IncomingSignal incoming)
    {
        incoming = default;
        var (sequence, fragment) = ReadFragmentIds(frame);
        var start = _atoms.Read(frame, FrameTag.FragmentHeaderBytes);
        if (fragment == 1)
        {
            incoming = ReadWhole(frame, start);
            return true;
        }

        var part = ReadControl(frame, start, out var signal);
        _fragments.Begin(sequence, fragment, signal, _atoms.Refs, part, now);
        return false;
    }

    private bool ReadNext(ReadOnlySpan<byte> frame, TimeSpan now, out IncomingSignal incoming)
    {
        incoming = default;
        var (sequence, fragment) = ReadFragmentIds(frame);
        _lent = _fragments.Continue(sequence, fragment, frame[FrameTag.FragmentHeaderBytes..], now);
        if (_lent is null)
        {
            return false;
        }

        incoming = new IncomingSignal(_lent.Signal, _lent.Payload, _lent.AtomRefs, _lent) { CutFrom = _lent.IsCut ? _lent.ArrivedBytes : 0 };
        return true;
    }

    private ReadOnlySpan<byte> ReadControl(ReadOnlySpan<byte> frame, int start, out Signal signal)
    {
        if (start >= frame.Length)
        {
            throw new WireException(WireError.Truncated, "a control message", start, "the frame ends where it should begin.");
        }

        var form = _control.Read(frame, start, _atoms.Refs, out signal, out var end, out var reason);
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

        var sequence = BinaryPrimitives.ReadUInt64BigEndian(frame[2..]);
        var fragment = BinaryPrimitives.ReadUInt64BigEndian(frame[(2 + sizeof(ulong))..]);
        return fragment != 0
            ? (sequence, fragment)
            : throw new WireException(WireError.FragmentOutOfOrder, "a fragment", 2 + sizeof(ulong), "fragments count down to 1, never to 0.");
    }

    private void ReturnLent()
    {
        if (_lent is not null)
        {
            _fragments.Return(_lent);
            _lent = null;
        }
    }

    private WireException WrongType(ReadOnlySpan<byte> frame)
    {
        var start = Convert.ToHexStringLower(frame[..Math.Min(frame.Length, 4)]);
        var expected = _fragmented ? "131 and 68, 69 or 70" : _header ? "131 and 68" : "112 and 131";
        return new WireException(WireError.WrongFrameType, "a frame", 0, $"it begins with {start} (hex) where {expected} was negotiated.");
    }
}
