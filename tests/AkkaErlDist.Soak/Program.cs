using AkkaErlDist.Soak;

if (SoakOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(SoakOptions.Usage);
    return 2;
}

var figures = new Figures();
await using (var soak = new ClusterSoak(options, figures))
{
    await soak.RunAsync();
}

string report = string.Join('\n', figures.Report(options)) + "\n";
Console.WriteLine(report);
if (options.Report is { } path)
{
    await File.WriteAllTextAsync(path, report);
}

return figures.Faults.Count == 0 ? 0 : 1;
