using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;

namespace AkkaErlDist.Carriers;

/// <summary>
/// The end of a DotNetty pipeline, turned from events into reads and writes that can be awaited. A reader that is
/// slow stops the channel's automatic reads, so TCP slows the peer; a writer waits while the channel is not writable.
/// One reader and one writer at a time. Buffers that arrive belong to this class, which releases each.
/// </summary>
internal sealed class ChannelPipe(IChannel channel) : ChannelHandlerAdapter, IValueTaskSource<int>
{
    private const int MaxAhead = 256 * 1024;
    private const int MaxAheadOfBulk = 2 * 1024 * 1024;
    private const int WriteChunk = 64 * 1024;

    private readonly Lock _sync = new();
    private readonly Queue<IByteBuffer> _arrived = new();
    private ManualResetValueTaskSourceCore<int> _read = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _readCancellation;
    private Memory<byte> _readTarget;
    private TaskCompletionSource? _writable;
    private Task _lastWrite = Task.CompletedTask;
    private Exception? _failure;
    private volatile int _maxAhead = MaxAhead;
    private int _arrivedBytes;
    private bool _reading;
    private bool _paused;
    private bool _ended;
    private bool _discarding;

    /// <summary>The channel that this handler ends.</summary>
    public IChannel Channel { get; } = channel;

    public override bool IsSharable => false;

    /// <summary>Some bytes; none once the peer has closed; for an empty buffer none, as soon as there are some.</summary>
    /// <exception cref="IOException">The channel broke.</exception>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryRead(buffer, out int read, waitOtherwise: false))
        {
            return ValueTask.FromResult(read);
        }

        _readCancellation = cancellationToken.UnsafeRegister(static (pipe, token) => ((ChannelPipe)pipe!).CancelRead(token), this);
        if (TryRead(buffer, out read, waitOtherwise: true))
        {
            _readCancellation.Dispose();
            return ValueTask.FromResult(read);
        }

        if (cancellationToken.IsCancellationRequested)
        {
            CancelRead(cancellationToken);
        }

