namespace ErlDist.Connections;

/// <summary>
/// So many dials at once, of those that messages of peers have caused: anyone can name nodes that nobody answers for. Who has waited
/// least goes first: what waits long is mostly one of many such nodes.
/// </summary>
/// <param name="lanes">How many at once.</param>
/// <param name="limit">How long one may wait.</param>
/// <param name="time">The clock.</param>
internal sealed class DialLanes(int lanes, TimeSpan limit, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _newestFirst = [];
    private int _free = lanes;

    /// <summary>Waits for a lane.</summary>
    /// <returns>True: <see cref="Leave"/> follows. False: none was free in time.</returns>
    public async Task<bool> TryEnterAsync(CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return true;
            }

            _newestFirst.AddFirst(turn);
        }

        try
        {
            await turn.Task.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return !GiveUp(turn); // It may have come just now.
        }
        catch
        {
            if (!GiveUp(turn))
            {
                Leave();
            }

            throw;
        }
    }

    /// <summary>Frees a lane.</summary>
    public void Leave()
    {
        TaskCompletionSource? next = null;
        lock (_gate)
        {
            if (_newestFirst.First is { } newest)
            {
                next = newest.Value;
                _newestFirst.RemoveFirst();
            }
            else
            {
                _free++;
            }
        }

        next?.TrySetResult();
    }

    /// <returns>False when the turn had come.</returns>
    private bool GiveUp(TaskCompletionSource turn)
    {
        lock (_gate)
        {
            return _newestFirst.Remove(turn);
        }
    }
}
