using ErlDist.Embedding;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Connections;

/// <summary>A connection that is up: one loop reads and hands signals to the router, a queue writes, ticks keep it alive.</summary>
internal sealed class Connection
{
    private const int FreeFrameBytes = 64 * 1024;
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(100);

    private readonly ConnectionServices _services;
    private readonly ICarrierConnection _carrier;
    private readonly FrameReader _frames;
    private readonly SignalReader _reader;
    private readonly TaskCompletionSource _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();
    private readonly WokenReceivers _woken = new();
    private readonly BulkRun _bulk = new();
    private DownReason? _reason;
    private long _readBytes;
    private long _readAtLastTick;
    private long _writtenAtLastTick;
    private int _silentIntervals;
    private long _heldFrameBytes;
    private TimeSpan _readAt;
    private bool _readSmall;

    public Connection(ConnectionServices services, ICarrierConnection carrier, FrameReader frames, HandshakeResult handshake)
    {
        NodeLimits limits = services.Limits;
        _services = services;
        _carrier = carrier;
        _frames = frames;
        Handshake = handshake;
        PeerName = Atom.Get(handshake.PeerName);
        Account = services.Accounts.Open(PeerName);
        _reader = new SignalReader(handshake.Flags, services.Self.Name, PeerName, limits.Wire, limits.Terms, Account.Share);
        Outbound = new OutboundQueue(carrier, handshake.Flags, limits, Close);
    }

    /// <summary>The peer's name.</summary>
    public Atom PeerName { get; }

    /// <summary>What the handshake settled.</summary>
    public HandshakeResult Handshake { get; }

    /// <summary>What TLS settled; null on plain TCP.</summary>
    public CarrierSecurity? Security => _carrier.Security;

    /// <summary>How many bytes came from the peer.</summary>
    public long ReadBytes => Interlocked.Read(ref _readBytes);

    /// <summary>Pids seen on this connection, so that decoding them again allocates nothing.</summary>
    public PidCache Pids => _reader.Pids;

    /// <summary>Whether the peer reads native records, as OTP does since 29.</summary>
    public bool TakesRecords => Handshake.Flags.Has(DistributionFlags.NativeRecords);

    /// <summary>True when messages to the peer carry a distribution header with cached atoms.</summary>
    public bool UsesAtomCache => Handshake.Flags.Has(DistributionFlags.DistHdrAtomCache);

    /// <summary>What the peer makes this node hold.</summary>
    public PeerAccount Account { get; }

    /// <summary>What waits to be written.</summary>
    public OutboundQueue Outbound { get; }

    /// <summary>The signals that came from the peer.</summary>
    public SignalCounts Received { get; } = new();

    /// <summary>Whether <see cref="TrafficTotals"/> has taken its counts over.</summary>
    public bool IsRetired { get; set; }

    /// <summary>Completes when the connection is down and all who had links and monitors over it have been told.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Completes when it has been raised that the connection is up, or will not be.</summary>
    public Task Announced => _announced.Task;

    /// <summary>Why it went down; null while it is up.</summary>
    public DownReason? Reason => Volatile.Read(ref _reason);

    /// <summary>
    /// Starts reading. Before it nothing is handed on. Nothing of the flow of whoever dialled goes along: what arrives is not done in its trace.
    /// </summary>
    public void Start() => ThreadPool.UnsafeQueueUserWorkItem(static connection => _ = connection.RunAsync(), this, preferLocal: false);

    /// <summary>Ends a connection that never started.</summary>
    public void Abandon(DownReason reason)
    {
        Close(reason);
        _ = ReleaseAsync();
    }

