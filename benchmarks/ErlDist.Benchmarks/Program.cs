using System.Runtime.InteropServices;
using ErlDist.Benchmarks.Orchestration;
using ErlDist.Benchmarks.Peers;
using ErlDist.Benchmarks.Reporting;
using ErlDist.Benchmarks.Workloads;

return args switch
{
    ["peer", "ssl", _, var directory] => await SslPeer.RunAsync(directory),
    ["peer", "erldist", var name, var directory] => await ErlDistPeer.RunAsync(name, directory),
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

    var installations = OtpInstallation.Find(options.OtpDirectory);
    if (installations.Count == 0)
    {
        Console.Error.WriteLine("no Erlang is there: install erlang-base and erlang-ssl");
        return 1;
    }

    await using var workspace = await Workspace.CreateAsync(options.PeersDirectory, installations);
    var catalog = new PairCatalog(new PeerCatalog(workspace, options.AkkaPeers), installations, options.PeersDirectory);
    foreach (var reason in catalog.LeftOut)
    {
        Console.WriteLine($"left out: {reason}");
    }

    try
    {
        await using var run = new BenchmarkRun(options, workspace, catalog.Pairs);
        await run.RunAsync(stop.Token);
    }
    catch (OperationCanceledException)
    {
        Console.WriteLine("stopped");
        return 1;
    }

    var results = ResultSet.Load(options.ResultsDirectory);
    var report = Path.Combine(options.ResultsDirectory, "README.md");
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
