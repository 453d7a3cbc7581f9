namespace ErlDist.Benchmarks.Reporting;

/// <summary>One workload of one run, as <c>results/WORKLOAD.json</c> holds it.</summary>
internal sealed record WorkloadResults
{
    public required string Workload { get; init; }

    public required DateTimeOffset Date { get; init; }

    public required Machine Machine { get; init; }

    public required List<Series> Series { get; init; }
}

/// <summary>All rounds of one pair at one point.</summary>
/// <param name="Pair">The pair's id.</param>
/// <param name="Title">The pair's title.</param>
/// <param name="Point">The point's id.</param>
/// <param name="Rounds">For each round that succeeded its figures.</param>
/// <param name="Failures">What went wrong in others.</param>
internal sealed record Series(
    string Pair, string Title, string Point, List<IReadOnlyDictionary<string, double>> Rounds, List<string> Failures)
{
    /// <summary>Median, least and largest of a metric; null where no round succeeded.</summary>
    public Spread? Of(string metric)
    {
        double[] values = [.. Rounds.Where(r => r.ContainsKey(metric)).Select(r => r[metric])];
        return values.Length == 0 ? null : new Spread(Workloads.Statistics.Median(values), values.Min(), values.Max());
    }
}

internal sealed record Spread(double Median, double Least, double Largest);
