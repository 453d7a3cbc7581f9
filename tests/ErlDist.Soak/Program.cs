using ErlDist.Soak;

if (SoakOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(SoakOptions.Usage);
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
await using var soak = new Soak(options);
await soak.RunAsync(stop.Token);
string report = string.Join('\n', soak.Report()) + "\n";
Console.WriteLine(report);
if (options.Report is { } path)
{
    await File.WriteAllTextAsync(path, report);
}

return soak.Faults == 0 ? 0 : 1;
