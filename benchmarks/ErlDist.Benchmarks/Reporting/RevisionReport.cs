using System.Globalization;
using ErlDist.Benchmarks.Workloads;
using Spectre.Console;

namespace ErlDist.Benchmarks.Reporting;

/// <summary>This revision beside another one: for each cell how many times as much, and whether that is more than chance.</summary>
internal static class RevisionReport
{
    public static void Show(ResultSet results, IReadOnlyList<string> workloads)
    {
        Table table = new Table().AddColumns("pair", "cell", "this / other (middle half of the rounds)", "");
        foreach (Point point in WorkloadCatalog.Points(quick: false).Where(p => workloads.Contains(p.Workload)))
        {
            foreach (Series series in results.Workloads.SelectMany(w => w.Series).Where(s => s.Point == point.Id && !s.Pair.EndsWith(PairCatalog.BaseSuffix, StringComparison.Ordinal)))
            {
                var ours = new Figure(series.Pair, point.Id, point.Main.Name);
                if (Middle.Of([.. ours.In(results).Zip((ours with { Pair = ours.Pair + PairCatalog.BaseSuffix }).In(results), (a, b) => a / b)]) is { } seen)
                {
                    table.AddRow(
                        Markup.Escape(series.Title.Split(", this")[0]),
                        Markup.Escape($"{point.Title}, {point.Main.Unit}"),
                        string.Create(CultureInfo.InvariantCulture, $"{seen.Median:0.00} ({seen.Low:0.00}–{seen.High:0.00})"),
                        seen.Low > 1 ? "[blue]more[/]" : seen.High < 1 ? "[yellow]less[/]" : "[grey]undecided[/]");
                }
            }
        }

        AnsiConsole.Write(table);
    }
}
