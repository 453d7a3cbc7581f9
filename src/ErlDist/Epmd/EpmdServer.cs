using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ErlDist.Epmd;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErlDist.Embedding;

/// <summary>
/// An EPMD inside this process, which OTP's nodes and <c>epmd -names</c> work with as with the daemon of OTP. As there, anyone
/// may look names up, while only programs on this machine may register, dump, stop and kill.
/// </summary>
public sealed class EpmdServer : IAsyncDisposable
{
    private readonly ILogger _logger;
    private readonly List<Socket> _listeners;
    private readonly EpmdServerClients _clients;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _disposed;

    private EpmdServer(EpmdOptions options, List<Socket> listeners, ILogger logger, TimeProvider time, Func<Socket, bool> isLocal)
    {
        _logger = logger;
        _listeners = listeners;
        EndPoints = [.. listeners.Select(l => (IPEndPoint)l.LocalEndPoint!)];
        uint firstCreation = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
        _clients = new EpmdServerClients(options, Port, new EpmdRegistry(firstCreation), logger, time, _stop, isLocal);
        _accepting = RunAsync(time);
        EpmdLog.ServerStarted(logger, string.Join(", ", EndPoints));
    }

    /// <summary>The addresses it listens on.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints { get; }

    /// <summary>The port it listens on, which is one for all addresses.</summary>
    public int Port => EndPoints[0].Port;

    /// <summary>The nodes registered now, by name.</summary>
    public IReadOnlyList<EpmdEntry> Entries => _clients.Registry.Entries;

    /// <summary>Ends when the server has ended: disposed, or killed by <c>epmd -kill</c>.</summary>
    public Task Completion => _accepting;

    /// <summary>Starts a server.</summary>
    /// <param name="options">Port, addresses and limits; the environment's by default.</param>
    /// <param name="logger">Hears of registrations and of clients turned away.</param>
    /// <param name="time">The clock for the time limits.</param>
    /// <exception cref="EpmdException">
    /// <see cref="EpmdError.AddressInUse"/> where an EPMD runs already; <see cref="EpmdError.AddressNotAvailable"/>.
    /// </exception>
    public static EpmdServer Start(EpmdOptions? options = null, ILogger? logger = null, TimeProvider? time = null) =>
        Start(options ?? EpmdOptions.FromEnvironment(), logger, time, EpmdServerClients.IsLocal);

    /// <summary>As the other, for tests that have no second machine.</summary>
    internal static EpmdServer Start(EpmdOptions options, ILogger? logger, TimeProvider? time, Func<Socket, bool> isLocal) =>
        new(options, EpmdListeners.Open(options), logger ?? NullLogger.Instance, time ?? TimeProvider.System, isLocal);

    /// <summary>
    /// Starts a server unless something has the port already. When several processes try at once exactly one succeeds: the
    /// system gives the port to one.
    /// </summary>
    /// <returns>The server, or null where the port is taken.</returns>
    /// <exception cref="EpmdException">The port is free, but an address cannot be listened on.</exception>
    public static EpmdServer? TryStart(EpmdOptions? options = null, ILogger? logger = null, TimeProvider? time = null)
    {
        try
        {
            return Start(options, logger, time);
        }
        catch (EpmdException e) when (e.Error == EpmdError.AddressInUse)
        {
            return null;
        }
    }

    /// <summary>Ends the server and closes all its connections, which ends all registrations.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync(TimeProvider time)
    {
        await Task.WhenAll(_listeners.Select(l => AcceptAsync(l, time))).ConfigureAwait(false);
        await _clients.WaitAsync().ConfigureAwait(false);
        EpmdLog.ServerEnded(_logger);
    }

    private async Task AcceptAsync(Socket listener, TimeProvider time)
    {
        // Out of descriptors, most likely: others may free some.
        var pauseAfterFailure = TimeSpan.FromMilliseconds(200);
        using (listener)
        {
            while (!_stop.IsCancellationRequested)
            {
                try
                {
                    _clients.Add(await listener.AcceptAsync(_stop.Token).ConfigureAwait(false));
                }
                catch (SocketException e)
                {
                    EpmdLog.AcceptFailed(_logger, e.SocketErrorCode.ToString());
                    await Task.Delay(pauseAfterFailure, time, _stop.Token)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }
    }
}
