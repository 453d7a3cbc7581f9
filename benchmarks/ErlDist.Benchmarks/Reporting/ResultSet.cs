using System.Text.Json;

namespace ErlDist.Benchmarks.Reporting;

/// <summary>
/// The results directory: a file for each workload. Every ratio compares figures of one workload, and so of one run.
/// </summary>
internal sealed class ResultSet
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<WorkloadResults> _workloads;

    private ResultSet(List<WorkloadResults> workloads)
    {
        _workloads = workloads;
    }

    public IReadOnlyList<WorkloadResults> Workloads => _workloads;

    public static ResultSet Load(string directory) => new(
        [.. Directory.GetFiles(directory, "*.json").Select(f => JsonSerializer.Deserialize<WorkloadResults>(File.ReadAllText(f), s_json)!)]);

    /// <summary>One workload, while it is measured.</summary>
    public static ResultSet Of(WorkloadResults workload) => new([workload]);

    public static void Save(string directory, WorkloadResults results)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, $"{results.Workload}.json"), JsonSerializer.Serialize(results, s_json) + "\n");
    }

    public Series? Find(string pair, string point) =>
        _workloads.SelectMany(w => w.Series).FirstOrDefault(s => s.Pair == pair && s.Point == point);
}
