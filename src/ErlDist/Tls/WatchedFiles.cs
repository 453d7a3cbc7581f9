using Microsoft.Extensions.Logging;

namespace ErlDist.Tls;

/// <summary>
/// Something read from files, read again when they change. Asked at each connection, so there is no watcher to lose an event; where
/// the new files are unusable, the last good ones stay.
/// </summary>
internal sealed class WatchedFiles<T>
    where T : class
{
    private readonly Func<T> _load;
    private readonly Func<IReadOnlyList<string>> _paths;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private string _stamp;
    private T _current;

    /// <summary>Reads for the first time; what <paramref name="load"/> throws then is the caller's.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="load">Reads them; a <see cref="TlsOptionException"/> says what is wrong with them.</param>
    /// <param name="logger">Where reloads go.</param>
    public WatchedFiles(Func<IReadOnlyList<string>> paths, Func<T> load, ILogger logger)
    {
        _paths = paths;
        _load = load;
        _logger = logger;
        _stamp = FileStamp.Of(paths());
        _current = load();
    }

    public T Current
    {
        get
        {
            lock (_lock)
            {
                string stamp = FileStamp.Of(_paths());
                if (stamp != _stamp)
                {
                    _stamp = stamp;
                    Reload();
                }

                return _current;
            }
        }
    }

    private void Reload()
    {
        string files = string.Join(", ", _paths());
        try
        {
            _current = _load();
            TlsMetrics.OnReload(taken: true);
            TlsLog.Reloaded(_logger, files);
        }
        catch (TlsOptionException e)
        {
            TlsMetrics.OnReload(taken: false);
            TlsLog.ReloadFailed(_logger, files, e.Message);
        }
    }
}
