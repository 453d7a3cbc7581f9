using System.Diagnostics;
using System.Globalization;
using ErlDist.Nodes;
using ErlDist.Terms;
using ErlDist.Testing;
using ErlDist.Testing.Tls;

namespace ErlDist.Soak;

/// <summary>One node of ours, several real ones that come and go, and the moments of rest at which all is counted.</summary>
internal sealed class Soak(SoakOptions options) : IAsyncDisposable
{
    /// <summary>The first element of a stream's messages.</summary>
    public static readonly Atom Seq = Atom.Get("seq");

    /// <summary>Asks a process how many it has sent or taken.</summary>
    public static readonly Atom Count = Atom.Get("count");

    private readonly Figures _figures = new();
    private readonly List<Checkpoint> _checkpoints = [];
    private readonly SharedOptionFile _tls = new();
    private PrivateEpmd? _epmd;
    private ErlangNode? _node;

    /// <summary>What went wrong.</summary>
    public int Faults => _figures.Wrong.Count;

    /// <summary>Runs to the end.</summary>
    /// <param name="stop">Ends it early, with its figures.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        _epmd = await PrivateEpmd.StartAsync();
        _node = await ErlangNode.StartAsync(new ErlangNodeOptions
        {
            Name = "soak@localhost",
            Cookie = new Cookie("secret"),
            Tls = TlsOptions.FromOptionFile(_tls.Path),
            Epmd = new EpmdOptions { Port = _epmd.Port, StartServer = false },
            NetTickTime = Life.TickTime,
            AutoConnect = AutoConnect.Never,
        }, stop);
        _node.NodeUp += (_, _) => _figures.Add("connections that came up");
        _node.NodeDown += (_, e) => _figures.Add($"connections that went down: {e.Reason!.Name}");
        _node.Serve("soak_calc", (request, _) => ValueTask.FromResult(request));
        _node.Export("soak", "twice", 1, (arguments, _) => ValueTask.FromResult<Term>(2 * ((ErlInteger)arguments[0]).Value));
        Life[] lives = [.. Enumerable.Range(0, options.Nodes).Select(i => new Life(_node, _epmd.Port, _tls.Path, $"beam{i}@localhost", _figures, options.Seed + i))];
        try
        {
            var clock = Stopwatch.StartNew();
            var end = TimeSpan.FromMinutes(options.Minutes);
            bool GoesOn(TimeSpan until) => !stop.IsCancellationRequested && clock.Elapsed < until;
            do
            {
                TimeSpan rest = clock.Elapsed + options.CheckpointInterval;
                await Task.WhenAll(lives.Select(l => l.RunAsync(() => GoesOn(rest < end ? rest : end))));
                await Task.Delay(options.Rest, CancellationToken.None);
                Take(clock.Elapsed);
            }
            while (GoesOn(end));
        }
        finally
        {
            foreach (Life life in lives)
            {
                await life.DisposeAsync();
            }
        }

        Judge();
    }

    /// <summary>The tables.</summary>
    public IEnumerable<string> Report()
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"{(_checkpoints.Count > 0 ? _checkpoints[^1].At.TotalMinutes : 0):N1} minutes, {options.Nodes} BEAM nodes at a time, TLS 1.3, {_figures.Wrong.Count} faults.");
        yield return "";
        foreach (string line in _figures.Table())
        {
            yield return line;
        }

        yield return "";
        yield return "While everything rests, after a garbage collection:";
        yield return "";
        foreach (string line in Checkpoint.Head.Concat(_checkpoints.Select(c => c.ToString())))
        {
            yield return line;
        }

        if (_figures.Wrong.Count > 0)
        {
            yield return "";
            yield return "Faults:";
            yield return "";
        }

        foreach (string wrong in _figures.Wrong)
        {
            yield return "- " + wrong.Replace('\n', ' ');
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        if (_epmd is not null)
        {
            await _epmd.DisposeAsync();
        }

        _tls.Dispose();
    }

    private void Take(TimeSpan at)
    {
        var checkpoint = Checkpoint.Take(_node!, at);
        _checkpoints.Add(checkpoint);
        Console.WriteLine(checkpoint);
        if (checkpoint is not { Relations: 0, Peers: 0, SetUps: 0 })
        {
            _figures.Fail($"something is left at rest: {checkpoint}");
        }
    }

    /// <summary>The first rest is the measure: by then all code has run and every cache is warm.</summary>
    private void Judge()
    {
        (Checkpoint first, Checkpoint last) = (_checkpoints[0], _checkpoints[^1]);
        if (last.Heap > first.Heap + options.HeapSlack || last.Processes > first.Processes || last.Sockets > first.Sockets)
        {
            _figures.Fail($"more is left at the last rest than at the first: {last} after {first}");
        }
    }
}