        return new ValueTask<int>(this, _read.Version);
    }

    /// <exception cref="IOException">The channel is closed or broke.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (!data.IsEmpty)
        {
            await WaitWritableAsync(cancellationToken).ConfigureAwait(false);
            int length = Math.Min(data.Length, WriteChunk);
            IByteBuffer buffer = Channel.Allocator.Buffer(length);
            data.Span[..length].CopyTo(buffer.GetIoBuffer(0, length));
            buffer.SetWriterIndex(length);
            Write(buffer);
            data = data[length..];
        }
    }

    /// <summary>See <see cref="ErlDist.Embedding.ICarrierConnection.OnReceivingBulk"/>: the event loop reads further ahead of who decrypts.</summary>
    public void OnReceivingBulk(bool isBulk) => _maxAhead = isBulk ? MaxAheadOfBulk : MaxAhead;

    /// <summary>Ends when what was written so far is with the operating system, or cannot get there any more.</summary>
    public async Task WrittenAsync() => await _lastWrite.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Gives up on the channel; waiting calls end as they do on a socket that is closed on this side.</summary>
    public void Abandon()
    {
        lock (_sync)
        {
            _discarding = true;
            ReleaseArrived();
        }

        End(new SocketException((int)SocketError.OperationAborted));
        _ = Channel.CloseAsync();
    }

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        var buffer = (IByteBuffer)message;
        bool completes;
        int read = 0;
        lock (_sync)
        {
            if (_discarding || !buffer.IsReadable())
            {
                buffer.Release();
                return;
            }

            _arrived.Enqueue(buffer);
            _arrivedBytes += buffer.ReadableBytes;
            completes = _reading;
            if (completes)
            {
                _reading = false;
                read = TakeArrived(_readTarget.Span);
            }

            if (!_paused && _arrivedBytes > _maxAhead)
            {
                _paused = true;
                Channel.Configuration.AutoRead = false;
            }
        }

        if (completes)
        {
            _read.SetResult(read);
        }
    }

    public override void ChannelWritabilityChanged(IChannelHandlerContext context)
    {
        WakeWriter();
        base.ChannelWritabilityChanged(context);
    }

    public override void ExceptionCaught(IChannelHandlerContext context, Exception exception)
    {
        End(exception);
        _ = context.CloseAsync();
    }

    public override void ChannelInactive(IChannelHandlerContext context)
    {
        End(cause: null);
        base.ChannelInactive(context);
    }

    int IValueTaskSource<int>.GetResult(short token)
    {
        _readCancellation.Dispose();
        return _read.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    private bool TryRead(Memory<byte> buffer, out int read, bool waitOtherwise)
    {
        lock (_sync)
        {
            if (_reading)
            {
                throw new InvalidOperationException("A read is under way; a connection takes one at a time.");
            }

            if (_arrivedBytes > 0)
            {
                read = TakeArrived(buffer.Span);
                return true;
            }

            read = 0;
            if (_failure is not null)
            {
                throw Broken(_failure);
            }

            if (_ended)
            {
                return true;
            }

            if (waitOtherwise)
            {
                _read.Reset();
                _readTarget = buffer;
                _reading = true;
            }

            return false;
        }
    }

    private int TakeArrived(Span<byte> target)
    {
        int taken = 0;
        while (taken < target.Length && _arrived.TryPeek(out IByteBuffer? buffer))
        {
            int count = Math.Min(buffer.ReadableBytes, target.Length - taken);
            buffer.GetIoBuffer(buffer.ReaderIndex, count).AsSpan().CopyTo(target[taken..]);
            buffer.SkipBytes(count);
            taken += count;
            if (!buffer.IsReadable())
            {
                _arrived.Dequeue().Release();
            }
        }

        _arrivedBytes -= taken;
        if (_paused && _arrivedBytes < _maxAhead / 2)
        {
            _paused = false;
            Channel.Configuration.AutoRead = true;
        }

        return taken;
    }

    private void CancelRead(CancellationToken token)
    {
        lock (_sync)
        {
            if (!_reading)
            {
                return;
            }

            _reading = false;
        }

        _read.SetException(new OperationCanceledException(token));
    }

    private async ValueTask WaitWritableAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TaskCompletionSource waiter;
            lock (_sync)
            {
                if (_ended)
                {
                    throw _failure is null ? new IOException("The connection is closed.") : Broken(_failure);
                }

                waiter = _writable ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            // Looked at after the waiter is in place, so that a change in between wakes it.
            if (Channel.IsWritable)
            {
                return;
            }

            await waiter.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Write(IByteBuffer buffer)
    {
        _lastWrite = Channel.WriteAndFlushAsync(buffer);
        _ = _lastWrite.ContinueWith(
            static (write, pipe) => ((ChannelPipe)pipe!).WriteFailed(write.Exception!),
            this,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private void WriteFailed(AggregateException failure) => End(failure.InnerException);

    private void WakeWriter()
    {
        TaskCompletionSource? waiter;
        lock (_sync)
        {
            waiter = _writable;
            _writable = null;
        }

        waiter?.TrySetResult();
    }

    /// <summary>The first cause stays: what follows it is mostly "the channel is closed".</summary>
    private void End(Exception? cause)
    {
        bool fails;
        lock (_sync)
        {
            if (!_ended)
            {
                _ended = true;
                _failure = cause;
            }

            fails = _reading;
            _reading = false;
        }

        if (fails)
        {
            if (_failure is null)
            {
                _read.SetResult(0);
            }
            else
            {
                _read.SetException(Broken(_failure));
            }
        }

        WakeWriter();
    }

    private static IOException Broken(Exception cause) => new(cause.Message, cause);

    private void ReleaseArrived()
    {
        while (_arrived.TryDequeue(out IByteBuffer? buffer))
        {
            buffer.Release();
        }

        _arrivedBytes = 0;
    }
}
