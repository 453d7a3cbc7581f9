using System.Globalization;

namespace ErlDist.Benchmarks.Orchestration;

/// <summary>What Linux knows of a process (proc(5)).</summary>
internal static class ProcessFigures
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on every Linux that .NET runs on
    private const int UserTimeField = 11; // counted behind the command's closing parenthesis
    private const int ResidentField = 1;

    public static TimeSpan CpuTime(int processId)
    {
        string stat = File.ReadAllText($"/proc/{processId}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((Number(fields[UserTimeField]) + Number(fields[UserTimeField + 1])) / TicksPerSecond);
    }

    public static long ResidentBytes(int processId) =>
        Number(File.ReadAllText($"/proc/{processId}/statm").Split(' ')[ResidentField]) * Environment.SystemPageSize;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
