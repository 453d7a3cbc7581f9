using System.Collections.Concurrent;
using System.Globalization;

namespace ErlDist.Soak;

/// <summary>What was done and seen, counted by name, and what went wrong.</summary>
internal sealed class Figures
{
    private const int MostShown = 50;
    private readonly ConcurrentDictionary<string, long> _counts = new();
    private readonly ConcurrentQueue<string> _wrong = new();

    /// <summary>What went wrong.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>Adds to a figure.</summary>
    public void Add(string name, long count = 1) => _counts.AddOrUpdate(name, count, (_, old) => old + count);

    /// <summary>Something that must not be.</summary>
    public void Fail(string what)
    {
        Add("faults");
        if (_wrong.Count < MostShown)
        {
            _wrong.Enqueue(what);
        }

        Console.WriteLine($"FAULT {DateTime.UtcNow:HH:mm:ss} {what}");
    }

    /// <summary>A table of all figures.</summary>
    public IEnumerable<string> Table()
    {
        yield return "| figure | count |";
        yield return "|---|---|";
        foreach ((string name, long count) in _counts.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"| {name} | {count:N0} |");
        }
    }
}
