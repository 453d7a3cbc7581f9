using System.Globalization;
using ErlDist.Benchmarks.Control;
using ErlDist.Benchmarks.Orchestration;

namespace ErlDist.Benchmarks.Workloads;

/// <summary>One thing that is measured: a workload with its parameters.</summary>
/// <param name="Workload">The workload that it belongs to, as run.sh takes it.</param>
/// <param name="Id">The name in results.</param>
/// <param name="Title">The name in tables.</param>
internal abstract record Point(string Workload, string Id, string Title)
{
    /// <summary>A run that has not answered by then is a stall.</summary>
    protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>The figure that progress shows.</summary>
    public abstract Metric Main { get; }

    /// <summary>The figures that tables show.</summary>
    public virtual IReadOnlyList<Metric> Columns => [Main];

    /// <summary>Whether each round needs fresh processes.</summary>
    public virtual bool NeedsFreshProcesses => false;

    /// <summary>How many rounds it gets when others get so many.</summary>
    public virtual int Rounds(int others) => others;

    /// <summary>Warms the pair up and finds out how much work fills the wanted time.</summary>
    /// <returns>The count of messages for <see cref="MeasureAsync"/>; 0 where the work is bounded by time.</returns>
    public virtual Task<long> CalibrateAsync(RunningPair pair, TimeSpan duration, TimeSpan warmUp) => Task.FromResult(0L);

    /// <summary>The count for the next measurement, by what came of this one.</summary>
    public virtual long NextCount(long count, IReadOnlyDictionary<string, double> figures, TimeSpan duration) => count;

    /// <summary>Measures once: figures by the name of their metric.</summary>
    public abstract Task<IReadOnlyDictionary<string, double>> MeasureAsync(RunningPair pair, long count, TimeSpan duration);

    protected static string Text(TimeSpan duration) => duration.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    protected static IReadOnlyList<long> Sorted(RunResult result) =>
        result.Samples is { Count: > 0 } samples ? [.. samples.Order()] : throw new PeerException("the driver measured nothing");
}

/// <summary>A figure of a point.</summary>
/// <param name="Name">Its name in results.</param>
/// <param name="Title">Its name in tables.</param>
/// <param name="Unit">Its unit in tables.</param>
/// <param name="Format">How tables show it.</param>
internal sealed record Metric(string Name, string Title, string Unit, string Format = "#,0")
{
    public string Show(double value) => value.ToString(Format, CultureInfo.InvariantCulture);
}
