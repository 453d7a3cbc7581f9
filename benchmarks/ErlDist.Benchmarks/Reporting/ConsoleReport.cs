using ErlDist.Benchmarks.Workloads;
using Spectre.Console;

namespace ErlDist.Benchmarks.Reporting;

/// <summary>The results as tables on the console: the medians of some workloads, then the goals.</summary>
internal static class ConsoleReport
{
    private const int RedirectedWidth = 180;

    public static void Show(ResultSet results, IReadOnlyList<string> workloads)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = RedirectedWidth;
        }

        foreach (IGrouping<string, Point> workload in WorkloadCatalog.Points(quick: false).GroupBy(p => p.Workload))
        {
            if (workloads.Contains(workload.Key) && results.Workloads.FirstOrDefault(w => w.Workload == workload.Key) is { } measured)
            {
                AnsiConsole.Write(Medians(measured, [.. workload]));
            }
        }

        Table goals = new Table().Title("The speed").AddColumns("pair", "must show", "seen", "");
        foreach (Goal goal in Goals.All)
        {
            string verdict = goal.Judge(results) switch
            {
                Verdict.Reached => "[green]reached[/]",
                Verdict.Undecided => "[yellow]undecided[/]",
                Verdict.NotReached => "[red]not reached[/]",
                _ => "[grey]not measured[/]",
            };
            goals.AddRow(Markup.Escape(goal.Group), Markup.Escape(goal.Text), MarkdownReport.Show(goal, results), verdict);
        }

        AnsiConsole.Write(goals);
    }

    private static Table Medians(WorkloadResults results, IReadOnlyList<Point> points)
    {
        var columns = points.SelectMany(p => p.Columns.Select(m => (Point: p, Metric: m))).ToList();
        Table table = new Table().Title(results.Workload).AddColumn("");
        foreach ((Point point, Metric metric) in columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape($"{(points.Count > 1 ? point.Title : metric.Title)}, {metric.Unit}")).RightAligned());
        }

        foreach (IGrouping<string, Series> pair in results.Series.GroupBy(s => s.Title))
        {
            table.AddRow([Markup.Escape(pair.Key), .. columns.Select(c =>
            {
                Series? series = pair.FirstOrDefault(s => s.Point == c.Point.Id);
                return series?.Of(c.Metric.Name) is { } spread ? c.Metric.Show(spread.Median)
                    : Markup.Escape(series?.Failures.FirstOrDefault() ?? "");
            })]);
        }

        return table;
    }
}
