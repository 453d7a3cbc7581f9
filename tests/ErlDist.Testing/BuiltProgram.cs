using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ErlDist.Testing;

/// <summary>A program of this repository that runs on, from its first line until SIGTERM.</summary>
public sealed class BuiltProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors;

    private BuiltProgram(Process process, StringBuilder errors, string firstLine)
    {
        _process = process;
        _errors = errors;
        FirstLine = firstLine;
    }

    /// <summary>The first line of its output.</summary>
    public string FirstLine { get; }

    /// <summary>What it has written to its error output so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>The assembly of a project, in the configuration that the tests were built in.</summary>
    /// <param name="project">The project's directory in the repository.</param>
    /// <param name="assembly">The assembly's file.</param>
    public static string Path(string project, string assembly)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Source(System.IO.Path.Combine(project, "bin", output.Parent!.Name, output.Name, assembly));
    }

    /// <summary>A file of the repository.</summary>
    /// <param name="path">Its path there.</param>
    public static string Source(string path) =>
        // tests/PROJECT/bin/CONFIGURATION/FRAMEWORK
        System.IO.Path.Combine(new DirectoryInfo(AppContext.BaseDirectory).Parent!.Parent!.Parent!.Parent!.Parent!.FullName, path);

    /// <summary>Starts one and waits for its first line.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">More variables.</param>
    /// <param name="openFiles">How many files it may have open (<c>ulimit -n</c>); null = as many as the tests.</param>
    /// <exception cref="InvalidOperationException">It ended without one; the message has its error output.</exception>
    public static async Task<BuiltProgram> StartAsync(
        string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, int? openFiles = null)
    {
        Process process = openFiles is { } files
            ? Command.Start("bash", ["-c", $"ulimit -n {files}; exec dotnet \"$@\"", "bash", assembly, .. arguments], environment)
            : Command.Start("dotnet", [assembly, .. arguments], environment);
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                errors.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(Command.Bound);
        if (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            return new BuiltProgram(process, errors, line);
        }

        await process.WaitForExitAsync(limit.Token);
        throw new InvalidOperationException($"{assembly} ended with code {process.ExitCode}: {errors}");
    }

    /// <summary>Sends SIGTERM, waits for the end and returns the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        await Command.RunAsync("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync().WaitAsync(Command.Bound);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Command.Kill(_process);
        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}
