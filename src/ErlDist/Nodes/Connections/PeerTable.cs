using System.Collections.Concurrent;
using ErlDist.Terms;

namespace ErlDist.Nodes.Connections;

/// <summary>
/// All peers of a node and, for each, the one connection that there may be: the rules of dist_util and net_kernel for
/// simultaneous set-ups, in one place.
/// </summary>
internal sealed class PeerTable(Atom self, Func<Atom, CancellationToken, Task<Connection>> dial, TimeSpan setupTime, TimeProvider time)
{
    private readonly ConcurrentDictionary<Atom, Peer> _peers = new();
    private volatile bool _closed;

    /// <summary>This node's name; a dynamic one is known after the first connection.</summary>
    public Atom Self { get; set; } = self;

    /// <summary>The connections that are up.</summary>
    public IEnumerable<Connection> Up => _peers.Values.Select(p => p.Up).OfType<Connection>();

    /// <summary>The connection to a peer if it is up.</summary>
    public Connection? Find(Atom name) => _peers.TryGetValue(name, out Peer? peer) ? peer.Up : null;

    /// <summary>True when this peer was connected before.</summary>
    public bool WasConnected(Atom name) => _peers.TryGetValue(name, out Peer? peer) && peer.WasUp;

    /// <summary>The connection to a peer, set up when there is none; all who wait share one attempt.</summary>
    /// <exception cref="NodeConnectionException">It cannot be had; the message says why.</exception>
    public Task<Connection> GetAsync(Atom name, CancellationToken cancellationToken)
    {
        Peer peer = _peers.GetOrAdd(name, static n => new Peer(n));
        Task<Connection> waiting;
        lock (peer.Gate)
        {
            if (peer.Up is { } up)
            {
                return Task.FromResult(up);
            }

            if (_closed)
            {
                return Task.FromException<Connection>(NodeConnectionException.Stopped(name));
            }

            waiting = (peer.Waiting ??= NewWaiting()).Task;
            if (peer.Pending is null)
            {
                var attempt = new Attempt(isOurs: true);
                peer.Pending = attempt;
                _ = DialAsync(peer, attempt);
            }
        }

        return waiting.WaitAsync(cancellationToken);
    }

    /// <summary>Decides on a peer that connects to us and has said its name.</summary>
    public Arrival OnArrival(Atom name, out Attempt attempt)
    {
        Peer peer = _peers.GetOrAdd(name, static n => new Peer(n));
        attempt = new Attempt(isOurs: false);
        lock (peer.Gate)
        {
            if (_closed || name.Equals(Self))
            {
                return Arrival.Refuse;
            }

            if (peer.Up is not null)
            {
                // The peer has lost the connection that we still hold, or is another node of that name. It is asked
                // whether it is alive; if it says so, Up is replaced when the handshake is done.
                return Arrival.AskAlive;
            }

            if (peer.Pending is { } pending)
            {
                if (string.CompareOrdinal(Self.Name, name.Name) > 0)
                {
                    return Arrival.Refuse;
                }

                pending.Cancel();
                peer.Pending = attempt;
                return Arrival.AcceptSimultaneous;
            }

            peer.Pending = attempt;
            return Arrival.Accept;
        }
    }

    /// <summary>The peer makes a new connection in place of the one that is up: the old one ends first.</summary>
    public async ValueTask CloseReplacedAsync(Atom name)
    {
        if (Find(name) is { } old)
        {
            old.Close(DownReason.Replaced);
            await old.Completion.ConfigureAwait(false);
        }
    }

    /// <summary>
    /// A connection is ready. Returns false when it must be closed because another one came first or the node stops.
    /// </summary>
    public bool TryBringUp(Connection connection, Attempt attempt)
    {
        Peer peer = _peers.GetOrAdd(connection.PeerName, static n => new Peer(n));
        TaskCompletionSource<Connection>? waiting;
        lock (peer.Gate)
        {
            if (_closed || peer.Up is not null || attempt.IsCancelled)
            {
                return false;
            }

            peer.Up = connection;
            peer.WasUp = true;
            peer.Pending?.Cancel();
            peer.Pending = null;
            waiting = peer.Waiting;
            peer.Waiting = null;
        }

        connection.Start();
        waiting?.TrySetResult(connection);
        return true;
    }

    /// <summary>An inbound set-up failed; those who wait for the peer learn why.</summary>
    public void OnArrivalFailed(Atom name, Attempt attempt, NodeConnectionException reason)
    {
        if (_peers.TryGetValue(name, out Peer? peer))
        {
            Fail(peer, attempt, reason);
        }
    }

    /// <summary>A connection is gone and all its links and monitors have been told.</summary>
    public void OnDown(Connection connection)
    {
        if (_peers.TryGetValue(connection.PeerName, out Peer? peer))
        {
            lock (peer.Gate)
            {
                if (ReferenceEquals(peer.Up, connection))
                {
                    peer.Up = null;
                }
            }
        }
    }

