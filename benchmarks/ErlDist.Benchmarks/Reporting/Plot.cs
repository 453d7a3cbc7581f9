using System.Diagnostics;
using System.Globalization;
using System.Text;
using ErlDist.Benchmarks.Orchestration;
using ErlDist.Benchmarks.Workloads;

namespace ErlDist.Benchmarks.Reporting;

/// <summary>The results as one picture, drawn by gnuplot: pairs down the side, a panel for each of four figures.</summary>
internal static class Plot
{
    private static readonly (string Title, string Point, Metric Metric, double Scale)[] s_panels =
    [
        ("rtt p50, µs (less is better)", "rtt", RoundTripPoint.P50, 1),
        ("pingpong, 10 pairs, thousands/s", "pingpong-10", CountedPoint.Rate, 1e-3),
        ("oneway 100 B, thousands/s", "oneway-100", CountedPoint.Rate, 1e-3),
        ("oneway 64 KB, MB/s", "oneway-65536", CountedPoint.Megabytes, 1),
    ];

    /// <summary>Writes <c>speed.svg</c> and <c>speed.png</c>.</summary>
    public static void Draw(ResultSet results, string directory)
    {
        var pairs = s_panels.SelectMany(p => results.Workloads.SelectMany(w => w.Series).Where(s => s.Point == p.Point))
            .Select(s => (s.Pair, s.Title)).Distinct().Reverse().ToList();
        if (pairs.Count == 0)
        {
            return;
        }

        foreach ((string file, string terminal) in new[]
        {
            ("speed.svg", "svg noenhanced size 1500,{0} font 'sans-serif,13' background 'white'"),
            ("speed.png", "pngcairo noenhanced size 1500,{0} font 'sans-serif,11'"),
        })
        {
            string script = Script(results, pairs, string.Format(CultureInfo.InvariantCulture, terminal, 120 + (34 * pairs.Count)), Path.Combine(directory, file));
            RunGnuplot(script);
        }
    }

    private static string Script(ResultSet results, List<(string Pair, string Title)> pairs, string terminal, string file)
    {
        var script = new StringBuilder();
        script.Append(CultureInfo.InvariantCulture, $"set terminal {terminal}\nset output '{file}'\n");
        script.Append("set multiplot\nset style fill solid 0.9\nset boxwidth 0.7\nset grid xtics lc rgb '#dddddd'\nset border 3 lc rgb '#888888'\n");
        script.Append(CultureInfo.InvariantCulture, $"unset key\nset tics nomirror\nset bmargin at screen 0.06\nset tmargin at screen 0.92\nset yrange [-0.6:{pairs.Count - 0.4}]\n");
        double left = 0.24;
        double width = (0.985 - left) / s_panels.Length;
        for (int i = 0; i < s_panels.Length; i++)
        {
            (string title, string point, Metric metric, double scale) = s_panels[i];
            script.Append(CultureInfo.InvariantCulture, $"set lmargin at screen {left + (i * width)}\nset rmargin at screen {left + ((i + 1) * width) - 0.03}\n");
            script.Append(CultureInfo.InvariantCulture, $"set title \"{title}\"\nset xrange [0:*]\nset xtics auto rotate by -30\nset ytics ({Tics(pairs, i == 0)})\n");
            script.Append(CultureInfo.InvariantCulture, $"$panel{i} << EOD\n{Rows(results, pairs, point, metric, scale)}EOD\n");
            script.Append(CultureInfo.InvariantCulture, $"plot $panel{i} using ($2/2):1:($2/2):(0.36):5 with boxxyerror lc rgb variable, ");
            script.Append(CultureInfo.InvariantCulture, $"'' using 2:1:3:4 with xerrorbars pt 0 lw 1 lc rgb '#333333'\n");
        }

        return script.Append("unset multiplot\n").ToString();
    }

    private static string Tics(List<(string Pair, string Title)> pairs, bool named) =>
        string.Join(", ", pairs.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"\"{(named ? p.Title : "")}\" {i}")));

    private static string Rows(
        ResultSet results, List<(string Pair, string Title)> pairs, string point, Metric metric, double scale)
    {
        var rows = new StringBuilder();
        for (int i = 0; i < pairs.Count; i++)
        {
            // gnuplot skips NaN: a pair that has no such figure has no bar.
            Spread spread = results.Find(pairs[i].Pair, point)?.Of(metric.Name) ?? new Spread(double.NaN, double.NaN, double.NaN);
            rows.Append(
                CultureInfo.InvariantCulture,
                $"{i} {spread.Median * scale} {spread.Least * scale} {spread.Largest * scale} {Color(pairs[i].Title)}\n");
        }

        return rows.ToString();
    }

    private static string Color(string title) =>
        title.Contains("ErlDist", StringComparison.Ordinal) || title.Contains("erl-dist", StringComparison.Ordinal) ? "0x1f6fb4" : "0xb0b7bd";

    private static void RunGnuplot(string script)
    {
        var start = new ProcessStartInfo("gnuplot") { RedirectStandardInput = true };
        using Process gnuplot = Process.Start(start) ?? throw new PeerException("gnuplot did not start");
        gnuplot.StandardInput.Write(script);
        gnuplot.StandardInput.Close();
        gnuplot.WaitForExit();
    }
}
