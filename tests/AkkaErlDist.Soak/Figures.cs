using System.Collections.Concurrent;
using System.Globalization;

namespace AkkaErlDist.Soak;

/// <summary>What this process holds at one moment.</summary>
internal sealed record Checkpoint(TimeSpan At, long Heap, long WorkingSet, int Sockets, int Threads)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"| {At:hh\\:mm\\:ss} | {Heap / 1024:N0} | {WorkingSet / 1024 / 1024:N0} | {Sockets} | {Threads} |");
}

/// <summary>What was seen, and what went wrong.</summary>
internal sealed class Figures
{
    private const int MostShown = 50;
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly List<Checkpoint> _checkpoints = [];

    /// <summary>What went wrong.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>From the start of the first member until all see all.</summary>
    public TimeSpan Converging { get; set; }

    /// <summary>How often all members were looked at.</summary>
    public long Looks { get; set; }

    /// <summary>How often all of them saw all, and each gossip was seen by all.</summary>
    public long Converged { get; set; }

    /// <summary>Numbered messages of BEAM processes to actors, and as many questions.</summary>
    public long BeamMessages { get; set; }

    /// <summary>From a member to another and back, once a second for each pair.</summary>
    public Histogram Members { get; } = new();

    /// <summary>From a BEAM process to a member and back, ten times a second for each pair.</summary>
    public Histogram Beams { get; } = new();

    /// <summary>Something that must not be.</summary>
    public void Fail(string what)
    {
        if (_faults.Count < MostShown)
        {
            _faults.Enqueue(what);
        }

        Console.WriteLine($"FAULT {DateTime.UtcNow:HH:mm:ss} {what}");
    }

    /// <summary>Notes what the process holds.</summary>
    public void Add(Checkpoint checkpoint)
    {
        _checkpoints.Add(checkpoint);
        Console.WriteLine(checkpoint);
    }

    /// <summary>
    /// Judges memory by the means of the middle and the last third of all looks, since traffic goes on and single ones vary. Three
    /// percent are for Akka's caches, which keep a thousand paths for each system on each thread: each call's own goes there.
    /// </summary>
    public void JudgeGrowth()
    {
        int third = Math.Max(1, _checkpoints.Count / 3);
        double before = _checkpoints.SkipLast(third).TakeLast(third).Average(c => c.Heap), last = _checkpoints.TakeLast(third).Average(c => c.Heap);
        if (last > 1.03 * before || _checkpoints[^1].Sockets > _checkpoints[0].Sockets)
        {
            Fail(string.Create(CultureInfo.InvariantCulture, $"more is held in the last third than in the one before: {last / 1024:N0} KB after {before / 1024:N0} KB"));
        }
    }

    /// <summary>All of it, as Markdown.</summary>
    public IEnumerable<string> Report(SoakOptions options)
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Minutes} minutes, {options.Members} members in one process, carrier {options.Carrier}, {options.Beams} BEAM nodes, TLS 1.3 with client certificates, {_faults.Count} faults.");
        yield return "";
        yield return string.Create(CultureInfo.InvariantCulture, $"- all members up and seen by all {Converging.TotalSeconds:N1} s after the first one's start");
        yield return string.Create(CultureInfo.InvariantCulture, $"- all see all, up and reachable, and have seen the same gossip: {Converged:N0} of {Looks:N0} looks, one a second");
        yield return string.Create(CultureInfo.InvariantCulture, $"- {BeamMessages:N0} numbered messages of BEAM processes to actors of all members, and as many questions, each fiftieth a gen_server:call: what was lost, out of order or unanswered is a fault");
        yield return "";
        yield return "| milliseconds | count | p50 | p99 | largest |";
        yield return "|---|---|---|---|---|";
        yield return $"| between two heartbeats of a member, sent once a second | {Heartbeats.Intervals} |";
        yield return $"| member to member and back | {Members} |";
        yield return $"| BEAM process to member and back | {Beams} |";
        yield return "";
        yield return "While all goes on, after a garbage collection:";
        yield return "";
        yield return "| at | managed heap, KB | working set, MB | sockets | threads |";
        yield return "|---|---|---|---|---|";
        foreach (Checkpoint checkpoint in _checkpoints)
        {
            yield return checkpoint.ToString();
        }

        foreach (string fault in _faults)
        {
            yield return "";
            yield return "- fault: " + fault.ReplaceLineEndings(" ");
        }
    }
}
