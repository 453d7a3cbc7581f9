using System.Runtime.InteropServices;
using ErlDist.Benchmarks.Orchestration;
using ErlDist.Benchmarks.Peers;
using ErlDist.Benchmarks.Reporting;
using ErlDist.Benchmarks.Workloads;

return args switch
{
    ["peer", "ssl", _, var directory] => await SslPeer.RunAsync(directory, keeps: false),
    ["peer", "ssl-keep", _, var directory] => await SslPeer.RunAsync(directory, keeps: true),
    ["peer", "erldist", var name, var directory] => await ErlDistPeer.RunAsync(name, directory, givesBack: false),
    ["peer", "erldist-owned", var name, var directory] => await ErlDistPeer.RunAsync(name, directory, givesBack: true),
    ["peer", "dialer", var name, var directory] => await Dialer.RunAsync(name, directory),
    ["run", .. var rest] => await RunAsync(RunOptions.Parse(rest)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Use benchmarks/run.sh, which builds the peers and starts this program with what it needs.");
    return 2;
}

static async Task<int> RunAsync(RunOptions options)
{
    using var stop = new CancellationTokenSource();
    void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        stop.Cancel();
    }

    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);

    IReadOnlyList<OtpInstallation> installations = OtpInstallation.Find(options.OtpDirectory);
    if (installations.Count == 0)
    {
        Console.Error.WriteLine("no Erlang is there: install erlang-base and erlang-ssl");
        return 1;
    }

    await using Workspace workspace = await Workspace.CreateAsync(options.PeersDirectory, installations);
    var peers = new PeerCatalog(workspace, typeof(PeerCatalog).Assembly.Location, options.AkkaPeers);
    IReadOnlyList<Pair> pairs;
    if (options.Base is { } root)
    {
        string Built(string project) => Path.Combine(root, "benchmarks", project, "bin", "Release", "net10.0", project + ".dll");
        var others = new PeerCatalog(workspace, Built("ErlDist.Benchmarks"), File.Exists(Built("AkkaErlDist.Benchmarks")) ? Built("AkkaErlDist.Benchmarks") : null);
        pairs = PairCatalog.Compared(peers, others, installations[^1]);
    }
    else
    {
        var catalog = new PairCatalog(peers, installations, options.PeersDirectory);
        foreach (string reason in catalog.LeftOut)
        {
            Console.WriteLine($"left out: {reason}");
        }

        pairs = catalog.Pairs;
    }

    try
    {
        await using var run = new BenchmarkRun(options, workspace, pairs);
        await run.RunAsync(stop.Token);
    }
    catch (OperationCanceledException)
    {
        Console.WriteLine("stopped");
        return 1;
    }

    var results = ResultSet.Load(options.ResultsDirectory);
    if (options.Base is not null)
    {
        RevisionReport.Show(results, options.Workloads);
        return 0;
    }

    string report = Path.Combine(options.ResultsDirectory, "README.md");
    await File.WriteAllTextAsync(report, MarkdownReport.Render(results));
    Plot.Draw(results, options.ResultsDirectory);
    if (options.Readme is { } readme)
    {
        await File.WriteAllTextAsync(readme, ReadmeSection.Replace(await File.ReadAllTextAsync(readme), results));
    }

    ConsoleReport.Show(results, options.Workloads);
    Console.WriteLine($"written: {options.ResultsDirectory}: *.json, README.md, speed.svg, speed.png");
    return 0;
}
