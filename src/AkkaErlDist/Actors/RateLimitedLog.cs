using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Event;

namespace AkkaErlDist.Actors;

/// <summary>Says the same complaint about the same peer at most once a minute, with how often it was left out.</summary>
internal sealed class RateLimitedLog(ILoggingAdapter log)
{
    private const int MaxKeys = 1024;
    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public void Error(string key, string message)
    {
        if (_entries.Count >= MaxKeys)
        {
            _entries.Clear(); // Keys are of a peer's making; that some are said once more does no harm.
        }

        Entry entry = _entries.GetOrAdd(key, static _ => new Entry());
        long omitted;
        lock (entry)
        {
            if (entry.LastSaid is { } last && Stopwatch.GetElapsedTime(last) < s_quiet)
            {
                entry.Omitted++;
                return;
            }

            (entry.LastSaid, omitted, entry.Omitted) = (Stopwatch.GetTimestamp(), entry.Omitted, 0);
        }

        log.Error("{0}", omitted == 0 ? message : $"{message} (and {omitted} more like it)");
    }

    private sealed class Entry
    {
        public long? LastSaid { get; set; }

        public long Omitted { get; set; }
    }
}
