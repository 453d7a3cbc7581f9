using System.Buffers;
using ErlDist.Nodes;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Connections;

/// <summary>
/// What waits for one node while it is dialled or takes nothing for the moment, in the order in which it was posted. It lives as long
/// as something waits; whatever is sent to the node meanwhile queues up behind.
/// </summary>
internal sealed class Outbox(Atom peer, OutboxServices services, Action<Outbox> ended)
{
    private const int EntryBytes = 128;
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Queue<OutboxEntry> _entries = new();
    private TaskCompletionSource? _room;
    private Connection? _connection;
    private long _bytes;
    private long _droppedUnsaid;
    private TimeSpan? _lastSaid;
    private bool _ended;

    /// <summary>The node.</summary>
    public Atom Peer => peer;

    /// <summary>How many bytes wait.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

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

            bool isFull = _bytes >= services.Limits.OutboxBytes;
            if (isFull && !entry.IsControl)
            {
                room = (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                return PostResult.Full;
            }

            _entries.Enqueue(entry);
            _bytes += entry.Payload.Length + EntryBytes;
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
        while (!TryEnd())
        {
            OutboxEntry next;
            lock (_gate)
            {
                next = _entries.Peek();
            }

            EnqueueResult result = Send(connection, next, out Task room);
            if (result == EnqueueResult.Closed)
            {
                Volatile.Write(ref _connection, null);
                await connection.Completion.ConfigureAwait(false);
                return false;
            }

            if (result == EnqueueResult.Busy)
            {
                await room.ConfigureAwait(false);
                continue;
            }

            TaskCompletionSource? freed = null;
            lock (_gate)
            {
                _entries.Dequeue();
                _bytes -= next.Payload.Length + EntryBytes;
                if (_bytes < services.Limits.OutboxBytes)
                {
                    (freed, _room) = (_room, null);
                }
            }

            freed?.TrySetResult();
        }

        return true;
    }

    private static EnqueueResult Send(Connection connection, in OutboxEntry entry, out Task room)
    {
        var payload = new ReadOnlySequence<byte>(entry.Payload);
        if (!entry.IsControl)
        {
            return connection.Outbound.TryEnqueue(entry.Signal, payload, null, out room);
        }

        room = Task.CompletedTask;
        return connection.Outbound.TryEnqueueControl(entry.Signal, payload, null) ? EnqueueResult.Queued : EnqueueResult.Closed;
    }

    private bool TryEnd()
    {
        lock (_gate)
        {
            if (_entries.Count > 0 && !services.Stopping.IsCancellationRequested)
            {
                return false;
            }

            _ended = true;
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
            dropped = [.. _entries];
            _entries.Clear();
            _bytes = 0;
            (room, _room) = (_room, null);
        }

        room?.TrySetResult();
        Say(reason, dropped.Count(entry => !entry.IsControl));
        foreach (OutboxEntry entry in dropped)
        {
            services.Dropped(peer, entry, reason);
        }
    }

    private void Say(NodeConnectionException reason, int count)
    {
        _droppedUnsaid += count;
        TimeSpan now = services.Time.GetElapsedTime(0);
        if (_droppedUnsaid > 0 && (_lastSaid is null || now - _lastSaid >= s_quiet))
        {
            services.Log.MessagesDropped(_droppedUnsaid, peer.Name, reason.Message);
            (_droppedUnsaid, _lastSaid) = (0, now);
        }
    }
}

/// <summary>One signal that waits.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="Payload">Its message or reason, without version byte and without references to an atom cache.</param>
/// <param name="Post">Who is told when it is dropped; null for a signal that is no message.</param>
internal readonly record struct OutboxEntry(Signal Signal, ReadOnlyMemory<byte> Payload, IPost? Post)
{
    /// <summary>Whether it may not be refused: links, monitors, exits.</summary>
    public bool IsControl => Post is null;
}
