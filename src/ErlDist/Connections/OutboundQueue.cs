using System.Buffers;
using System.Diagnostics;
using ErlDist.Embedding;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Connections;

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
    private const int FullBatchBytes = 16 * 1024;
    private const int BulkBytes = 128 * 1024;
    private static readonly TimeSpan s_pause = TimeSpan.FromMicroseconds(20);

    private readonly Lock _gate = new();
    private readonly ICarrierConnection _carrier;
    private readonly SignalWriter _writer;
    private readonly int _wholeBytes;
    private readonly int _busyBytes;
    private readonly int _brokenBytes;
    private readonly FragmentLanes _lanes;
    private readonly Action<DownReason> _failed;
    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private readonly BulkRun _bulk = new();
    private SendBuffer _filling = new();
    private SendBuffer _flushing = new();
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _laneRoom;
    private TaskCompletionSource? _flushed;
    private bool _hasSmall;
    private bool _writing;
    private long _pausedSince;
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
        _lanes = new FragmentLanes(_writer, Sent);
        _wholeBytes = negotiated.Has(DistributionFlags.Fragments) ? limits.Wire.FragmentBytes : int.MaxValue;
        _busyBytes = limits.OutboundBytes;
        _brokenBytes = limits.OutboundBytes + limits.OutboundControlBytes;
        _failed = failed;
    }

    /// <summary>How many bytes were handed to the carrier; ticks are sent when this stands still.</summary>
    public long WrittenBytes => Interlocked.Read(ref _writtenBytes);

    /// <summary>The signals that were queued; counted under the lock.</summary>
    public SignalCounts Sent { get; } = new();

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
    /// <param name="payload">Encoded, without the leading 131.</param>
    /// <param name="scratch">
    /// Where the payload and its atoms are: what is large in it is taken over. Null for a payload of the caller's, which is copied
    /// and refers to no atoms by number.
    /// </param>
    /// <param name="room">When busy: completes when there is room again, or the connection is closed.</param>
    public EnqueueResult TryEnqueue(in Signal signal, in ReadOnlySequence<byte> payload, PayloadScratch? scratch, out Task room)
    {
        Writer writer;
        lock (_gate)
        {
            EnqueueResult result = AddMessage(signal, payload, scratch, out room);
            if (result != EnqueueResult.Queued)
            {
                return result;
            }

            writer = NextWriter(mayBeSender: true);
        }

        Start(writer);
        return EnqueueResult.Queued;
    }

    /// <summary>
    /// Queues a signal that is no message. It never waits, so that links and monitors stay true. What the peer cannot take is
    /// kept on this side alone, as OTP does (erts, dsig_prepare): a monitor of a peer without DIST_MONITOR ends with the connection.
    /// </summary>
    /// <returns>False when the connection is closed.</returns>
    public bool TryEnqueueControl(in Signal signal, in ReadOnlySequence<byte> payload, PayloadScratch? scratch)
    {
        lock (_gate)
        {
            if (AddControl(signal, payload, scratch) == EnqueueResult.Closed)
            {
                return false;
            }

            // The caller may hold locks of its own, so it never writes.
            Start(NextWriter(mayBeSender: false));
            return true;
        }
    }

    /// <summary>
    /// Queues what waits in an outbox, a good part of it at a time, so that it leaves in large writes. What is queued is taken out.
    /// </summary>
    /// <param name="waiting">Signals in their order.</param>
    /// <param name="bytes">What they cost while they waited is added to it.</param>
    /// <param name="room">When busy: completes when there is room again, or the connection is closed.</param>
    /// <returns>What became of the first that was not queued, or of the last.</returns>
    public EnqueueResult TryEnqueue(Queue<OutboxEntry> waiting, ref long bytes, out Task room)
    {
        room = Task.CompletedTask;
        EnqueueResult result = EnqueueResult.Queued;
        Writer writer;
        lock (_gate)
        {
            int enough = _filling.Length + BulkBytes;
            while (_filling.Length < enough && waiting.TryPeek(out OutboxEntry entry))
            {
                result = entry.HasRecords && !_writer.TakesRecords ? EnqueueResult.NotSupported
                    : entry.IsControl ? AddControl(entry.Signal, entry.Payload, entry.Scratch)
                    : _writer.CanWrite(entry.Signal) ? AddMessage(entry.Signal, entry.Payload, entry.Scratch, out room)
                    : EnqueueResult.NotSupported;
                if (result != EnqueueResult.Queued)
                {
                    break;
                }

                bytes += waiting.Dequeue().Bytes;
                entry.Release();
            }

            if (_closed || (_filling.Length == 0 && _lanes.Bytes == 0))
            {
                return result;
            }

            writer = NextWriter(mayBeSender: true);
        }

        Start(writer);
        return result;
    }

    /// <summary>Writes a tick when nothing else waits, on the caller's thread: the pool may have none.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            if (_closed || _writing || _filling.Length > 0)
            {
                return;
            }

            SignalWriter.WriteTick(_filling);
            _writing = true;
        }

        Start(Writer.Sender);
    }

    /// <summary>Completes when all that waits now has been written, or the time is over.</summary>
    public async Task FlushedAsync(TimeSpan limit, TimeProvider time)
    {
        TaskCompletionSource flushed;
        lock (_gate)
        {
            if (_closed || !_writing)
            {
                return;
            }

            flushed = _flushed ??= NewRoom();
        }

        await flushed.Task.WaitAsync(limit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Takes nothing more; who waits for room continues and finds it closed.</summary>
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
    void IThreadPoolWorkItem.Execute() => _ = FlushAsync(bySender: false);

    private EnqueueResult AddMessage(in Signal signal, in ReadOnlySequence<byte> payload, PayloadScratch? scratch, out Task room)
    {
        room = Task.CompletedTask;
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

            AddToLane(signal, payload, scratch);
        }
        else
        {
            if (_filling.Length >= _busyBytes)
            {
                room = (_room ??= NewRoom()).Task;
                return EnqueueResult.Busy;
            }

            Add(signal, payload, scratch);
        }

        return EnqueueResult.Queued;
    }

    private EnqueueResult AddControl(in Signal signal, in ReadOnlySequence<byte> payload, PayloadScratch? scratch)
    {
        if (_closed)
        {
            return EnqueueResult.Closed;
        }

        if (!_writer.CanWrite(signal))
        {
            return EnqueueResult.Queued;
        }

        if (MustQueueUp(signal, payload))
        {
            AddToLane(signal, payload, scratch);
        }
        else
        {
            Add(signal, payload, scratch);
        }

        if (_filling.Length + _lanes.Bytes <= _brokenBytes)
        {
            return EnqueueResult.Queued;
        }

        // The peer takes nothing while this side goes on linking and exiting: memory has an end.
        _closed = true;
        ThreadPool.UnsafeQueueUserWorkItem(static queue => queue._failed(DownReason.ProtocolError(
            "the peer takes nothing while control signals pile up (NodeLimits.OutboundControlBytes)")), this, preferLocal: false);
        return EnqueueResult.Closed;
    }

    /// <summary>True for what is too large for one frame, and for what must not overtake such a message of its sender.</summary>
    /// <exception cref="SignalNotSupportedException">The peer does not know such signals.</exception>
    private bool MustQueueUp(in Signal signal, in ReadOnlySequence<byte> payload)
    {
        if (!_lanes.MustWait(signal.From) && payload.Length <= _wholeBytes)
        {
            return false;
        }

        return _writer.CanWrite(signal) ? true : throw new SignalNotSupportedException(signal.Kind);
    }

    private void Add(in Signal signal, in ReadOnlySequence<byte> payload, PayloadScratch? scratch)
    {
        Count(signal, payload);
        if (scratch is null && payload.Length >= ISegmentWriter.MinBytes)
        {
            byte[] copy = Copy(payload);
            _writer.Write(signal, copy.AsMemory(0, (int)payload.Length), null, _filling);
            _filling.Keep(copy);
            return;
        }

        _writer.Write(signal, payload, scratch?.Atoms, _filling);
        if (scratch is { IsLarge: true })
        {
            _filling.Keep(scratch.Detach());
        }
    }

    private void AddToLane(in Signal signal, in ReadOnlySequence<byte> payload, PayloadScratch? scratch)
    {
        Count(signal, payload);
        if (scratch is not null)
        {
            _lanes.Add(signal, payload, scratch.Detach(), scratch.Atoms);
            return;
        }

        byte[] copy = Copy(payload);
        _lanes.Add(signal, new ReadOnlySequence<byte>(copy, 0, (int)payload.Length), copy, null);
    }

    private void Count(in Signal signal, in ReadOnlySequence<byte> payload)
    {
        Sent.Add(signal.Kind);
        _hasSmall |= payload.Length < BulkRun.SmallBytes;
    }

    private static byte[] Copy(in ReadOnlySequence<byte> payload)
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent((int)payload.Length);
        payload.CopyTo(copy);
        return copy;
    }

    // Handing over to another thread pays when more is about to come. A full batch goes at once, and so does a message after a
    // pause: for a request that waits for its reply the handover would be a good part of the way.
    private Writer NextWriter(bool mayBeSender)
    {
        if (_writing)
        {
            return Writer.AtWork;
        }

        _writing = true;
        return mayBeSender && (_filling.Length + _lanes.Bytes >= FullBatchBytes || Stopwatch.GetElapsedTime(_pausedSince) >= s_pause)
            ? Writer.Sender
            : Writer.Pool;
    }

    private void Start(Writer writer)
    {
        if (writer == Writer.Sender)
        {
            _ = FlushAsync(bySender: true);
        }
        else if (writer == Writer.Pool)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private async Task FlushAsync(bool bySender)
    {
        try
        {
            while (TakeWaiting() is { } batch)
            {
                _pieces.Clear();
                batch.CopyPiecesTo(_pieces);
                await _carrier.WriteAsync(_pieces, CancellationToken.None).ConfigureAwait(false);
                Interlocked.Add(ref _writtenBytes, batch.Length);
                if (bySender)
                {
                    // One batch is the sender's share.
                    bySender = false;
                    if (WaitingBytes > 0)
                    {
                        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                    }
                }
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
        bool hasSmall = false;
        lock (_gate)
        {
            _flushing.Clear();
            if (!_closed)
            {
                // A whole part for each flush at least: the tail of a message does not travel alone.
                while (_filling.Length < _writer.FragmentFrameBytes && _lanes.WriteNextPart(_filling))
                {
                }

                if (_filling.Length > 0)
                {
                    (_filling, _flushing) = (_flushing, _filling);
                    batch = _flushing;
                    (hasSmall, _hasSmall) = (_hasSmall, false);
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
                _pausedSince = Stopwatch.GetTimestamp();
                (flushed, _flushed) = (_flushed, null);
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
        if (batch is not null && _bulk.Add(batch.Length, hasSmall))
        {
            _carrier.OnSendingBulk(_bulk.IsBulk);
        }

        return batch;
    }

    private enum Writer
    {
        AtWork,
        Sender,
        Pool,
    }

    private static TaskCompletionSource NewRoom() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
