namespace ErlDist.Benchmarks.Reporting;

/// <summary>The section about speed in the README: between two marks, all of it from the results.</summary>
internal static class ReadmeSection
{
    private const string Start = "<!-- benchmarks/run.sh writes from here -->\n";
    private const string End = "<!-- to here -->";

    public static string Replace(string readme, ResultSet results)
    {
        var start = readme.IndexOf(Start, StringComparison.Ordinal);
        var end = readme.IndexOf(End, StringComparison.Ordinal);
        return start < 0 || end < start ? readme
            : string.Concat(readme.AsSpan(0, start + Start.Length), Render(results), readme.AsSpan(end));
    }

    private static string Render(ResultSet results)
    {
        var judged = Goals.All.GroupBy(g => g.Judge(results)).ToDictionary(g => g.Key, g => g.Count());
        return $"""
            ![Round trips, messages and megabytes a second](benchmarks/results/speed.svg)

            {judged.GetValueOrDefault(Verdict.Reached)} of the goals are reached, {judged.GetValueOrDefault(Verdict.NotReached)} are not: [all figures with their spread](benchmarks/results/README.md), and [where the time goes](benchmarks/profiles.md).

            """;
    }
}
