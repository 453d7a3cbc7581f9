using System.Buffers;
using ErlDist.Terms;

namespace ErlDist.Wire;

/// <summary>A message of which fragments are missing.</summary>
internal sealed class FragmentSeries(Signal signal, Atom[] atomRefs, ulong nextId, long announcedBytes, int believedBytes, bool pooled)
    : IDisposable, ITakeableBytes
{
    // A peer that has sent a part is believed that it will send the rest, as far as that is no more than so many times the part.
    private const int MaxGrowth = 16;

    /// <summary>The smallest binary that takes the bytes; it is a large object of the garbage collector's in any case.</summary>
    public const int MinTakenBytes = 128 * 1024;

    private byte[] _buffer = New(pooled, Math.Min(announcedBytes, believedBytes));
    private int _length;

    /// <summary>How many bytes of it have come, kept or not.</summary>
    public long ArrivedBytes { get; private set; }

    /// <summary>Whether it is too large to be kept, but for its first bytes.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Whether a binary has these bytes for its own.</summary>
    public bool IsTaken { get; private set; }

    public Signal Signal => signal;

    public Atom[] AtomRefs => atomRefs;

    public ulong NextId { get; set; } = nextId;

    public TimeSpan LastArrival { get; set; }

    public ReadOnlySpan<byte> Payload => _buffer.AsSpan(0, _length);

    /// <summary>Keeps no more than so many bytes of it, those that have come and those that will.</summary>
    public void Cut(int keptBytes, ReadOnlySpan<byte> part)
    {
        ArrivedBytes += part.Length;
        if (IsCut)
        {
            return;
        }

        IsCut = true;
        byte[] head = [.. Payload[..Math.Min(_length, keptBytes)], .. _length < keptBytes ? part[..Math.Min(part.Length, keptBytes - _length)] : []];
        Return();
        _buffer = New(pooled, head.Length);
        head.CopyTo(_buffer, 0);
        _length = head.Length;
    }

    public void Append(ReadOnlySpan<byte> part)
    {
        ArrivedBytes += part.Length;
        if (_buffer.Length - _length < part.Length)
        {
            var needed = _length + (long)part.Length;
            var wanted = Math.Min(Math.Max(announcedBytes, 2 * needed), MaxGrowth * needed);
            var larger = New(pooled, Math.Min(wanted, Array.MaxLength));
            Payload.CopyTo(larger);
            Return();
            _buffer = larger;
        }

        part.CopyTo(_buffer.AsSpan(_length));
        _length += part.Length;
    }

    /// <inheritdoc/>
    public bool TryTake(int offset, int length, out ReadOnlyMemory<byte> part)
    {
        var take = !IsCut && length >= MinTakenBytes && length >= _length / 2;
        IsTaken |= take;
        part = take ? _buffer.AsMemory(offset, length) : default;
        return take;
    }

    public void Dispose()
    {
        Return();
        _length = 0;
    }

    private static byte[] New(bool pooled, long length) =>
        pooled ? BytePool.Shared.Rent((int)length) : GC.AllocateUninitializedArray<byte>((int)length);

    private void Return()
    {
        if (_buffer.Length > 0 && pooled && !IsTaken)
        {
            BytePool.Shared.Return(_buffer);
        }

        _buffer = [];
    }
}

/// <summary>
/// The messages of one connection of which fragments are missing: so many, so many bytes and for so long, as
/// <see cref="WireLimits"/> says (erl_ext_dist, "Distribution Header for fragmented messages").
/// </summary>
internal sealed class FragmentStore(WireLimits limits, ByteShare? held = null) : IDisposable
{
    private const string Place = "a fragment";
    private const int MaxBelieved = 16;
    private const int BelievedBytes = 2 * 1024 * 1024;

    /// <summary>What is kept of a message that is too large: who it is from, and whether somebody waits for an answer.</summary>
    private const int HeadBytes = 4 * 1024;

    // The header before the fragment's part of the payload: where the sequence and fragment ids are.
    private const int SequenceOffset = 2;
    private const int FragmentOffset = SequenceOffset + sizeof(ulong);

    private readonly Dictionary<ulong, FragmentSeries> _series = [];
    private long _bytes;
    private bool _likelyTaken;

    /// <summary>How many messages wait for fragments.</summary>
    public int Count => _series.Count;

    /// <summary>How many bytes of them have arrived; their buffers may have up to twice as many.</summary>
    public long HeldBytes => _bytes;