    /// <summary>Refuses new connections, cancels those being set up and returns those that are up.</summary>
    public List<Connection> Close()
    {
        _closed = true;
        List<Connection> up = [];
        foreach (Peer peer in _peers.Values)
        {
            lock (peer.Gate)
            {
                peer.Pending?.Cancel();
                peer.Waiting?.TrySetException(NodeConnectionException.Stopped(peer.Name));
                peer.Waiting = null;
                if (peer.Up is { } connection)
                {
                    up.Add(connection);
                }
            }
        }

        return up;
    }

    private static TaskCompletionSource<Connection> NewWaiting()
    {
        var waiting = new TaskCompletionSource<Connection>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Nobody may be left to look at a failure: the waiters' own tokens can end their waiting first.
        _ = waiting.Task.ContinueWith(static t => _ = t.Exception, CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return waiting;
    }

    private async Task DialAsync(Peer peer, Attempt attempt)
    {
        try
        {
            await Task.Yield(); // The caller holds the peer's lock.
            Connection connection = await dial(peer.Name, attempt.Token).ConfigureAwait(false);
            if (!TryBringUp(connection, attempt))
            {
                connection.Abandon(DownReason.Replaced);
            }
        }
        catch (NodeConnectionException e) when (e.Reason == ConnectFailure.Simultaneous)
        {
            // The peer's own attempt goes first: it is on its way to us, or already here.
            await WaitForArrivalAsync(peer, attempt, e).ConfigureAwait(false);
        }
        catch (NodeConnectionException e)
        {
            Fail(peer, attempt, e);
        }
        catch (OperationCanceledException)
        {
            Fail(peer, attempt, NodeConnectionException.Stopped(peer.Name));
        }
#pragma warning disable CA1031 // Whatever a carrier of the user's own throws is the reason that the callers get.
        catch (Exception e)
        {
            Fail(peer, attempt, NodeConnectionException.Unexpected(peer.Name, e));
        }
#pragma warning restore CA1031
    }

    private async Task WaitForArrivalAsync(Peer peer, Attempt attempt, NodeConnectionException reason)
    {
        Task<Connection>? waiting;
        lock (peer.Gate)
        {
            if (!ReferenceEquals(peer.Pending, attempt))
            {
                return;
            }

            peer.Pending = null;
            waiting = peer.Waiting?.Task;
        }

        try
        {
            if (waiting is not null)
            {
                await waiting.WaitAsync(setupTime, time).ConfigureAwait(false);
            }
        }
        catch (TimeoutException)
        {
            TaskCompletionSource<Connection>? abandoned = null;
            lock (peer.Gate)
            {
                if (peer.Pending is null && peer.Waiting?.Task == waiting)
                {
                    abandoned = peer.Waiting;
                    peer.Waiting = null;
                }
            }

            abandoned?.TrySetException(reason);
        }
        catch (NodeConnectionException)
        {
            // The peer's attempt failed; those who wait have been told by it.
        }
    }

    private static void Fail(Peer peer, Attempt attempt, NodeConnectionException reason)
    {
        TaskCompletionSource<Connection>? waiting = null;
        lock (peer.Gate)
        {
            if (ReferenceEquals(peer.Pending, attempt))
            {
                peer.Pending = null;
                waiting = peer.Waiting;
                peer.Waiting = null;
            }
        }

        waiting?.TrySetException(reason);
    }

    private sealed class Peer(Atom name)
    {
        public Atom Name { get; } = name;

        public Lock Gate { get; } = new();

        public Connection? Up { get; set; }

        public bool WasUp { get; set; }

        public Attempt? Pending { get; set; }

        public TaskCompletionSource<Connection>? Waiting { get; set; }
    }
}

/// <summary>A connection being set up, by us or by the peer.</summary>
internal sealed class Attempt(bool isOurs)
{
    private readonly CancellationTokenSource _cancel = new();

    /// <summary>True when we dialled.</summary>
    public bool IsOurs { get; } = isOurs;

    /// <summary>Ends the set-up.</summary>
    public CancellationToken Token => _cancel.Token;

    /// <summary>True when the other side's attempt was preferred, or the node stops.</summary>
    public bool IsCancelled => _cancel.IsCancellationRequested;

    /// <summary>Gives the attempt up.</summary>
    public void Cancel() => _cancel.Cancel();
}

/// <summary>What to answer a peer that has said its name.</summary>
internal enum Arrival
{
    /// <summary><c>ok</c>.</summary>
    Accept,

    /// <summary><c>ok_simultaneous</c>: our own attempt is given up.</summary>
    AcceptSimultaneous,

    /// <summary><c>nok</c>: our own attempt goes first, or it is our own name.</summary>
    Refuse,

    /// <summary><c>alive</c>: there is a connection to a node of that name.</summary>
    AskAlive,
}
