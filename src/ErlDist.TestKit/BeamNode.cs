using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ErlDist.TestKit;

/// <summary>A real BEAM node in a process of its own, driven by Erlang expressions. It ends when it is disposed of.</summary>
/// <remarks><see cref="BeamNetwork"/> starts one with an EPMD and certificates of its own.</remarks>
public sealed class BeamNode : IAsyncDisposable
{
    private static readonly string s_driver = ReadDriver();
    private readonly Process _process;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<string>> _pending = new();
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource<string> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastId;

    private BeamNode(Process process, BeamNodeOptions options)
    {
        _process = process;
        Options = options;
    }

    /// <summary>How it was started.</summary>
    public BeamNodeOptions Options { get; }

    /// <summary>The node's full name, as <c>node()</c> says it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The operating system's process.</summary>
    public Process Process => _process;

    /// <summary>All that it printed so far, its log included.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Starts a node and returns when it answers.</summary>
    /// <param name="options">How; null: all by default.</param>
    /// <param name="cancellationToken">Gives up, and ends what was started.</param>
    /// <exception cref="InvalidOperationException">It did not come up within 30 s; the message has its output.</exception>
    public static async Task<BeamNode> StartAsync(BeamNodeOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new BeamNodeOptions();
        var beam = new BeamNode(new Process { StartInfo = StartInfo(options) }, options);
        beam._process.OutputDataReceived += (_, e) => beam.OnLine(e.Data);
        beam._process.ErrorDataReceived += (_, e) => beam.OnLine(e.Data);
        beam._process.EnableRaisingEvents = true;
        beam._process.Exited += (_, _) => beam.OnExited();
        beam._process.Start();
        beam._process.StandardInput.AutoFlush = true;
        beam._process.BeginOutputReadLine();
        beam._process.BeginErrorReadLine();
        try
        {
            beam.Name = await beam._started.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await beam.DisposeAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw new InvalidOperationException($"erl did not come up: {e.Message}\n{beam.Log}", e);
        }

        return beam;
    }