    /// <summary>A first fragment of several.</summary>
    public void Begin(ulong sequence, ulong fragment, in Signal signal, ReadOnlySpan<Atom> refs, ReadOnlySpan<byte> part, TimeSpan now)
    {
        if (_series.ContainsKey(sequence))
        {
            throw Bad(WireError.RepeatedFragmentSeries, SequenceOffset, $"series {sequence:x} is on its way already.");
        }

        if (_series.Count >= limits.MaxFragmentSeries)
        {
            throw Bad(
                WireError.TooManyFragmentSeries, SequenceOffset, $"{limits.MaxFragmentSeries} messages in fragments wait for their end already.");
        }

        // What a binary takes lives as long as the binary: the pool's arrays, of up to twice the size, would be too large for that.
        var announced = AnnouncedBytes(fragment, part.Length);
        var pooled = !_likelyTaken || announced < FragmentSeries.MinTakenBytes;
        var series = new FragmentSeries(signal, refs.ToArray(), fragment - 1, announced, BelievedOf(part.Length), pooled) { LastArrival = now };
        _series.Add(sequence, series);
        Append(series, part);
    }

    /// <summary>A further fragment.</summary>
    /// <returns>The series when this was its last; the caller gives it back with <see cref="Return"/>.</returns>
    public FragmentSeries? Continue(ulong sequence, ulong fragment, ReadOnlySpan<byte> part, TimeSpan now)
    {
        if (!_series.TryGetValue(sequence, out var series))
        {
            throw Bad(WireError.UnknownFragmentSeries, SequenceOffset, $"no series {sequence:x} is on its way.");
        }

        if (fragment != series.NextId)
        {
            throw Bad(
                WireError.FragmentOutOfOrder, FragmentOffset, $"fragment {fragment} of series {sequence:x} comes where {series.NextId} belongs.");
        }

        Append(series, part);
        series.LastArrival = now;
        if (--series.NextId != 0)
        {
            return null;
        }

        _series.Remove(sequence);
        _bytes -= series.Payload.Length;
        held?.Return(series.Payload.Length);
        return series;
    }

    /// <summary>A message is done with. Those after it are likely of its kind.</summary>
    public void Return(FragmentSeries series)
    {
        _likelyTaken = series.IsTaken;
        series.Dispose();
    }

    /// <summary>Throws if a message stands still.</summary>
    public void CheckAge(TimeSpan now)
    {
        foreach (var (sequence, series) in _series)
        {
            if (now - series.LastArrival > limits.MaxFragmentIdle)
            {
                throw Bad(
                    WireError.FragmentTimeout, SequenceOffset, $"series {sequence:x} has stood still for more than {limits.MaxFragmentIdle}.");
            }
        }
    }

    public void Dispose()
    {
        foreach (var series in _series.Values)
        {
            series.Dispose();
        }

        _series.Clear();
        held?.Return(_bytes);
        _bytes = 0;
    }

    private long AnnouncedBytes(ulong fragments, int partBytes) =>
        (long)Math.Min((ulong)limits.MaxFragmentBytes, Math.Min(fragments, (ulong)limits.MaxFragmentBytes) * (ulong)partBytes);

    // Room for the whole message saves copies; what a peer announces is believed for a few messages, and up to a limit.
    private int BelievedOf(int partBytes) => _series.Count < MaxBelieved ? BelievedBytes : partBytes;

    private void Append(FragmentSeries series, ReadOnlySpan<byte> part)
    {
        if (series.IsCut || _bytes + part.Length > limits.MaxFragmentBytes)
        {
            Cut(series, part);
            return;
        }

        _bytes += part.Length;
        if (held?.Take(part.Length) == false)
        {
            throw Bad(WireError.TooManyFragmentBytes, FrameTag.FragmentHeaderBytes, held.Complaint);
        }

        series.Append(part);
    }

    /// <summary>A message that is too large costs itself alone: what comes of it is read and not kept.</summary>
    private void Cut(FragmentSeries series, ReadOnlySpan<byte> part)
    {
        var before = series.Payload.Length;
        series.Cut(HeadBytes, part);
        var change = series.Payload.Length - before;
        _bytes += change;
        if (change > 0)
        {
            held?.Take(change);
        }
        else
        {
            held?.Return(-change);
        }
    }

    private static WireException Bad(WireError error, int offset, string detail) => new(error, Place, offset, detail);
}
