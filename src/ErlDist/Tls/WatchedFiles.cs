using System.Security.Cryptography;
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

/// <summary>
/// What tells one state of files from the next: what they hold. Size and time are not enough, since <c>cp -p</c> keeps both, and
/// names are not, since Kubernetes replaces a directory's link under the same name. A large file counts by its place behind all
/// links, size and time; such are the revocation lists of public authorities.
/// </summary>
internal static class FileStamp
{
    private const int MaxHashed = 1024 * 1024;
    private const int MaxLinks = 40;

    public static string Of(IReadOnlyList<string> paths) => string.Join('|', paths.Select(Of));

    private static string Of(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return file.Length <= MaxHashed
                ? Convert.ToHexString(SHA256.HashData(file))
                : $"{RealPath(path)}:{File.GetLastWriteTimeUtc(path).Ticks}:{file.Length}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.GetType().Name;
        }
    }

    /// <summary>The path without any link in it, those of directories included.</summary>
    private static string RealPath(string path)
    {
        var rest = new Stack<string>(Path.GetFullPath(path).Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        string real = Path.GetPathRoot(Path.GetFullPath(path))!;
        for (int links = 0; rest.TryPop(out string? name) && links < MaxLinks;)
        {
            string next = Path.Combine(real, name);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            links++;
            string full = Path.GetFullPath(target, real);
            real = Path.GetPathRoot(full)!;
            foreach (string part in full.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                rest.Push(part);
            }
        }

        return real;
    }
}
