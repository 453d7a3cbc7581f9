using ErlDist.Carriers;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Nodes.Connections;

/// <summary>
/// What waits to be written to one peer. Many senders encode into one buffer under a lock; one writer at a time flushes
/// all that is there with one write.
/// </summary>
/// <remarks>
/// A message too large for one frame waits in a lane of its sender's own, and each flush takes one part of one lane along,
/// so that the messages of others pass between the parts while those of its sender keep their order.
/// </remarks>
internal sealed class OutboundQueue : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly ICarrierConnection _carrier;
    private readonly SignalWriter _writer;
    private readonly int _wholeBytes;
    private readonly int _busyBytes;
    private readonly int _brokenBytes;
    private readonly FragmentLanes _lanes;
    private readonly Action<DownReason> _failed;
    private SendBuffer _filling = new();
    private SendBuffer _flushing = new();
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _laneRoom;
    private TaskCompletionSource? _flushed;
    private bool _writing;
    private bool _closed;
    private long _writtenBytes;

    /// <summary>Creates the queue of one connection.</summary>
    /// <param name="carrier">Where the bytes go.</param>
    /// <param name="negotiated">What the handshake settled.</param>
    /// <param name="limits">How much may wait.</param>
    /// <param name="failed">Called when a write fails or the peer takes nothing for too long.</param>
    public OutboundQueue(ICarrierConnection carrier, DistributionFlags negotiated, NodeLimits limits, Action<DownReason> failed)
    {
        _carrier = carrier;
        _writer = new SignalWriter(negotiated, limits.Wire);
        _lanes = new FragmentLanes(_writer);
        _wholeBytes = negotiated.Has(DistributionFlags.Fragments) ? limits.Wire.FragmentBytes : int.MaxValue;
        _busyBytes = limits.OutboundBytes;
        _brokenBytes = limits.OutboundBytes + limits.OutboundControlBytes;
        _failed = failed;
    }

    /// <summary>How many bytes were handed to the carrier; ticks are sent when this stands still.</summary>
    public long WrittenBytes => Interlocked.Read(ref _writtenBytes);

    /// <summary>How many bytes wait.</summary>
    public long WaitingBytes
    {
        get
        {
            lock (_gate)
            {
                return _filling.Length + _lanes.Bytes;
            }
        }
    }

    /// <summary>Queues a message with its payload.</summary>
    /// <param name="signal">A signal with a payload: a send, a spawn request.</param>
    /// <param name="payload">Encoded, without the leading 131; copied.</param>
    /// <param name="atoms">The atoms that the payload refers to by number; null when it refers to none.</param>
    /// <param name="room">When busy: completes when there is room again, or the connection is closed.</param>
    public EnqueueResult TryEnqueue(in Signal signal, ReadOnlyMemory<byte> payload, AtomRefTable? atoms, out Task room)
    {
        room = Task.CompletedTask;
        lock (_gate)
        {
            if (_closed)
            {
                return EnqueueResult.Closed;
            }

            if (MustQueueUp(signal, payload))
            {
                if (_lanes.Bytes >= _busyBytes)
                {
                    room = (_laneRoom ??= NewRoom()).Task;
                    return EnqueueResult.Busy;
                }

                _lanes.Add(signal, payload.Span, atoms);
            }
            else
            {
                if (_filling.Length >= _busyBytes)
                {
                    room = (_room ??= NewRoom()).Task;
                    return EnqueueResult.Busy;
                }

                _writer.Write(signal, payload, atoms, _filling);
            }

            StartWriting();
            return EnqueueResult.Queued;
        }
    }

    /// <summary>Queues a signal that is no message. It never waits, so that links and monitors stay true.</summary>
    /// <returns>False when the connection is closed.</returns>
    public bool TryEnqueueControl(in Signal signal, ReadOnlyMemory<byte> payload, AtomRefTable? atoms)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            if (MustQueueUp(signal, payload))
            {
                _lanes.Add(signal, payload.Span, atoms);
            }
            else
            {
                _writer.Write(signal, payload, atoms, _filling);
            }

            if (_filling.Length + _lanes.Bytes > _brokenBytes)
            {
                // The peer takes nothing while this side goes on linking and exiting: memory has an end.
                _closed = true;
                ThreadPool.UnsafeQueueUserWorkItem(static queue => queue._failed(DownReason.ProtocolError(
                    "the peer takes nothing while control signals pile up (NodeLimits.OutboundControlBytes)")), this, preferLocal: false);
                return false;
            }

            StartWriting();
            return true;
        }
    }

    /// <summary>Queues a tick when nothing else waits.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            if (!_closed && !_writing && _filling.Length == 0)
            {
                SignalWriter.WriteTick(_filling);
                StartWriting();
            }
        }
    }

    /// <summary>Completes when all that waits now has been written, or the time is over.</summary>
    public async Task FlushedAsync(TimeSpan limit, TimeProvider time)
    {
        TaskCompletionSource flushed = NewRoom();
        lock (_gate)
        {
            if (_closed || !_writing)
            {
                return;
            }

            _flushed = flushed;
        }

        await flushed.Task.WaitAsync(limit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Takes nothing more; who waits for room goes on and finds it closed.</summary>
    public void Close()
    {
        TaskCompletionSource? room;
        TaskCompletionSource? laneRoom;
        TaskCompletionSource? flushed;
        lock (_gate)
        {
            _closed = true;
            (room, laneRoom, flushed) = (_room, _laneRoom, _flushed);
            (_room, _laneRoom) = (null, null);
            _lanes.Clear();
            if (!_writing)
            {
                _filling.Dispose();
                _flushing.Dispose();
            }
        }

        room?.TrySetResult();
        laneRoom?.TrySetResult();
        flushed?.TrySetResult();
    }

    /// <summary>The writer: flushes until nothing waits.</summary>
    void IThreadPoolWorkItem.Execute() => _ = FlushAsync();

    /// <summary>True for what is too large for one frame, and for what must not overtake such a message of its sender.</summary>
    /// <exception cref="SignalNotSupportedException">The peer does not know such signals.</exception>
    private bool MustQueueUp(in Signal signal, ReadOnlyMemory<byte> payload)
    {
        if (!_lanes.MustWait(signal.From) && payload.Length <= _wholeBytes)
        {
            return false;
        }

        return _writer.CanWrite(signal) ? true : throw new SignalNotSupportedException(signal.Kind);
    }

    private void StartWriting()
    {
        if (!_writing)
        {
            _writing = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private async Task FlushAsync()
    {
        try
        {
            while (TakeWaiting() is { } batch)
            {
                await _carrier.WriteAsync(batch.Written, CancellationToken.None).ConfigureAwait(false);
                Interlocked.Add(ref _writtenBytes, batch.Length);
            }
        }
#pragma warning disable CA1031 // Whatever the carrier throws means that the connection is broken.
        catch (Exception e)
        {
            _failed(new DownReason("connection_closed", e.Message));
        }
#pragma warning restore CA1031
    }

    private SendBuffer? TakeWaiting()
    {
        TaskCompletionSource? room = null;
        TaskCompletionSource? laneRoom = null;
        TaskCompletionSource? flushed = null;
        SendBuffer? batch = null;
        lock (_gate)
        {
            _flushing.Clear();
            if (!_closed)
            {
                _lanes.WriteNextPart(_filling);
                if (_filling.Length > 0)
                {
                    (_filling, _flushing) = (_flushing, _filling);
                    batch = _flushing;
                }

                (room, _room) = (_room, null);
                if (_lanes.Bytes < _busyBytes)
                {
                    (laneRoom, _laneRoom) = (_laneRoom, null);
                }
            }

            if (batch is null)
            {
                _writing = false;
                flushed = _flushed;
                if (_closed)
                {
                    _filling.Dispose();
                    _flushing.Dispose();
                }
            }
        }

        room?.TrySetResult();
        laneRoom?.TrySetResult();
        flushed?.TrySetResult();
        return batch;
    }

    private static TaskCompletionSource NewRoom() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What became of a message.</summary>
internal enum EnqueueResult
{
    /// <summary>It will be written.</summary>
    Queued,

    /// <summary>Too much waits: try again when there is room.</summary>
    Busy,

    /// <summary>The connection is closed.</summary>
    Closed,
}
