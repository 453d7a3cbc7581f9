using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using ErlDist.Benchmarks.Reporting;
using Perfolizer.Horology;

// Arguments: the results directory, one for BenchmarkDotNet's own files, "quick" for a short run.
if (args is not [var directory, var artifacts, .. var rest])
{
    Console.Error.WriteLine("Use benchmarks/run.sh micro, which starts this program with what it needs.");
    return 2;
}

Job job = Job.Default
    .WithToolchain(InProcessEmitToolchain.Instance)
    .WithIterationTime(TimeInterval.FromMilliseconds(rest is ["quick"] ? 10 : 150))
    .WithWarmupCount(3)
    .WithIterationCount(rest is ["quick"] ? 3 : 10);
ManualConfig config = ManualConfig.CreateEmpty()
    .AddJob(job)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddLogger(NullLogger.Instance)
    .WithArtifactsPath(artifacts);

var series = new List<Series>();
foreach (Summary summary in BenchmarkRunner.Run(typeof(Program).Assembly, config))
{
    foreach (BenchmarkReport report in summary.Reports)
    {
        BenchmarkCase benchmark = report.BenchmarkCase;
        string name = $"{benchmark.Descriptor.Type.Name}.{benchmark.Descriptor.WorkloadMethod.Name}";
        string parameters = benchmark.Parameters.PrintInfo;
        string id = parameters.Length == 0 ? name : $"{name}({parameters})";
        var entry = new Series(id, $"{benchmark.Descriptor.WorkloadMethodDisplayInfo.Trim('\'')} {parameters}".TrimEnd(), "micro", [], []);
        if (report.ResultStatistics is { } statistics)
        {
            entry.Rounds.Add(new Dictionary<string, double>
            {
                ["nanoseconds"] = statistics.Median,
                ["bytes"] = report.GcStats.GetBytesAllocatedPerOperation(benchmark) ?? double.NaN,
            });
        }
        else
        {
            entry.Failures.Add("did not run");
        }

        series.Add(entry);
        Console.WriteLine($"{entry.Title,-60} {entry.Of("nanoseconds")?.Median,12:#,0.0} ns {entry.Of("bytes")?.Median,10:#,0} B");
    }
}

ResultSet.Save(directory, new WorkloadResults { Workload = "micro", Date = DateTimeOffset.UtcNow, Machine = Machine.Current(), Series = series });
return series.Any(s => s.Failures.Count > 0) ? 1 : 0;
