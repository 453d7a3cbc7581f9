namespace ErlDist.Connections;

/// <summary>A connection that we are setting up, and those who wait for it.</summary>
internal sealed class Attempt
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly TaskCompletionSource<Connection> _connection = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Attempt() =>
        // Nobody may be left to look at a failure: the waiters' own tokens can end their waiting first.
        _ = _connection.Task.ContinueWith(static t => _ = t.Exception, CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>The connection, whichever side set it up.</summary>
    public Task<Connection> Connection => _connection.Task;

    /// <summary>Ends the dialling.</summary>
    public CancellationToken Token => _cancel.Token;

    /// <summary>Completes when nothing is dialled any more: there is a connection, or none, or the peer's attempt is waited for.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The peer's own attempt goes first.</summary>
    public void Yield() => _ended.TrySetResult();

    /// <summary>There is a connection.</summary>
    public void Succeed(Connection connection)
    {
        _connection.TrySetResult(connection);
        _ended.TrySetResult();
        _cancel.Cancel();
    }

    /// <summary>There is none.</summary>
    public void Fail(NodeConnectionException reason)
    {
        _connection.TrySetException(reason);
        _ended.TrySetResult();
        _cancel.Cancel();
    }
}
