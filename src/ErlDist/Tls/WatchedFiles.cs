using Microsoft.Extensions.Logging;

namespace ErlDist.Tls;

/// <summary>
/// Something read from files, read again when they change. Asked at each connection, so there is no watcher to lose an event; where
/// the new files are of no use, the last good ones stay.
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
    /// <param name="paths">The files, and the directories whose lists of files count.</param>
    /// <param name="load">Reads them; a <see cref="TlsOptionException"/> says what is wrong with them.</param>
    /// <param name="logger">Where reloads go.</param>
    public WatchedFiles(Func<IReadOnlyList<string>> paths, Func<T> load, ILogger logger)
    {
        _paths = paths;
        _load = load;
        _logger = logger;
        _stamp = Stamp(paths());
        _current = load();
    }

    public T Current
    {
        get
        {
            lock (_lock)
            {
                string stamp = Stamp(_paths());
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
            TlsLog.Reloaded(_logger, files);
        }
        catch (TlsOptionException e)
        {
            TlsLog.ReloadFailed(_logger, files, e.Message);
        }
    }

    /// <summary>
    /// What tells one state of the files from the next. Links are followed, since Kubernetes replaces mounted files by pointing a
    /// link elsewhere.
    /// </summary>
    private static string Stamp(IReadOnlyList<string> paths) => string.Join('|', paths.Select(path =>
    {
        try
        {
            FileSystemInfo info = File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);
            return $"{info.FullName}:{info.LastWriteTimeUtc.Ticks}:{(info as FileInfo is { Exists: true } file ? file.Length : 0)}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.GetType().Name;
        }
    }));
}
