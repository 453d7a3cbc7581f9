using System.Collections.Concurrent;
using ErlDist.Terms;

namespace AkkaErlDist.Bridge.Refs;

/// <summary>Why actors end, for as long as nodes may ask; of a bounded number.</summary>
internal sealed class ExitReasons
{
    private const int Max = 65_536;
    private readonly ConcurrentDictionary<string, Entry> _byPath = new(StringComparer.Ordinal);

    public Term? Get(string path) => _byPath.TryGetValue(path, out Entry? entry) ? entry.Reason : null;

    public void Set(string path, Term reason)
    {
        if (_byPath.Count < Max)
        {
            _byPath[path] = new Entry(reason);
        }
    }

    public void Expire(TimeSpan now, TimeSpan lifetime)
    {
        foreach ((string path, Entry entry) in _byPath)
        {
            if (entry.Since == TimeSpan.MinValue)
            {
                entry.Since = now;
            }
            else if (now - entry.Since >= lifetime)
            {
                _byPath.TryRemove(path, out _);
            }
        }
    }

    private sealed record Entry(Term Reason)
    {
        public TimeSpan Since { get; set; } = TimeSpan.MinValue;
    }
}
