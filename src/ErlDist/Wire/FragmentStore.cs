using ErlDist.Embedding;

namespace ErlDist.Wire;

/// <summary>
/// The messages of one connection of which fragments are missing: so many, so many bytes and for so long, as
/// <see cref="WireLimits"/> says (erl_ext_dist, "Distribution Header for fragmented messages").
/// </summary>
internal sealed class FragmentStore(WireLimits limits, MessageBuffers buffers, ByteShare? held = null) : IDisposable
{
    private const string Place = "a fragment";
    private const int MaxBelieved = 16;

    // The header before the fragment's part of the payload: where the sequence and fragment ids are.
    private const int SequenceOffset = 2;
    private const int FragmentOffset = SequenceOffset + sizeof(ulong);

    private readonly Dictionary<ulong, FragmentSeries> _series = [];
    private long _bytes;
    private (ulong Sequence, FragmentSeries Series) _placed;

    /// <summary>How many messages wait for fragments.</summary>
    public int Count => _series.Count;

    /// <summary>How many bytes of them have arrived; their buffers may have up to twice as many.</summary>
    public long HeldBytes => _bytes;

    /// <summary>An array for a message; what a peer announces is believed for a few messages, and up to a limit.</summary>
    /// <param name="fragments">How many frames it has.</param>
    /// <param name="partBytes">How many bytes the first of them has.</param>
    public MessageBuffer Rent(ulong fragments, int partBytes)
    {
        ulong most = (ulong)Math.Max(limits.MaxFragmentBytes, partBytes);
        long announced = (long)Math.Min(most, Math.Min(fragments, most) * (ulong)partBytes);
        return buffers.Rent(announced, partBytes, _series.Count < MaxBelieved ? Math.Max(MessageBuffers.BelievedBytes, partBytes) : partBytes);
    }

    /// <summary>A first fragment of several.</summary>
    /// <param name="sequence">The series.</param>
    /// <param name="fragment">How many fragments it has.</param>
    /// <param name="signal">The signal.</param>
    /// <param name="refs">The atoms that the payload refers to.</param>
    /// <param name="buffer">Its part of the payload; it is the store's from here on.</param>
    /// <param name="now">When it came.</param>
    public void Begin(ulong sequence, ulong fragment, in Signal signal, ReadOnlySpan<Atom> refs, MessageBuffer buffer, TimeSpan now)
    {
        if (_series.ContainsKey(sequence))
        {
            buffer.Dispose();
            throw Bad(WireError.RepeatedFragmentSeries, SequenceOffset, $"series {sequence:x} is on its way already.");
        }

        if (_series.Count >= limits.MaxFragmentSeries)
        {
            buffer.Dispose();
            throw Bad(
                WireError.TooManyFragmentSeries, SequenceOffset, $"{limits.MaxFragmentSeries} messages in fragments wait for their end already.");
        }

        var series = new FragmentSeries(signal, refs.ToArray(), fragment - 1, buffer) { LastArrival = now };
        _series.Add(sequence, series);
        if (_bytes + buffer.Length > limits.MaxFragmentBytes)
        {
            series.Cut();
        }

        Hold(series.Buffer.Length);
    }

    /// <summary>A further fragment.</summary>
    /// <returns>The series when this was its last; the caller gives its buffer back.</returns>
    public FragmentSeries? Continue(ulong sequence, ulong fragment, ReadOnlySpan<byte> part, TimeSpan now)
    {
        FragmentSeries series = Find(sequence, fragment);
        if (TryExtend(series, part.Length, out Memory<byte> room))
        {
            part.CopyTo(room.Span);
        }
        else
        {
            int before = series.Buffer.Length;
            series.AppendToHead(part);
            Hold(series.Buffer.Length - before);
        }

        return Complete(sequence, series, now);
    }

    /// <summary>A further fragment that has come in part.</summary>
    /// <param name="sequence">The series.</param>
    /// <param name="fragment">Its place in it.</param>
    /// <param name="begun">What has come of its part of the payload.</param>
    /// <param name="length">How long the part is.</param>
    /// <param name="rest">Where the rest goes; then <see cref="EndPlaced"/>.</param>
    /// <returns>False where it is to be read whole: the message is not kept.</returns>
    public bool TryPlace(ulong sequence, ulong fragment, ReadOnlySpan<byte> begun, int length, out Memory<byte> rest)
    {
        FragmentSeries series = Find(sequence, fragment);
        if (!TryExtend(series, length, out rest))
        {
            return false;
        }

        begun.CopyTo(rest.Span);
        rest = rest[begun.Length..];
        _placed = (sequence, series);
        return true;
    }

    /// <summary>All of a fragment has come to where <see cref="TryPlace"/> said.</summary>
    /// <returns>As <see cref="Continue"/>.</returns>
    public FragmentSeries? EndPlaced(TimeSpan now) => Complete(_placed.Sequence, _placed.Series, now);

    /// <summary>Throws if a message stands still.</summary>
    public void CheckAge(TimeSpan now)
    {
        foreach ((ulong sequence, FragmentSeries series) in _series)
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
        foreach (FragmentSeries series in _series.Values)
        {
            series.Dispose();
        }

        _series.Clear();
        held?.Return(_bytes);
        _bytes = 0;
    }

    private FragmentSeries Find(ulong sequence, ulong fragment)
    {
        if (!_series.TryGetValue(sequence, out FragmentSeries? series))
        {
            throw Bad(WireError.UnknownFragmentSeries, SequenceOffset, $"no series {sequence:x} is on its way.");
        }

        return fragment == series.NextId
            ? series
            : throw Bad(
                WireError.FragmentOutOfOrder, FragmentOffset, $"fragment {fragment} of series {sequence:x} comes where {series.NextId} belongs.");
    }

    /// <summary>Room for a part; false where the message is too large: it costs itself alone, and what comes of it is read and not kept.</summary>
    private bool TryExtend(FragmentSeries series, int count, out Memory<byte> room)
    {
        room = default;
        if (!series.IsCut && _bytes + count > limits.MaxFragmentBytes)
        {
            int before = series.Buffer.Length;
            series.Cut();
            Hold(series.Buffer.Length - before);
        }

        if (series.IsCut)
        {
            return false;
        }

        Hold(count);
        room = series.Extend(count);
        return true;
    }

    private FragmentSeries? Complete(ulong sequence, FragmentSeries series, TimeSpan now)
    {
        series.LastArrival = now;
        if (--series.NextId != 0)
        {
            return null;
        }

        _series.Remove(sequence);
        Hold(-series.Buffer.Length);
        return series;
    }

    private void Hold(int bytes)
    {
        _bytes += bytes;
        if (bytes < 0)
        {
            held?.Return(-bytes);
        }
        else if (held?.Take(bytes) == false)
        {
            throw Bad(WireError.TooManyFragmentBytes, FrameTag.FragmentHeaderBytes, held.Complaint);
        }
    }

    private static WireException Bad(WireError error, int offset, string detail) => new(error, Place, offset, detail);
}
