using System.Diagnostics;
using ErlDist.Benchmarks.Reporting;
using ErlDist.Benchmarks.Workloads;

namespace ErlDist.Benchmarks.Orchestration;

/// <summary>
/// Measures all points of the wanted workloads in alternating rounds: each round gives every pair its turn, so that what
/// the machine does otherwise hits all of them alike. Pairs stay up, as nodes do; those whose goals the rounds leave open start anew for
/// more: how the runtime has compiled a process and where its threads run is luck, which stays with it for life.
/// </summary>
internal sealed class BenchmarkRun(RunOptions options, Workspace workspace, IReadOnlyList<Pair> pairs) : IAsyncDisposable
{
    /// <summary>After so many failures a pair is not asked for that point again: each one may have cost the whole limit.</summary>
    private const int MaxFailures = 2;

    /// <summary>So many rounds more for what is undecided after the others.</summary>
    private const int MoreRounds = 8;

    /// <summary>So many of them with the same processes.</summary>
    private const int RoundsOfALife = 4;

    /// <summary>
    /// How long a pair works before its first measurement: the runtime compiles what runs often until then. Akka does a fifth as much in
    /// its first seconds as after eight of them, and nodes live for weeks.
    /// </summary>
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(8);

    private static readonly HashSet<(string Pair, string Point)> s_inGoals = [.. Goals.All.SelectMany(g => g.Figures).Select(f => (f.Pair, f.Point))];

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
        _total = workloads.Sum(w => w.Turns.Sum(Rounds));
        foreach ((string name, List<Turn> turns) in workloads)
        {
            for (int round = 1; round <= turns.Max(Rounds); round++)
            {
                foreach (Turn turn in turns.Where(t => round <= Rounds(t)))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await TakeTurnAsync(turn, round);
                }
            }

            if (options.Rounds > 1)
            {
                await DecideAsync(name, turns, cancellationToken);
            }

            ResultSet.Save(options.ResultsDirectory, Results(name, turns));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Pair pair in _running.Keys.ToList())
        {
            await StopAsync(pair);
        }
    }

    /// <summary>More rounds, with new processes, for the pairs and points of goals that the rounds so far leave open.</summary>
    private async Task DecideAsync(string workload, IReadOnlyList<Turn> turns, CancellationToken cancellationToken)
    {
        for (int round = 1; round <= MoreRounds; round++)
        {
            var results = ResultSet.Of(Results(workload, turns));
            var open = Goals.All.Where(g => g.Judge(results) == Verdict.Undecided).SelectMany(g => g.Figures).ToHashSet();
            var again = turns.Where(t => open.Any(f => f.Pair == t.Pair.Id && f.Point == t.Point.Id)).ToList();
            _total += again.Count;
            if (round % RoundsOfALife == 1)
            {
                foreach (Pair pair in again.Select(t => t.Pair).Distinct())
                {
                    await StopAsync(pair);
                }
            }

            foreach (Turn turn in again)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await TakeTurnAsync(turn, options.Rounds + round);
            }
        }
    }

    private WorkloadResults Results(string workload, IReadOnlyList<Turn> turns) => new()
    {
        Workload = workload,
        Date = DateTimeOffset.UtcNow,
        Machine = _machine,
        Series = [.. turns.Select(t => t.Series)],
    };

    /// <summary>In a run of everything what no goal needs has half of the rounds.</summary>
    private int Rounds(Turn turn) =>
        turn.Point.Rounds(options.IsOfEverything && !s_inGoals.Contains((turn.Pair.Id, turn.Point.Id)) ? (options.Rounds + 1) / 2 : options.Rounds);

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

            RunningPair running = await RunningAsync(turn.Pair);
            TimeSpan start = options.Quick || turn.Point.NeedsFreshProcesses ? TimeSpan.Zero : s_start;
            IReadOnlyDictionary<string, double> figures = await running.MeasureAsync(turn.Point, options.Duration, start);
            turn.Series.Rounds.Add(figures);
            shown = $"{turn.Point.Main.Show(figures[turn.Point.Main.Name])} {turn.Point.Main.Unit}";
            if (turn.Point.NeedsFreshProcesses)
            {
                await StopAsync(turn.Pair);
            }
        }
        catch (PeerException e)
        {
            string failure = e.IsTimeout ? "stalls" : e.Message;
            turn.Series.Failures.Add(failure);
            shown = failure;
            await StopAsync(turn.Pair);
        }

        TimeSpan left = _clock.Elapsed * (_total - _done) / _done;
        Console.WriteLine(
            $"{100 * _done / _total,3} % {left:hh\\:mm\\:ss} left  round {round}  {turn.Point.Title,-32} {turn.Pair.Title,-44} {shown}");
    }

    private async Task<RunningPair> RunningAsync(Pair pair)
    {
        if (!_running.TryGetValue(pair, out RunningPair? running))
        {
            running = await RunningPair.StartAsync(pair, workspace.LogDirectory);
            _running.Add(pair, running);
        }

        return running;
    }

    private async Task StopAsync(Pair pair)
    {
        if (_running.Remove(pair, out RunningPair? running))
        {
            await running.DisposeAsync();
        }
    }

    private sealed class Turn(Pair pair, Point point)
    {
        public Pair Pair { get; } = pair;

        public Point Point { get; } = point;

        public Series Series { get; } = new(pair.Id, pair.Title, point.Id, [], []);
    }
}
