using ErlDist.Benchmarks.Workloads;

namespace ErlDist.Benchmarks.Reporting;

/// <summary>Where a figure stands.</summary>
internal sealed record Figure(string Pair, string Point, string Metric)
{
    /// <summary>The heading in profiles.md: the workload, and for actors their own.</summary>
    public string Profile => (Pair.StartsWith("akka-", StringComparison.Ordinal) ? "akka-" : "") + Point.Split('-')[0];

    /// <summary>Its value in each round.</summary>
    public IReadOnlyList<double> In(ResultSet results) =>
        [.. results.Find(Pair, Point)?.Rounds.Where(r => r.ContainsKey(Metric)).Select(r => r[Metric]) ?? []];
}

/// <summary>How far a goal is reached.</summary>
internal enum Verdict
{
    Reached,
    NotReached,

    /// <summary>The limit lies among the middle half of the rounds: more rounds may say either.</summary>
    Undecided,
    NotMeasured,
}

/// <summary>A speed that must be shown.</summary>
/// <param name="Group">Whom it is about.</param>
/// <param name="Text">What must hold.</param>
/// <param name="Values">The value in each round, as far as the results have it.</param>
/// <param name="Bound">The limit.</param>
/// <param name="AtMost">Whether the limit is an upper one.</param>
/// <param name="Figures">What it is made of; the first has the profile that tells where the time goes.</param>
internal sealed record Goal(
    string Group, string Text, Func<ResultSet, IReadOnlyList<double>> Values, double Bound, bool AtMost, IReadOnlyList<Figure> Figures)
{
    /// <summary>The heading in profiles.md that tells where the time goes.</summary>
    public string Profile => Figures[0].Profile;

    /// <summary>One figure as a multiple of another, round by round: what the machine does otherwise hits both sides of a round alike.</summary>
    public static Goal Ratio(string group, string text, Figure of, Figure to, double bound, bool atMost = false) =>
        new(group, text, r => Both(r, of, to, (a, b) => a / b), bound, atMost, [of, to]);

    /// <summary>One figure less another.</summary>
    public static Goal Difference(string group, string text, Figure of, Figure less, double bound) =>
        new(group, text, r => Both(r, of, less, (a, b) => a - b), bound, AtMost: true, [of, less]);

    /// <summary>A figure by itself.</summary>
    public static Goal Absolute(string group, string text, Figure of, double bound, bool atMost = false) =>
        new(group, text, of.In, bound, atMost, [of]);

    /// <summary>No round of a point fails.</summary>
    public static Goal NeverFails(string group, string text, string pair, string point) =>
        new(group, text, r => r.Find(pair, point) is { } series ? [series.Failures.Count] : [], 0, AtMost: true, [new Figure(pair, point, "")]);

    /// <summary>The median of the rounds, and between what the middle half of them lies; null when there are none.</summary>
    public Middle? Seen(ResultSet results) => Middle.Of(Values(results));

    public Verdict Judge(ResultSet results) => Seen(results) switch
    {
        null => Verdict.NotMeasured,
        var seen when seen.Low < Bound && Bound < seen.High => Verdict.Undecided,
        var seen when (AtMost ? seen.Median <= Bound : seen.Median >= Bound) => Verdict.Reached,
        _ => Verdict.NotReached,
    };

    private static IReadOnlyList<double> Both(ResultSet results, Figure one, Figure other, Func<double, double, double> join) =>
        [.. one.In(results).Zip(other.In(results), join)];
}

/// <summary>A median with the quartiles around it.</summary>
internal sealed record Middle(double Low, double Median, double High)
{
    public static Middle? Of(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null : new Middle(Quantile(sorted, 0.25), Statistics.Median(sorted), Quantile(sorted, 0.75));
    }

    private static double Quantile(double[] sorted, double part)
    {
        double place = part * (sorted.Length - 1);
        int below = (int)place;
        return sorted[below] + ((place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }
}
