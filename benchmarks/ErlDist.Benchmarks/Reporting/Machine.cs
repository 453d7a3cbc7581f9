using System.Runtime.InteropServices;

namespace ErlDist.Benchmarks.Reporting;

/// <summary>Where a run took place.</summary>
internal sealed record Machine(string Processor, int Cores, double MemoryGigabytes, string System, string Runtime)
{
    public static Machine Current() => new(
        Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9, 1),
        $"{Field("/etc/os-release", "PRETTY_NAME", '=')?.Trim('"') ?? RuntimeInformation.OSDescription}, kernel {Environment.OSVersion.Version}",
        RuntimeInformation.FrameworkDescription);

    public override string ToString() => $"{Cores} × {Processor}, {MemoryGigabytes} GB, {System}, {Runtime}";

    private static string? Field(string file, string name, char separator = ':') => !File.Exists(file) ? null
        : File.ReadLines(file).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal))?.Split(separator, 2)[1].Trim();
}
