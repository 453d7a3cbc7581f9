using System.Globalization;
using System.Text;
using ErlDist.Benchmarks.Workloads;

namespace ErlDist.Benchmarks.Reporting;

/// <summary>The results as Markdown: the goals, then a table for each workload.</summary>
internal static class MarkdownReport
{
    public static string Render(ResultSet results)
    {
        var text = new StringBuilder("# Results\n\nWritten by `benchmarks/run.sh`. ");
        text.Append("Medians of alternating rounds, in parentheses the least and the largest; two processes on one machine, over the loopback.\n\n");
        text.Append(Runs(results)).Append("\n## The speed\n\n").Append(GoalTable(results));
        foreach (IGrouping<string, Point> workload in WorkloadCatalog.Points(quick: false).GroupBy(p => p.Workload))
        {
            if (results.Workloads.FirstOrDefault(w => w.Workload == workload.Key) is { } measured)
            {
                AppendWorkload(text, measured, [.. workload]);
            }
        }

        AppendMicro(text, results);
        return text.ToString();
    }

    /// <summary>When and where what was measured.</summary>
    private static string Runs(ResultSet results) => string.Concat(results.Workloads.GroupBy(w => (Day: Day(w), w.Machine)).Select(run =>
        string.Create(CultureInfo.InvariantCulture, $"- {run.Key.Day}: {run.Key.Machine} ({string.Join(", ", run.Select(w => w.Workload))})\n")));

    /// <summary>All goals, and where the profiles of those that were missed stand.</summary>
    private static string GoalTable(ResultSet results)
    {
        var text = new StringBuilder("| pair | must show | seen (middle half of the rounds) | |\n|---|---|---|---|\n");
        foreach (Goal goal in Goals.All)
        {
            string verdict = goal.Judge(results) switch
            {
                Verdict.Reached => "reached",
                Verdict.Undecided => $"undecided: [profile](../profiles.md#{goal.Profile})",
                Verdict.NotReached => $"**not reached**: [profile](../profiles.md#{goal.Profile})",
                _ => "not measured",
            };
            text.Append(CultureInfo.InvariantCulture, $"| {goal.Group} | {goal.Text} | {Show(goal, results)} | {verdict} |\n");
        }

        return text.ToString();
    }

    /// <summary>What was seen: the median, and the middle half of the rounds where there are several.</summary>
    public static string Show(Goal goal, ResultSet results)
    {
        if (goal.Seen(results) is not { } seen)
        {
            return "–";
        }

        string format = goal.Bound >= 1000 ? "#,0" : "0.00";
        string median = seen.Median.ToString(format, CultureInfo.InvariantCulture);
        return seen.Low == seen.High
            ? median
            : $"{median} ({seen.Low.ToString(format, CultureInfo.InvariantCulture)}–{seen.High.ToString(format, CultureInfo.InvariantCulture)})";
    }

    private static string Day(WorkloadResults results) => results.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void AppendWorkload(StringBuilder text, WorkloadResults results, IReadOnlyList<Point> points)
    {
        var columns = points.SelectMany(p => p.Columns.Select(m => (Point: p, Metric: m))).ToList();
        text.Append(CultureInfo.InvariantCulture, $"\n## {results.Workload}\n\n| |");
        foreach ((Point point, Metric metric) in columns)
        {
            text.Append(CultureInfo.InvariantCulture, $" {Heading(points, point, metric)}, {metric.Unit} |");
        }

        text.Append("\n|---|").Append(string.Concat(columns.Select(_ => "---|"))).Append('\n');
        foreach (IGrouping<string, Series> pair in results.Series.GroupBy(s => s.Title))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {pair.Key} |");
            foreach ((Point point, Metric metric) in columns)
            {
                text.Append(' ').Append(Cell(pair.FirstOrDefault(s => s.Point == point.Id), metric)).Append(" |");
            }

            text.Append('\n');
        }
    }

    private static string Cell(Series? series, Metric metric)
    {
        if (series is null)
        {
            return "";
        }

        string stalls = series.Failures.Count == 0 ? ""
            : string.Create(CultureInfo.InvariantCulture, $" {series.Failures.Count} of {series.Failures.Count + series.Rounds.Count} failed: {series.Failures[0]}");
        return series.Of(metric.Name) is { } spread
            ? $"{metric.Show(spread.Median)} ({metric.Show(spread.Least)}–{metric.Show(spread.Largest)}){stalls}"
            : stalls.Trim();
    }

    private static void AppendMicro(StringBuilder text, ResultSet results)
    {
        if (results.Workloads.FirstOrDefault(w => w.Workload == "micro") is not { } micro)
        {
            return;
        }

        text.Append("\n## micro (BenchmarkDotNet)\n\n| | ns | bytes allocated |\n|---|---|---|\n");
        foreach (Series series in micro.Series)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {series.Title} | {series.Of("nanoseconds")?.Median:#,0.0} | {series.Of("bytes")?.Median:#,0} |\n");
        }
    }

    private static string Heading(IReadOnlyList<Point> points, Point point, Metric metric) =>
        points.Count == 1 ? metric.Title : point.Columns.Count == 1 ? point.Title : $"{point.Title}: {metric.Title}";
}
