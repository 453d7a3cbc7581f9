using ErlDist.Benchmarks.Control;
using ErlDist.Benchmarks.Workloads;

namespace ErlDist.Benchmarks.Orchestration;

/// <summary>The two processes of a <see cref="Pair"/>, connected.</summary>
internal sealed class RunningPair : IAsyncDisposable
{
    /// <summary>Before it measures a point a pair works at it for so many turns.</summary>
    private const int TurnsToWarmUp = 3;

    private static readonly TimeSpan s_connectLimit = TimeSpan.FromSeconds(30);

    private readonly PeerProcess _driver;
    private readonly PeerProcess? _responder;
    private readonly Dictionary<Point, long> _counts = [];

    private RunningPair(PeerProcess driver, PeerProcess? responder)
    {
        _driver = driver;
        _responder = responder;
    }

    public static async Task<RunningPair> StartAsync(Pair pair, string logDirectory)
    {
        PeerProcess? responder = pair.Responder is null
            ? null
            : await PeerProcess.StartAsync(pair.Responder(), LogFile(logDirectory, pair, "responder"));
        PeerProcess? driver = null;
        try
        {
            driver = await PeerProcess.StartAsync(pair.Driver(), LogFile(logDirectory, pair, "driver"));
            await driver.CommandAsync($"connect target={responder?.Address ?? driver.Address}", s_connectLimit);
            return new RunningPair(driver, responder);
        }
        catch
        {
            if (driver is not null)
            {
                await driver.DisposeAsync();
            }

            if (responder is not null)
            {
                await responder.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Measures a point once.</summary>
    /// <param name="point">The point.</param>
    /// <param name="duration">How long it may take, about.</param>
    /// <param name="start">How long these processes work before their first measurement.</param>
    public async Task<IReadOnlyDictionary<string, double>> MeasureAsync(Point point, TimeSpan duration, TimeSpan start)
    {
        if (!_counts.TryGetValue(point, out long count))
        {
            TimeSpan warmUp = TurnsToWarmUp * duration;
            count = await point.CalibrateAsync(this, duration, _counts.Count == 0 && start > warmUp ? start : warmUp);
        }

        IReadOnlyDictionary<string, double> figures = await point.MeasureAsync(this, count, duration);
        _counts[point] = point.NextCount(count, figures, duration);
        return figures;
    }

    public Task<RunResult> DriveAsync(string command, TimeSpan limit) => _driver.CommandAsync(command, limit);

    /// <summary>The responder's memory once garbage is gone: resident, and managed where the peer tells.</summary>
    public async Task<(long Resident, long Managed)> ResponderMemoryAsync(TimeSpan limit)
    {
        PeerProcess responder = _responder ?? _driver;
        RunResult collected = await responder.CommandAsync("collect", limit);
        return (responder.ResidentBytes(), collected.Bytes);
    }

    /// <summary>Processor time so far, of the driver and of the responder.</summary>
    public (TimeSpan Driver, TimeSpan Responder) CpuTimes() => (_driver.CpuTime(), _responder?.CpuTime() ?? TimeSpan.Zero);

    public async ValueTask DisposeAsync()
    {
        await _driver.DisposeAsync();
        if (_responder is not null)
        {
            await _responder.DisposeAsync();
        }
    }

    private static string LogFile(string directory, Pair pair, string role) =>
        Path.Combine(directory, $"{pair.Id}-{role}-{DateTime.UtcNow:HHmmss.fff}.log");
}
