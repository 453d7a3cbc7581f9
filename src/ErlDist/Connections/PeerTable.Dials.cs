using System.Net;

namespace ErlDist.Connections;

/// <summary>The attempts that this node makes.</summary>
internal sealed partial class PeerTable
{
    /// <summary>An attempt of ours from its beginning to its end, whatever that is.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="endPoint">Where it listens, if that is known.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="before">What must be over first.</param>
    /// <param name="cause">Why it is dialled.</param>
    private async Task RunAsync(Peer peer, DnsEndPoint? endPoint, Attempt attempt, Task? before, DialCause cause)
    {
        await Task.Yield(); // The caller holds the lock.
        bool hasLane = false;
        try
        {
            hasLane = cause == DialCause.Message && await _lanes.TryEnterAsync(attempt.Token).ConfigureAwait(false);
            NodeConnectionException? failure = cause == DialCause.Message && !hasLane
                ? NodeConnectionException.TooManyDials(peer.Name)
                : await ConnectAsync(peer, endPoint, attempt, before).ConfigureAwait(false);
            if (failure is not null)
            {
                End(peer, attempt, failure);
            }
        }
        catch (OperationCanceledException) when (attempt.Token.IsCancellationRequested)
        {
            // As below.
        }
        finally
        {
            if (hasLane)
            {
                _lanes.Leave();
            }
        }
    }

    /// <returns>Why there is no connection; null when there is one, or nobody waits any more.</returns>
    private async Task<NodeConnectionException?> ConnectAsync(Peer peer, DnsEndPoint? endPoint, Attempt attempt, Task? before)
    {
        NodeConnectionException failure;
        long start = time.GetTimestamp();
        try
        {
            if (before is not null)
            {
                await before.WaitAsync(setupTime, time, attempt.Token).ConfigureAwait(false);
                if (!IsWanted(peer, attempt))
                {
                    return null; // What was waited for has brought the connection.
                }
            }

            Connection connection = await dial(peer.Name, endPoint, attempt.Token).ConfigureAwait(false);
            if (TryBringUp(connection, arrival: null))
            {
                return null;
            }

            connection.Abandon(DownReason.Replaced);
            failure = NodeConnectionException.Simultaneous(peer.Name);
        }
        catch (OperationCanceledException) when (attempt.Token.IsCancellationRequested)
        {
            return null; // The peer's own attempt was the first, or the node stops: those who wait know.
        }
        catch (NodeConnectionException e)
        {
            failure = e;
        }
#pragma warning disable CA1031 // Whatever a carrier of the user's own throws is the reason that the callers get.
        catch (Exception e)
        {
            failure = NodeConnectionException.Unexpected(peer.Name, e);
        }
#pragma warning restore CA1031

        lock (_gate)
        {
            _failed.Add(peer.Name, failure, start);
        }

        await AwaitArrivalAsync(peer, attempt, failure).ConfigureAwait(false);
        return failure;
    }

    private bool IsWanted(Peer peer, Attempt attempt)
    {
        lock (_gate)
        {
            return ReferenceEquals(peer.Attempt, attempt);
        }
    }

    /// <summary>
    /// Where the peer's own attempt goes first, or has proved that it knows the cookie: it may bring the connection that ours did not.
    /// One that has proved nothing is anybody's.
    /// </summary>
    private async Task AwaitArrivalAsync(Peer peer, Attempt attempt, NodeConnectionException failure)
    {
        lock (_gate)
        {
            bool mayCome = failure.Reason == ConnectFailure.Simultaneous || peer.Arrivals.Exists(a => a.State is ArrivalState.Proved or ArrivalState.LetIn);
            if (!mayCome || !ReferenceEquals(peer.Attempt, attempt) || !peer.TryMove(PeerEvent.DialYields))
            {
                return;
            }

            attempt.Yield();
        }

        await ((Task)attempt.Connection).WaitAsync(setupTime, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void End(Peer peer, Attempt attempt, NodeConnectionException failure)
    {
        lock (_gate)
        {
            if (ReferenceEquals(peer.Attempt, attempt) && peer.TryMove(PeerEvent.DialFailed))
            {
                peer.Attempt = null;
            }

            Forget(peer);
        }

        attempt.Fail(failure);
    }
}