    /// <summary>Evaluates expressions on the node and returns the value printed with <c>~0tp</c>.</summary>
    /// <param name="expressions">Erlang expressions, with or without the final dot.</param>
    /// <param name="timeout">How long to wait; 15 s by default.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="BeamEvalException">The expressions raised.</exception>
    /// <exception cref="TimeoutException">There was no answer in time; the message has the node's output.</exception>
    /// <exception cref="InvalidOperationException">The node has ended.</exception>
    public async Task<string> EvalAsync(string expressions, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        long id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[id] = answer;
        string text = expressions.TrimEnd();
        byte[] code = Encoding.UTF8.GetBytes(text.EndsWith('.') ? text : text + ".");
        string line = string.Create(CultureInfo.InvariantCulture, $"{id} {Convert.ToBase64String(code)}\n");
        try
        {
            lock (_process)
            {
                _process.StandardInput.Write(line);
            }

            return await answer.Task.WaitAsync(timeout ?? TimeSpan.FromSeconds(15), cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{Name} did not answer `{expressions}`. Its output:\n{Log}");
        }
        finally
        {
            _pending.TryRemove(id, out _);
        }
    }

    /// <summary>As <see cref="EvalAsync"/>, with the value itself.</summary>
    /// <param name="expressions">Erlang expressions, with or without the final dot.</param>
    /// <param name="timeout">How long to wait; 15 s by default.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<Term> EvalTermAsync(string expressions, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        string text = await EvalAsync(
            $"base64:encode_to_string(term_to_binary(begin {expressions.TrimEnd().TrimEnd('.')} end))", timeout, cancellationToken).ConfigureAwait(false);
        return Term.Decode(Convert.FromBase64String(text.Trim('"')));
    }

    /// <summary>Compiles and loads a module from its source.</summary>
    /// <param name="source">Erlang: <c>-module(m). -export([f/0]). f() -> ok.</c></param>
    /// <param name="timeout">How long to wait; 15 s by default.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task LoadModuleAsync(string source, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(source));
        await EvalAsync($$"""
            Forms = fun F(Text) ->
                case erl_scan:tokens([], Text, 1) of
                    {done, {ok, Tokens, _}, Rest} -> {ok, Form} = erl_parse:parse_form(Tokens), [Form | F(Rest)];
                    _ -> []
                end
            end,
            {ok, Module, Binary} = compile:forms(Forms(unicode:characters_to_list(base64:decode("{{encoded}}")) ++ "\n"), []),
            {module, Module} = code:load_binary(Module, atom_to_list(Module), Binary),
            Module
            """, timeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until an expression is <c>true</c>, asking again every 50 ms.</summary>
    /// <param name="expression">An Erlang expression.</param>
    /// <param name="timeout">How long to wait; 10 s by default.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TimeoutException">It did not become true; the message has what it was last, and the node's output.</exception>
    public async Task EventuallyAsync(string expression, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        int tries = (int)((timeout ?? TimeSpan.FromSeconds(10)) / TimeSpan.FromMilliseconds(50));
        string answer = await EvalAsync(
            $"(fun W(0) -> {{last, {expression}}}; W(N) -> case ({expression}) of true -> true; _ -> timer:sleep(50), W(N - 1) end end)({tries})",
            (timeout ?? TimeSpan.FromSeconds(10)) + TimeSpan.FromSeconds(10),
            cancellationToken).ConfigureAwait(false);
        if (answer != "true")
        {
            throw new TimeoutException($"`{expression}` did not become true on {Name}: {answer}. Its output:\n{Log}");
        }
    }

    /// <summary>Ends the process with SIGKILL, as a crash would, and returns when all that it printed has been read.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task KillAsync(CancellationToken cancellationToken = default)
    {
        Kill();
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Freezes the process (SIGSTOP; not on Windows): connected, and silent.</summary>
    public void Freeze() => Signal("STOP");

    /// <summary>Lets a frozen process continue (SIGCONT).</summary>
    public void Thaw() => Signal("CONT");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            // What it started may hold its output open for longer: nobody reads that any more.
            Kill();
            await _exited.Task.WaitAsync(TimeSpan.FromSeconds(10)).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            // It never started.
        }

        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(BeamNodeOptions options)
    {
        List<string> arguments = options.Release.Root is { } root ? [root, "erl"] : [];
        arguments.AddRange(["-noshell"]);
        if (options.Name is { } name)
        {
            arguments.AddRange([options.LongName ? "-name" : "-sname", name, "-setcookie", options.Cookie]);
        }

        if (options.ProtoDist is { } protoDist)
        {
            arguments.AddRange(["-proto_dist", protoDist]);
        }

        if (options.OptFile is { } optFile)
        {
            arguments.AddRange(["-ssl_dist_optfile", optFile]);
        }

        arguments.AddRange(options.Flags);
        arguments.AddRange(["-eval", s_driver]);
        var info = new ProcessStartInfo(options.Release.Root is null ? "erl" : "chroot", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (string inherited in new[] { "ERL_FLAGS", "ERL_AFLAGS", "ERL_ZFLAGS" })
        {
            info.Environment.Remove(inherited);
        }

        info.Environment["HOME"] = Path.GetTempPath();
        info.Environment["ERL_CRASH_DUMP_SECONDS"] = "0";
        if (options.EpmdPort is { } port)
        {
            info.Environment["ERL_EPMD_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        }

        foreach ((string key, string value) in options.Environment)
        {
            info.Environment[key] = value;
        }

        return info;
    }

    private static string ReadDriver()
    {
        using Stream stream = typeof(BeamNode).Assembly.GetManifestResourceStream("beam_driver.erl")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private void OnLine(string? line)
    {
        if (line is null)
        {
            return;
        }

        if (!line.StartsWith("@@", StringComparison.Ordinal))
        {
            lock (_log)
            {
                _log.AppendLine(line);
            }

            return;
        }

        string[] parts = line[2..].Split(' ', 3);
        long id = long.Parse(parts[0], CultureInfo.InvariantCulture);
        if (id == 0)
        {
            _started.TrySetResult(parts[2]);
        }
        else if (_pending.TryRemove(id, out TaskCompletionSource<string>? answer))
        {
            if (parts[1] == "ok")
            {
                answer.TrySetResult(parts[2]);
            }
            else
            {
                answer.TrySetException(new BeamEvalException(parts[2]));
            }
        }
    }

    private void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
    }

    private void OnExited()
    {
        _exited.TrySetResult();
        var gone = new InvalidOperationException($"{Name} has ended. Its output:\n{Log}");
        _started.TrySetException(gone);
        foreach (TaskCompletionSource<string> answer in _pending.Values)
        {
            answer.TrySetException(gone);
        }
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
