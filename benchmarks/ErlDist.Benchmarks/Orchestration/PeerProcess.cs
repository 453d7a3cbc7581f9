using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using ErlDist.Benchmarks.Control;

namespace ErlDist.Benchmarks.Orchestration;

/// <summary>
/// A child process that speaks the control protocol. It ends by itself when its stdin does, so nothing stays behind even
/// when this process is killed.
/// </summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan s_quitLimit = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Channel<string> _answers = Channel.CreateUnbounded<string>();
    private readonly StreamWriter _log;
    private readonly Lock _logGate = new();

    private PeerProcess(Process process, string logFile)
    {
        _process = process;
        _log = new StreamWriter(logFile) { AutoFlush = true };
    }

    /// <summary>What a driver connects to.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The process that does the work; behind sudo it is not the child itself.</summary>
    public int ProcessId { get; private set; }

    public static async Task<PeerProcess> StartAsync(PeerLaunch launch, string logFile)
    {
        var start = new ProcessStartInfo(launch.File, launch.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in launch.Environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start) ?? throw new PeerException($"{launch.File} did not start");
        var peer = new PeerProcess(process, logFile);
        process.OutputDataReceived += (_, e) => peer.OnOutput(e.Data);
        process.ErrorDataReceived += (_, e) => peer.Log(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            JsonElement ready = await peer.AnswerAsync(s_startLimit);
            peer.Address = ready.GetProperty("address").GetString()!;
            peer.ProcessId = ready.GetProperty("pid").GetInt32();
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a command and awaits its answer.</summary>
    /// <exception cref="PeerException">The peer reports an error, has ended, or does not answer in time.</exception>
    public async Task<RunResult> CommandAsync(string command, TimeSpan limit)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(command);
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException e)
        {
            throw new PeerException($"the peer has ended: {e.Message}");
        }

        return (await AnswerAsync(limit)).Deserialize<RunResult>(ControlLoop.Json)!;
    }

    /// <summary>User and system time of the process so far.</summary>
    public TimeSpan CpuTime() => ProcessFigures.CpuTime(ProcessId);

    /// <summary>Resident memory of the process, in bytes.</summary>
    public long ResidentBytes() => ProcessFigures.ResidentBytes(ProcessId);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _process.StandardInput.WriteLineAsync("quit");
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }

        using var limit = new CancellationTokenSource(s_quitLimit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        lock (_logGate)
        {
            _log.Dispose();
        }
    }

    private async Task<JsonElement> AnswerAsync(TimeSpan limit)
    {
        using var cancellation = new CancellationTokenSource(limit);
        try
        {
            string answer = await _answers.Reader.ReadAsync(cancellation.Token);
            (string word, string rest) = answer.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space
                ? (answer[..space], answer[(space + 1)..])
                : (answer, "");
            return word == "error" ? throw new PeerException(rest) : JsonSerializer.Deserialize<JsonElement>(rest);
        }
        catch (OperationCanceledException)
        {
            throw new PeerException($"no answer in {limit.TotalSeconds:0} s") { IsTimeout = true };
        }
        catch (ChannelClosedException)
        {
            throw new PeerException("the peer has ended");
        }
    }

    private void OnOutput(string? line)
    {
        if (line is null)
        {
            _answers.Writer.TryComplete();
        }
        else if (line.StartsWith("ready ", StringComparison.Ordinal)
            || line.StartsWith("result ", StringComparison.Ordinal)
            || line.StartsWith("error ", StringComparison.Ordinal))
        {
            _answers.Writer.TryWrite(line);
        }
        else
        {
            Log(line);
        }
    }

    private void Log(string? line)
    {
        lock (_logGate)
        {
            if (line is not null && _log.BaseStream is { CanWrite: true })
            {
                _log.WriteLine(line);
            }
        }
    }
}

/// <summary>A peer did not do what it was told.</summary>
internal sealed class PeerException(string message) : Exception(message)
{
    public bool IsTimeout { get; init; }
}
