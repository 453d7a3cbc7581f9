using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Event;
using AkkaErlDist.Logging;

namespace AkkaErlDist.Actors;

/// <summary>Says the same complaint about the same peer at most once a minute, with how often it was left out.</summary>
internal sealed class RateLimitedLog(ILoggingAdapter log)
{
    private const int MaxKeys = 1024;
    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>
    /// What is wrong, without what differs from case to case: numbers, and what was found in place of what is expected, which is of a
    /// peer's making.
    /// </summary>
    public static string KindOf(Exception failure)
    {
        const int MaxKind = 160;
        int found = failure.Message.IndexOf(", found", StringComparison.Ordinal);
        return string.Concat((found < 0 ? failure.Message : failure.Message[..found]).Where(c => !char.IsDigit(c)).Take(MaxKind));
    }

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

        log.Error("{0}", OneLine.Of(omitted == 0 ? message : $"{message} (and {omitted} more like it)"));
    }

    private sealed class Entry
    {
        public long? LastSaid { get; set; }

        public long Omitted { get; set; }
    }
}