    /// <summary>Ends the connection, for the first reason given.</summary>
    public void Close(DownReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is null)
        {
            try
            {
                _closing.Cancel();
            }
            finally
            {
                _carrier.Abort();
            }
        }
    }

    /// <summary>
    /// One tick of net_ticktime has passed: ticks when nothing was written, and gives a peer up that was silent for net_tickintensity of them.
    /// </summary>
    /// <param name="readsGoOn">Whether this node could read what the peer sent.</param>
    public void OnTickInterval(bool readsGoOn)
    {
        long read = Interlocked.Read(ref _readBytes);
        _silentIntervals = read != _readAtLastTick ? 0 : readsGoOn ? _silentIntervals + 1 : _silentIntervals;
        _readAtLastTick = read;
        if (_silentIntervals >= _services.TickIntensity)
        {
            // Elsewhere: what waits for the connection's end must not hold up the ticks of others.
            ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.Close(DownReason.NetTickTimeout), this, preferLocal: false);
            return;
        }

        // A hidden peer is ticked also when nothing was read, as OTP does; a tick costs four bytes, so every peer is.
        long written = Outbound.WrittenBytes;
        if (written == _writtenAtLastTick || _silentIntervals > 0)
        {
            Outbound.Tick();
        }

        _writtenAtLastTick = written;
    }

    /// <summary>
    /// The next signal of what was read, for <see cref="IConnectionOwner.OnRead"/> and nobody else; it holds until the next one is asked for.
    /// </summary>
    /// <returns>False when the rest of the next one has not arrived, or the connection is down.</returns>
    /// <exception cref="ErlangException">The peer broke a rule.</exception>
    public bool TryReceive(out IncomingSignal incoming)
    {
        incoming = default;
        while (Reason is null && _reader.TryRead(_frames, _readAt, out bool isWhole, out incoming))
        {
            _woken.Release();
            Received.AddFragments(_reader.WasFragment ? 1 : 0);
            if (isWhole)
            {
                Received.Add(incoming.Signal.Kind);
                _readSmall |= !_reader.WasFragment && incoming.Payload.Length < BulkRun.SmallBytes;
                return true;
            }
        }

        return false;
    }

    private async Task RunAsync()
    {
        try
        {
            _services.Owner.OnUp(this);
            _announced.TrySetResult();
            TimeSpan now = _services.Elapsed;
            HandleFrames(now);
            bool isQuiet = true;
            while (true)
            {
                // A quiet connection waits without a buffer, so that a thousand idle ones hold none; a busy one saves the second call.
                if (isQuiet && _frames.TryRelease())
                {
                    _reader.Trim();
                    await _woken.During(_carrier.ReadAsync(Memory<byte>.Empty, _closing.Token));
                }

                int count = await _woken.During(_carrier.ReadAsync(_frames.GetMemory(), _closing.Token));
                if (count == 0)
                {
                    break;
                }

                _frames.Advance(count);
                Interlocked.Add(ref _readBytes, count);
                TimeSpan last = now;
                now = _services.Elapsed;
                isQuiet = now - last >= s_quiet;
                HandleFrames(now);
                if (_bulk.Add(count, _readSmall))
                {
                    _carrier.OnReceivingBulk(_bulk.IsBulk);
                }

                _readSmall = false;
            }

            Close(DownReason.ConnectionClosed);
        }
        catch (CarrierException e)
        {
            Close(e.IsCorrupted ? DownReason.ProtocolError(e.Message) : new DownReason("connection_closed", e.Message));
        }
        catch (ErlangException e)
        {
            // The peer broke a rule: its connection ends and nothing else.
            Close(DownReason.ProtocolError(e.Message));
        }
        catch (OperationCanceledException)
        {
            Close(DownReason.Disconnect);
        }
#pragma warning disable CA1031 // Whatever the carrier throws means that the connection is broken.
        catch (Exception e)
        {
            Close(new DownReason("connection_closed", e.Message));
        }
#pragma warning restore CA1031
        finally
        {
            _woken.Release();
            _announced.TrySetResult();
            await CleanUpAsync().ConfigureAwait(false);
        }
    }

    private void HandleFrames(TimeSpan now)
    {
        _readAt = now;
        _woken.BeginDelivery();
        try
        {
            _services.Owner.OnRead(this);
        }
        finally
        {
            WokenReceivers.EndDelivery();
        }

        _reader.CheckFragments(now);
        HoldFrame(_frames.BufferedBytes + _reader.PlacedBytes);
    }

    /// <summary>A large frame of which a part is missing is held as other messages are.</summary>
    private void HoldFrame(long bytes)
    {
        bytes = bytes > FreeFrameBytes ? bytes : 0;
        if (bytes > _heldFrameBytes)
        {
            Account.Hold(bytes - _heldFrameBytes);
        }
        else if (bytes < _heldFrameBytes)
        {
            Account.Release(_heldFrameBytes - bytes);
        }

        _heldFrameBytes = bytes;
    }

    private async Task CleanUpAsync()
    {
        try
        {
            await ReleaseAsync().ConfigureAwait(false);
        }
        finally
        {
            try
            {
                _services.Owner.OnDown(this, _reason!);
            }
            finally
            {
                _completion.TrySetResult();
            }
        }
    }

    private async Task ReleaseAsync()
    {
        Outbound.Close();
        try
        {
            await _carrier.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _frames.Dispose();
            HoldFrame(0);
            _reader.Dispose();
            _services.Accounts.Close(Account);
        }
    }
}
