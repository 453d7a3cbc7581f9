using System.Diagnostics;
using System.Globalization;

namespace ErlDist.Interop.Tests.Tool;

/// <summary>The built erldist, as a process.</summary>
internal static class Erldist
{
    // tests/ErlDist.Interop.Tests/bin/CONFIGURATION/FRAMEWORK
    private static readonly DirectoryInfo s_output = new(AppContext.BaseDirectory);

    public static readonly string Assembly = Path.Combine(
        s_output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName,
        "src", "ErlDist.Tool", "bin", s_output.Parent!.Name, s_output.Name, "erldist.dll");

    public static Task<CommandResult> RunAsync(int epmdPort, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        Command.RunAsync("dotnet", [Assembly, .. arguments], Environment(epmdPort, environment));

    /// <summary>Runs a command line without quoted arguments.</summary>
    public static Task<CommandResult> RunAsync(int epmdPort, string line) => RunAsync(epmdPort, line.Split(' '));

    public static Process Start(int epmdPort, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        Command.Start("dotnet", [Assembly, .. arguments], Environment(epmdPort, environment));

    private static Dictionary<string, string> Environment(int epmdPort, IReadOnlyDictionary<string, string>? more) =>
        new(more ?? new Dictionary<string, string>())
        {
            ["ERL_EPMD_PORT"] = epmdPort.ToString(CultureInfo.InvariantCulture),
        };
}

/// <summary>An erldist that runs on, from its first line until SIGTERM.</summary>
internal sealed class RunningErldist : IAsyncDisposable
{
    private readonly Process _process;

    private RunningErldist(Process process, string firstLine)
    {
        _process = process;
        FirstLine = firstLine;
    }

    public string FirstLine { get; }

    public static async Task<RunningErldist> StartAsync(int epmdPort, params string[] arguments)
    {
        var process = Erldist.Start(epmdPort, arguments);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(Command.Bound);
        var line = await process.StandardOutput.ReadLineAsync(limit.Token);
        return new RunningErldist(process, line ?? throw new InvalidOperationException($"erldist ended with code {process.ExitCode}"));
    }

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    public async Task<int> TerminateAsync()
    {
        await Command.RunAsync("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync().WaitAsync(Command.Bound);
        return _process.ExitCode;
    }

    public ValueTask DisposeAsync()
    {
        Command.Kill(_process);
        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}
