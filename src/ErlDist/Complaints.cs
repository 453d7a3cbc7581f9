using Microsoft.Extensions.Logging;

namespace ErlDist;

/// <summary>
/// What peers can cause as often as they like, in the log: the same complaint about the same subject is told at once, and then at most
/// once a minute with a count of those that were kept back; these are there at debug level. Safe for many threads.
/// </summary>
internal sealed class Complaints(TimeProvider time)
{
    /// <summary>How long the same complaint is kept back.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>How many subjects are told apart; whoever makes up more of them shares one line.</summary>
    private const int MaxSubjects = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Kind, string Subject), Told> _told = [];

    /// <summary>Tells it now, or counts it.</summary>
    /// <param name="kind">What it is about: one of a bounded number of texts.</param>
    /// <param name="subject">Whom it is about: a peer's name or address.</param>
    /// <param name="level">How loudly it is told.</param>
    /// <param name="log">Writes the line, with what belongs at its end: an empty text or how many there were besides.</param>
    public void Tell(string kind, string subject, LogLevel level, Action<LogLevel, string> log)
    {
        long keptBack = 0;
        lock (_gate)
        {
            if (!_told.TryGetValue((kind, subject), out Told? told))
            {
                (string, string) key = _told.Count < MaxSubjects ? (kind, subject) : (kind, "");
                if (!_told.TryGetValue(key, out told))
                {
                    told = new Told();
                    _told.Add(key, told);
                }
            }

            LogLevel loud = level;
            told.Log = more => log(loud, more);
            if (told.HasBeen && time.GetElapsedTime(told.At) < Interval)
            {
                told.KeptBack++;
                level = LogLevel.Debug;
            }
            else
            {
                keptBack = told.Begin(time.GetTimestamp());
            }
        }

        log(level, Suffix(keptBack));
    }

    /// <summary>Tells the counts whose minute is over, and forgets what has not come again. To be called now and then.</summary>
    public void Flush()
    {
        List<(Action<string> Log, long KeptBack)> due = [];
        lock (_gate)
        {
            foreach (((string, string) key, Told told) in _told)
            {
                if (time.GetElapsedTime(told.At) < Interval)
                {
                    continue;
                }

                if (told.KeptBack > 0)
                {
                    due.Add((told.Log!, told.Begin(time.GetTimestamp()) - 1));
                }
                else
                {
                    _told.Remove(key);
                }
            }
        }

        foreach ((Action<string> log, long keptBack) in due)
        {
            log(Suffix(keptBack));
        }
    }

    private static string Suffix(long keptBack) => keptBack > 0 ? $" ({keptBack} more of the kind since the last such line)" : "";

    private sealed class Told
    {
        public long At { get; private set; }

        public long KeptBack { get; set; }

        public bool HasBeen { get; private set; }

        public Action<string>? Log { get; set; }

        public long Begin(long now)
        {
            long keptBack = KeptBack;
            (At, KeptBack, HasBeen) = (now, 0, true);
            return keptBack;
        }
    }
}
