namespace ErlDist.Benchmarks.Reporting;

/// <summary>Where a figure stands.</summary>
internal sealed record Figure(string Pair, string Point, string Metric)
{
    /// <summary>The heading in profiles.md: the workload, and for actors their own.</summary>
    public string Profile => (Pair.StartsWith("akka-", StringComparison.Ordinal) ? "akka-" : "") + Point.Split('-')[0];

    public double? In(ResultSet results) => results.Median(Pair, Point, Metric);
}

/// <summary>How far a goal is reached.</summary>
internal enum Verdict
{
    Reached,
    NotReached,
    NotMeasured,
}

/// <summary>A speed that must be shown.</summary>
/// <param name="Group">Whom it is about.</param>
/// <param name="Text">What must hold.</param>
/// <param name="Value">The value, as far as the results have it.</param>
/// <param name="Bound">The limit.</param>
/// <param name="AtMost">Whether the limit is an upper one.</param>
/// <param name="Profile">The heading in profiles.md that tells where the time goes.</param>
internal sealed record Goal(string Group, string Text, Func<ResultSet, double?> Value, double Bound, bool AtMost, string Profile)
{
    /// <summary>One figure as a multiple of another.</summary>
    public static Goal Ratio(string group, string text, Figure of, Figure to, double bound, bool atMost = false) =>
        new(group, text, r => of.In(r) / to.In(r), bound, atMost, of.Profile);

    /// <summary>One figure less another.</summary>
    public static Goal Difference(string group, string text, Figure of, Figure less, double bound) =>
        new(group, text, r => of.In(r) - less.In(r), bound, AtMost: true, of.Profile);

    /// <summary>A figure by itself.</summary>
    public static Goal Absolute(string group, string text, Figure of, double bound, bool atMost = false) =>
        new(group, text, r => of.In(r), bound, atMost, of.Profile);

    /// <summary>No round of a point fails.</summary>
    public static Goal NeverFails(string group, string text, string pair, string point) =>
        new(group, text, r => r.Find(pair, point)?.Failures.Count, 0, AtMost: true, new Figure(pair, point, "").Profile);

    public Verdict Judge(ResultSet results) => Value(results) switch
    {
        null or double.NaN => Verdict.NotMeasured,
        var value when (AtMost ? value <= Bound : value >= Bound) => Verdict.Reached,
        _ => Verdict.NotReached,
    };
}
