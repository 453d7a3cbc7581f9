namespace ErlDist.Benchmarks.Reporting;

/// <summary>The section about speed in the README: between two marks, all of it from the results.</summary>
internal static class ReadmeSection
{
    private const string Start = "<!-- benchmarks/run.sh writes from here -->\n";
    private const string End = "<!-- to here -->";

    public static string Replace(string readme, ResultSet results)
    {
        int start = readme.IndexOf(Start, StringComparison.Ordinal);
        int end = readme.IndexOf(End, StringComparison.Ordinal);
        return start < 0 || end < start ? readme
            : string.Concat(readme.AsSpan(0, start + Start.Length), Render(results), readme.AsSpan(end));
    }

    private static string Render(ResultSet results) => $"""
        ![Round trips, messages and megabytes a second](benchmarks/results/speed.svg)

        | in place of | here | times as fast | least in |
        |---|---|---|---|
        {string.Concat(Comparison.All.Select(c => c.Line(results)))}
        Over round trips, ping-pong, one-way messages of 100 B to 1 MB and terms; medians of rounds that alternate, two processes on one
        machine, TLS 1.3 with certificates on both sides. [All cells, the goals and the machine](benchmarks/results/README.md),
        [where the time goes](benchmarks/profiles.md).

        """;
}
