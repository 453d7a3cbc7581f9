using System.Text.Json;

namespace ErlDist.Benchmarks.Control;

/// <summary>The end of the control protocol that a peer written in C# has: commands on stdin, answers on stdout.</summary>
internal static class ControlLoop
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Says where the peer is, then obeys commands until <c>quit</c> or the end of the input.</summary>
    public static async Task RunAsync(string address, Func<ControlCommand, Task<RunResult>> obey)
    {
        await WriteAsync($"ready {JsonSerializer.Serialize(new { address, pid = Environment.ProcessId }, Json)}");
        while (await Console.In.ReadLineAsync() is { } line && line != "quit")
        {
            string answer;
            try
            {
                answer = $"result {JsonSerializer.Serialize(await obey(ControlCommand.Parse(line)), Json)}";
            }
#pragma warning disable CA1031 // Whatever went wrong is the orchestrator's to report.
            catch (Exception e)
            {
                answer = $"error {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}";
                await Console.Error.WriteLineAsync(e.ToString());
            }
#pragma warning restore CA1031

            await WriteAsync(answer);
        }
    }

    /// <summary>The memory in use once garbage is gone: what <c>collect</c> answers.</summary>
    public static RunResult Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return new RunResult(Bytes: GC.GetTotalMemory(forceFullCollection: true));
    }

    private static async Task WriteAsync(string line)
    {
        await Console.Out.WriteLineAsync(line);
        await Console.Out.FlushAsync();
    }
}
