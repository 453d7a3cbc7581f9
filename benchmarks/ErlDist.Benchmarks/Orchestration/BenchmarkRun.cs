using System.Diagnostics;
using ErlDist.Benchmarks.Reporting;
using ErlDist.Benchmarks.Workloads;

namespace ErlDist.Benchmarks.Orchestration;

/// <summary>
/// Measures all points of the wanted workloads in alternating rounds: each round gives every pair its turn, so that what
/// the machine does otherwise hits all of them alike. Pairs stay up from their first turn to the end of the run.
/// </summary>
internal sealed class BenchmarkRun(RunOptions options, Workspace workspace, IReadOnlyList<Pair> pairs) : IAsyncDisposable
{
    /// <summary>After so many failures a pair is not asked for that point again: each one may have cost the whole limit.</summary>
    private const int MaxFailures = 2;

    private readonly Dictionary<Pair, RunningPair> _running = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Machine _machine = Machine.Current();
    private int _done;
    private int _total;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var workloads = WorkloadCatalog.Points(options.Quick)
            .Where(p => options.Workloads.Contains(p.Workload) || options.Workloads.Contains(p.Id))
            .GroupBy(p => p.Workload)
            .Select(w => (Name: w.Key, Turns: Turns([.. w])))
            .Where(w => w.Turns.Count > 0)
            .ToList();
        _total = workloads.Sum(w => w.Turns.Count) * options.Rounds;
        foreach (var (name, turns) in workloads)
        {
            for (var round = 1; round <= options.Rounds; round++)
            {
                foreach (var turn in turns)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await TakeTurnAsync(turn, round);
                }
            }

            ResultSet.Save(options.ResultsDirectory, new WorkloadResults
            {
                Workload = name,
                Date = DateTimeOffset.UtcNow,
                Machine = _machine,
                Series = [.. turns.Select(t => t.Series)],
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pair in _running.Values)
        {
            await pair.DisposeAsync();
        }

        _running.Clear();
    }

    private List<Turn> Turns(IReadOnlyList<Point> points) =>
    [
        .. from pair in pairs
           where options.Pairs.Count == 0 || options.Pairs.Contains(pair.Id)
           from point in points
           where pair.TakesPartIn(point.Workload, point.Id)
           select new Turn(pair, point),
    ];

    private async Task TakeTurnAsync(Turn turn, int round)
    {
        _done++;
        if (turn.Series.Failures.Count >= MaxFailures)
        {
            return;
        }

        string shown;
        try
        {
            if (turn.Point.NeedsFreshProcesses)
            {
                await StopAsync(turn.Pair);
            }

            var running = await RunningAsync(turn.Pair);
            turn.Count ??= await turn.Point.CalibrateAsync(running, options.Duration);
            var figures = await turn.Point.MeasureAsync(running, turn.Count.Value, options.Duration);
            turn.Series.Rounds.Add(figures);
            shown = $"{turn.Point.Main.Show(figures[turn.Point.Main.Name])} {turn.Point.Main.Unit}";
            if (turn.Point.NeedsFreshProcesses)
            {
                await StopAsync(turn.Pair);
            }
        }
        catch (PeerException e)
        {
            var failure = e.IsTimeout ? "stalls" : e.Message;
            turn.Series.Failures.Add(failure);
            shown = failure;
            await StopAsync(turn.Pair);
        }

        Console.WriteLine(
            $"{100 * _done / _total,3} % {_clock.Elapsed:hh\\:mm\\:ss}  round {round}/{options.Rounds}  "
            + $"{turn.Point.Title,-32} {turn.Pair.Title,-44} {shown}");
    }

    private async Task<RunningPair> RunningAsync(Pair pair)
    {
        if (!_running.TryGetValue(pair, out var running))
        {
            running = await RunningPair.StartAsync(pair, workspace.LogDirectory);
            _running.Add(pair, running);
        }

        return running;
    }

    private async Task StopAsync(Pair pair)
    {
        if (_running.Remove(pair, out var running))
        {
            await running.DisposeAsync();
        }
    }

    private sealed class Turn(Pair pair, Point point)
    {
        public Pair Pair { get; } = pair;

        public Point Point { get; } = point;

        public Series Series { get; } = new(pair.Id, pair.Title, point.Id, [], []);

        /// <summary>What calibration found; null until it has taken place.</summary>
        public long? Count { get; set; }
    }
}
