using ErlDist.Nodes;

namespace ErlDist;

/// <summary>
/// Something that answers under a name: a process of the node, and its successors where <see cref="ServeOptions.Restart"/> has it begin
/// anew. It lives until it is disposed of or the node stops.
/// </summary>
public sealed class ServedProcess : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ErlangNode _node;
    private readonly Func<ServedProcess, ServingProcess> _start;
    private readonly ServeOptions _options;
    private readonly RestartRate _rate;
    private ServingProcess? _process;
    private bool _stopped;

    internal ServedProcess(ErlangNode node, string name, ServeOptions options, Func<ServedProcess, ServingProcess> start)
    {
        options.Check();
        Name = name;
        (_node, _options, _start) = (node, options, start);
        _rate = new RestartRate(options.MaxRestarts, options.RestartPeriod, node.Options.TimeProvider);
        Start();
    }

    /// <summary>The name that it is registered under.</summary>
    public string Name { get; }

    /// <summary>The pid of the process that serves now; null between two of them and at the end.</summary>
    public Pid? Pid
    {
        get
        {
            lock (_gate)
            {
                return _process?.Pid;
            }
        }
    }

    /// <summary>Completes at the end; fails with the reason where it ended by itself and is not restarted.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Ends the process with reason <c>normal</c> and waits for the handlers that run.</summary>
    public async ValueTask DisposeAsync()
    {
        ServingProcess? process;
        lock (_gate)
        {
            _stopped = true;
            process = _process;
        }

        if (process is not null)
        {
            await process.DisposeAsync().ConfigureAwait(false);
        }

        _completion.TrySetResult();
    }

    /// <summary>The process has ended; called by it.</summary>
    internal void OnEnded(ServingProcess process, Term reason)
    {
        lock (_gate)
        {
            if (_process != process)
            {
                return; // Its successor is there already.
            }

            _process = null;
            if (_stopped || _node.Stopping.IsCancellationRequested || IsAsked(reason))
            {
                _completion.TrySetResult();
                return;
            }
        }

        if (!_options.Restart)
        {
            _node.Log.ServiceEnded(Name, reason.ToString());
            _completion.TrySetException(new ProcessExitException(process.Pid, reason));
            return;
        }

        TimeSpan wait;
        lock (_gate)
        {
            wait = _rate.TryCount() ? TimeSpan.Zero : _rate.Wait();
        }

        _node.Log.ServiceRestarts(Name, reason.ToString(), (int)wait.TotalMilliseconds);
        _ = RestartAsync(wait);
    }

    private static bool IsAsked(Term reason) => reason.Equals(Atom.Normal) || reason.Equals(Atom.Shutdown);

    private async Task RestartAsync(TimeSpan wait)
    {
        try
        {
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, _node.Options.TimeProvider, _node.Stopping).ConfigureAwait(false);
                lock (_gate)
                {
                    _rate.Count();
                }
            }

            Start();
        }
        catch (OperationCanceledException)
        {
            _completion.TrySetResult();
        }
        catch (Exception e) when (e is InvalidOperationException or ErlangException)
        {
            // The name was taken meanwhile, or the node has stopped.
            _node.Log.ServiceEnded(Name, e.Message);
            _completion.TrySetException(e);
        }
    }

    private void Start()
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            ServingProcess process = _start(this);
            try
            {
                _node.Register(Name, process);
            }
            catch
            {
                _stopped = true;
                process.End(Atom.Normal);
                throw;
            }

            _process = process;
        }
    }
}
