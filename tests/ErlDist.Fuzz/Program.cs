using System.Diagnostics;
using ErlDist.Fuzz;

if (FuzzOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(FuzzOptions.Usage);
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
var fuzzer = new Fuzzer(options);
var clock = Stopwatch.StartNew();
using var progress = new Timer(_ => Print(), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
FuzzReport report = fuzzer.Run(
    find =>
    {
        Console.WriteLine(find);
        Environment.Exit(1);
    },
    stop.Token);
Print();
foreach (FuzzFind find in report.Finds)
{
    Console.WriteLine(find);
}

return report.Finds.Count == 0 ? 0 : 1;

void Print()
{
    FuzzReport now = fuzzer.Report;
    Console.WriteLine(
        $"{now.Cases:N0} cases, {now.Messages:N0} messages in {clock.Elapsed:hh\\:mm\\:ss}; {now.Refused:N0} cases refused, "
            + $"{now.Finds.Count} finds; slowest {now.SlowestCase.TotalMilliseconds:N0} ms, largest {now.LargestCase:N0} bytes allocated; "
            + $"working set {Environment.WorkingSet / 1024 / 1024} MiB");
}
