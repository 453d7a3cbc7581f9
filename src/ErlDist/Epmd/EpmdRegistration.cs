using ErlDist.Embedding;
using Microsoft.Extensions.Logging;

namespace ErlDist.Epmd;

/// <summary>
/// A node's place in this machine's EPMD. EPMD keeps it for as long as the connection lives; this keeps the connection, and
/// when EPMD dies it registers again every <see cref="EpmdOptions.RetryInterval"/> until it is there. Where the options let it,
/// it then also starts our own server, so that when the process that hosted EPMD dies another one takes over.
/// </summary>
internal sealed class EpmdRegistration : IAsyncDisposable
{
    private const int MaxAttempts = 5;

    private static readonly TimeSpan s_pauseForOthers = TimeSpan.FromMilliseconds(100);

    private readonly Func<EpmdEntry, CancellationToken, Task<(EpmdConnection Connection, uint Creation)>> _register;
    private readonly EpmdOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private EpmdConnection? _connection;
    private EpmdServer? _server;
    private Task _keeper = Task.CompletedTask;
    private int _disposed;

    internal EpmdRegistration(
        EpmdEntry entry,
        Func<EpmdEntry, CancellationToken, Task<(EpmdConnection Connection, uint Creation)>> register,
        EpmdOptions options,
        ILogger logger,
        TimeProvider time)
    {
        Entry = entry;
        _register = register;
        _options = options;
        _logger = logger;
        _time = time;
    }

    /// <summary>What is registered.</summary>
    public EpmdEntry Entry { get; }

    /// <summary>
    /// The number that tells this life of the node from its earlier ones. It stays as EPMD gave it first, as in OTP: pids that
    /// are out in the world carry it.
    /// </summary>
    public uint Creation { get; private set; }

    /// <summary>Whether EPMD knows of the node now.</summary>
    public bool IsRegistered => Volatile.Read(ref _connection) is not null;

    /// <summary>The server that this registration had to start, while it runs.</summary>
    public EpmdServer? Server => Volatile.Read(ref _server);

    /// <summary>Leaves EPMD. A server that was started for this registration ends with it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _keeper.ConfigureAwait(false);
        _connection?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
    }

    internal async Task StartAsync(CancellationToken cancellation)
    {
        Creation = await RegisterAsync(cancellation).ConfigureAwait(false);
        _keeper = Task.Run(KeepAsync, CancellationToken.None);
    }

    private async Task<uint> RegisterAsync(CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await TryOnceAsync(cancellation).ConfigureAwait(false);
            }
            catch (EpmdException e)
                when (e.Error == EpmdError.NotRunning && _options.StartServer && attempt < MaxAttempts)
            {
                // Where another process was faster its server answers, though maybe not at once: a port is bound before it listens.
                if (!await StartServerAsync().ConfigureAwait(false))
                {
                    await Task.Delay(s_pauseForOthers, _time, cancellation).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task<uint> TryOnceAsync(CancellationToken cancellation)
    {
        (EpmdConnection connection, uint creation) = await _register(Entry, cancellation).ConfigureAwait(false);
        Volatile.Write(ref _connection, connection);
        return creation;
    }

    private async Task<bool> StartServerAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync().ConfigureAwait(false);
        }

        Volatile.Write(ref _server, EpmdServer.TryStart(_options, _logger, _time));
        return _server is not null;
    }

    private async Task KeepAsync()
    {
        try
        {
            while (true)
            {
                await _connection!.WaitForCloseAsync(_stop.Token).ConfigureAwait(false);
                Interlocked.Exchange(ref _connection, null)?.Dispose();
                EpmdLog.RegistrationLost(_logger, Entry.Name, _options.Port);
                await ReturnAsync().ConfigureAwait(false);
                EpmdLog.RegisteredAgain(_logger, Entry.Name, _options.Port);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task ReturnAsync()
    {
        // That none runs was said when it went away.
        EpmdError told = EpmdError.NotRunning;
        while (true)
        {
            await Task.Delay(_options.RetryInterval, _time, _stop.Token).ConfigureAwait(false);
            try
            {
                await RegisterAsync(_stop.Token).ConfigureAwait(false);
                return;
            }
            catch (EpmdException e) when (e.Error == told || e.Error == EpmdError.NotRunning)
            {
                EpmdLog.RegistrationRetried(_logger, Entry.Name, e.Message);
            }
            catch (EpmdException e)
            {
                told = e.Error;
                EpmdLog.RegistrationRefused(_logger, Entry.Name, e.Message);
            }
        }
    }
}
