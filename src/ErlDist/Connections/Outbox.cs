using ErlDist.Embedding;
using ErlDist.Terms;

namespace ErlDist.Connections;

/// <summary>
/// What waits for one node while it is dialled or takes nothing for the moment, in the order in which it was posted. It lives as long
/// as something waits; whatever is sent to the node meanwhile queues up behind.
/// </summary>
internal sealed class Outbox(Atom peer, OutboxServices services, Action<Outbox> ended)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(400);

    private readonly Lock _gate = new();
    private Queue<OutboxEntry> _arriving = new();
    private Queue<OutboxEntry> _leaving = new();
    private TaskCompletionSource? _room;
    private Connection? _connection;
    private OutboxBlock? _block;
    private long _bytes;
    private bool _ended;

    /// <summary>The node.</summary>
    public Atom Peer => peer;

    /// <summary>Adds what is to be sent.</summary>
    /// <param name="entry">The signal.</param>
    /// <param name="room">When it is full: completes when there is room, or all was dropped.</param>
    /// <returns>Null when the outbox has come to its end: there is nothing to queue up behind.</returns>
    public PostResult? TryAdd(in OutboxEntry entry, out Task room)
    {
        room = Task.CompletedTask;
        Connection? stuck = null;
        lock (_gate)
        {
            if (_ended)
            {
                return null;
            }

            bool isFull = _bytes >= services.Limits.OutboxBytes
                || (_connection is null && services.Waiting >= services.Limits.OutboxesBytes);
            if (isFull && !entry.IsControl)
            {
                room = (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                return PostResult.Full;
            }

            _arriving.Enqueue(entry.IsBorrowed ? Settle(entry) : entry);
            _bytes += entry.Bytes;
            services.Count(entry.Bytes);
            if (isFull && _bytes >= services.Limits.OutboxBytes + (long)services.Limits.OutboundControlBytes)
            {
                stuck = _connection;
            }
        }

        // Signals that may not be refused have an end, too: the node takes nothing, so it is given up.
        // Elsewhere, since the caller may hold locks of its own.
        if (stuck is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.Close(DownReason.ProtocolError(
                "the peer takes nothing while control signals pile up (NodeLimits.OutboundControlBytes)")), stuck, preferLocal: false);
        }

        return PostResult.Posted;
    }

    /// <summary>Dials and sends until nothing waits any more. A node that cannot be reached is dialled again when more was posted.</summary>
    public async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        TimeSpan pause = s_firstPause;
        do
        {
            NodeConnectionException failure;
            try
            {
                Connection connection = await services.ConnectAsync(peer, services.Stopping).ConfigureAwait(false);
                if (await FlushAsync(connection).ConfigureAwait(false))
                {
                    return;
                }

                failure = NodeConnectionException.Lost(peer, connection.Reason ?? DownReason.ConnectionClosed);
                pause = s_firstPause;
            }
            catch (NodeConnectionException e)
            {
                failure = e;
            }
            catch (OperationCanceledException)
            {
                failure = NodeConnectionException.Stopped(peer);
            }
#pragma warning disable CA1031 // Nobody awaits this: whatever goes wrong is the reason why what waits is not sent.
            catch (Exception e)
            {
                failure = NodeConnectionException.Unexpected(peer, e);
            }
#pragma warning restore CA1031

            Drop(failure);
            await Task.Delay(pause, services.Time, services.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
        while (!TryEnd());
    }

    /// <summary>Sends all that waits; false when the connection is lost before the end.</summary>
    private async ValueTask<bool> FlushAsync(Connection connection)
    {
        Volatile.Write(ref _connection, connection);
        long sent = 0;
        while (!TryEnd())
        {
            while (_leaving.Count > 0)
            {
                EnqueueResult result = connection.Outbound.TryEnqueue(_leaving, ref sent, out Task room);
                Free(ref sent);
                switch (result)
                {
                    case EnqueueResult.Busy:
                        await room.ConfigureAwait(false);
                        break;
                    case EnqueueResult.Closed:
                        Volatile.Write(ref _connection, null);
                        await connection.Completion.ConfigureAwait(false);
                        return false;
                    case EnqueueResult.NotSupported:
                        DropFirst();
                        break;
                }
            }
        }

        return true;
    }

    private void Free(ref long sent)
    {
        TaskCompletionSource? freed = null;
        lock (_gate)
        {
            _bytes -= sent;
            services.Count(-sent);
            sent = 0;
            if (_bytes < services.Limits.OutboxBytes)
            {
                (freed, _room) = (_room, null);
            }
        }

        freed?.TrySetResult();
    }

    /// <summary>What the peer's release does not know costs that one message.</summary>
    private void DropFirst()
    {
        OutboxEntry entry = _leaving.Dequeue();
        long bytes = entry.Bytes;
        Free(ref bytes);
        entry.Release();
        services.Dropped(peer, entry, NodeConnectionException.Unexpected(peer, entry.HasRecords
            ? new TermFormatException("a native record, and the peer reads none: OTP has them since release 29", 0)
            : new SignalNotSupportedException(entry.Signal.Kind)));
    }

    private OutboxEntry Settle(in OutboxEntry entry)
    {
        int length = (int)entry.Payload.Length;
        Memory<byte> place = default;
        while (_block?.TryTake(length, out place) is not true)
        {
            _block?.Release();
            _block = new OutboxBlock(BlockBytes(_bytes));
        }

        return entry.Settle(place, _block);
    }

    // Where little waits there may be thousands of outboxes. A message that settles has less than the least.
    private static int BlockBytes(long waiting) => waiting switch
    {
        < 64 * 1024 => ISegmentWriter.MinBytes,
        < 1024 * 1024 => 64 * 1024,
        _ => BytePool.MaxKept,
    };

    // The two queues change places, so that who posts and who sends meet at this lock only.
    private bool TryEnd()
    {
        lock (_gate)
        {
            if (!services.Stopping.IsCancellationRequested && (_leaving.Count > 0 || _arriving.Count > 0))
            {
                if (_leaving.Count == 0)
                {
                    (_leaving, _arriving) = (_arriving, _leaving);
                }

                return false;
            }

            _ended = true;
            _block?.Release();
        }

        Drop(NodeConnectionException.Stopped(peer));
        ended(this);
        return true;
    }

    private void Drop(NodeConnectionException reason)
    {
        List<OutboxEntry> dropped;
        TaskCompletionSource? room;
        lock (_gate)
        {
            dropped = [.. _leaving, .. _arriving];
            _leaving.Clear();
            _arriving.Clear();
            services.Count(-_bytes);
            _bytes = 0;
            (room, _room) = (_room, null);
        }

        room?.TrySetResult();
        if (dropped.Count(entry => !entry.IsControl) is > 0 and int messages)
        {
            services.Say(peer, messages, reason);
        }

        foreach (OutboxEntry entry in dropped)
        {
            entry.Release();
            services.Dropped(peer, entry, reason);
        }
    }
}
