using System.Collections.Concurrent;
using System.Net;
using ErlDist.Nodes;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Connections;

/// <summary>
/// All peers of a node and, for each, the one connection that there may be: the rules of dist_util and net_kernel for
/// simultaneous set-ups, in one place.
/// </summary>
/// <remarks>
/// A peer that arrives is nobody until its digest has been checked: it neither ends what we dial to the node whose name it
/// claims nor leaves anything behind when it fails. So both attempts may be under way, and the first that is proved wins.
/// </remarks>
/// <param name="self">This node's name.</param>
/// <param name="dial">Sets a connection up, to an address where one is given.</param>
/// <param name="setupTime">How long to wait for a peer whose own attempt goes first.</param>
/// <param name="time">The clock.</param>
/// <param name="remembers">Whether <see cref="WasConnected"/> is asked.</param>
internal sealed class PeerTable(
    Atom self, Func<Atom, DnsEndPoint?, CancellationToken, Task<Connection>> dial, TimeSpan setupTime, TimeProvider time, bool remembers)
{
    /// <summary>How many dials messages may cause at once.</summary>
    private const int MessageDials = 16;
    private const int MaxFailures = 1024;
    private static readonly TimeSpan s_longDial = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_failureMemory = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<Atom, Peer> _peers = [];
    private readonly Dictionary<string, Atom> _spellings = new(NodeName.IgnoringHostCase);
    private readonly Dictionary<Atom, (NodeConnectionException Failure, long At)> _failed = [];
    private readonly DialLanes _lanes = new(MessageDials, setupTime, time);
    private readonly ConcurrentDictionary<Atom, Connection> _up = new();
    private readonly HashSet<Atom> _wereUp = [];
    private bool _closed;

    /// <summary>This node's name; a dynamic one is known after the first connection.</summary>
    public Atom Self { get; set; } = self;

    /// <summary>The connections that are up.</summary>
    public IEnumerable<Connection> Up => _up.Values;

    /// <summary>How many peers are being dialled.</summary>
    public int Dialled
    {
        get
        {
            lock (_gate)
            {
                return _peers.Values.Count(peer => peer.Dial is not null);
            }
        }
    }

    /// <summary>How many peers there is anything to know of.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _peers.Count;
            }
        }
    }

    /// <summary>The connection to a peer if it is up.</summary>
    public Connection? Find(Atom name) => _up.GetValueOrDefault(name);

    /// <summary>True when this peer was connected before.</summary>
    public bool WasConnected(Atom name)
    {
        lock (_gate)
        {
            return _wereUp.Contains(name);
        }
    }

    /// <summary>
    /// The connection to a peer, set up when there is none; all who wait share one attempt. One that is going down is none:
    /// the attempt begins when it is gone.
    /// </summary>
    /// <exception cref="NodeConnectionException">It cannot be had; the message says why.</exception>
    public Task<Connection> GetAsync(Atom name, CancellationToken cancellationToken, DialCause cause = DialCause.Asked) =>
        GetAsync(name, null, cancellationToken, cause);

    /// <summary>
    /// As the other, and dials an address in place of the one that discovery would tell. For messages a handful is dialled at a time, and
    /// what took long to fail is not dialled again for some seconds.
    /// </summary>
    public Task<Connection> GetAsync(Atom name, DnsEndPoint? endPoint, CancellationToken cancellationToken, DialCause cause = DialCause.Asked)
    {
        Attempt attempt;
        lock (_gate)
        {
            if (_closed)
            {
                return Task.FromException<Connection>(NodeConnectionException.Stopped(name));
            }

            if (OtherSpelling(name) is { } other)
            {
                return Task.FromException<Connection>(NodeConnectionException.OtherSpelling(name, other));
            }

            if (cause == DialCause.Message && RecentFailure(name) is { } failure)
            {
                return Task.FromException<Connection>(failure);
            }

            Peer peer = GetOrAdd(name);
            if (peer.Up is { Reason: null } up)
            {
                return Task.FromResult(up);
            }

            if (peer.Dial is null)
            {
                peer.Dial = new Attempt();
                _ = DialAsync(peer, endPoint, peer.Dial, peer.Up?.Completion ?? peer.Confirming?.Task, cause);
            }

            attempt = peer.Dial;
        }

        return attempt.Connection.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Decides on a peer that connects to us and has said its name. Unless it is refused, <see cref="TryBringUp"/> or
    /// <see cref="OnArrivalFailed"/> follows.
    /// </summary>
    public Arrival OnArrival(Atom name)
    {
        lock (_gate)
        {
            if (_closed || name.Equals(Self))
            {
                return Arrival.Refuse;
            }

            if (OtherSpelling(name) is not null)
            {
                return Arrival.OtherSpelling;
            }

            Peer peer = GetOrAdd(name);
            bool simultaneous = peer is { Up: null, Dial.HasYielded: false };
            if (simultaneous && OursGoesFirst(name))
            {
                return Arrival.Refuse;
            }

            // Where a connection is up, the peer has lost it, or is another node of that name. It is asked whether it is
            // alive; if it says so and proves it, the connection is replaced when the handshake is done.
            peer.Arrivals++;
            return peer.Up is not null ? Arrival.AskAlive : simultaneous ? Arrival.AcceptSimultaneous : Arrival.Accept;
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
    /// A peer that arrived has proved itself: true when its connection is to come up. Where we dial it at the same time, and ours
    /// goes first by the rule of names, ours gets its time before. Otherwise each end could bring up the connection that it
    /// accepted and end the other one, until there is none.
    /// </summary>
    public async ValueTask<bool> TryConfirmAsync(Atom name)
    {
        Attempt? ours;
        lock (_gate)
        {
            Peer peer = GetOrAdd(name);
            peer.Proved++;
            ours = peer.Dial is { HasYielded: false } dial && OursGoesFirst(name) ? dial : null;
        }

        if (ours is not null)
        {
            // Half the time that the peer waits for our digest.
            await ours.Ended.WaitAsync(setupTime / 2, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lock (_gate)
        {
            Peer peer = GetOrAdd(name);
            if (_closed || peer.Up is not null || peer.Confirming is not null || OtherSpelling(name) is not null)
            {
                peer.Proved--;
                return false;
            }

            peer.Confirming = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
    }

    /// <summary>
    /// A connection is ready. Returns false when it must be closed because another one came first or the node stops.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="dialled">The attempt of ours that led to it; null when the peer arrived.</param>
    public bool TryBringUp(Connection connection, Attempt? dialled)
    {
        Attempt? attempt;
        lock (_gate)
        {
            Peer peer = GetOrAdd(connection.PeerName);
            if (dialled is null)
            {
                EndArrival(peer, wasConfirmed: true);
            }

            // A peer that has been told that it is in is in, even if its own connection is not quite up.
            if (_closed || peer.Up is not null || peer.Confirming is not null || OtherSpelling(peer.Name) is not null)
            {
                Forget(peer);
                return false;
            }

            peer.Up = connection;
            _up[peer.Name] = connection;
            _spellings[peer.Name.Name] = peer.Name;
            _failed.Remove(peer.Name);
            (attempt, peer.Dial) = (peer.Dial, null);
            if (remembers)
            {
                _wereUp.Add(peer.Name);
            }
        }

        connection.Start();
        attempt?.Succeed(connection);
        return true;
    }

    /// <summary>An inbound set-up failed, before or after <see cref="TryConfirmAsync"/> let it in.</summary>
    public void OnArrivalFailed(Atom name, bool wasConfirmed)
    {
        lock (_gate)
        {
            Peer peer = GetOrAdd(name);
            EndArrival(peer, wasConfirmed);
            Forget(peer);
        }
    }

    /// <summary>A connection is gone and all its links and monitors have been told.</summary>
    public void OnDown(Connection connection)
    {
        lock (_gate)
        {
            Peer peer = GetOrAdd(connection.PeerName);
            if (ReferenceEquals(peer.Up, connection))
            {
                peer.Up = null;
                _up.TryRemove(peer.Name, out _);
                _spellings.Remove(peer.Name.Name);
            }

            Forget(peer);
        }
    }

    /// <summary>Refuses new connections, gives up those being dialled and returns those that are up.</summary>
    public List<Connection> Close()
    {
        List<(Atom Peer, Attempt Attempt)> dialled;
        lock (_gate)
        {
            _closed = true;
            dialled = [.. _peers.Values.Where(p => p.Dial is not null).Select(p => (p.Name, p.Dial!))];
        }

        foreach ((Atom peer, Attempt attempt) in dialled)
        {
            attempt.Fail(NodeConnectionException.Stopped(peer));
        }

        return [.. _up.Values];
    }

    private async Task DialAsync(Peer peer, DnsEndPoint? endPoint, Attempt attempt, Task? before, DialCause cause)
    {
        await Task.Yield(); // The caller holds the lock.
        if (cause == DialCause.Asked)
        {
            await DialAsync(peer, endPoint, attempt, before).ConfigureAwait(false);
            return;
        }

        try
        {
            await _lanes.EnterAsync(attempt.Token).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            End(peer, attempt, NodeConnectionException.TooManyDials(peer.Name));
            return;
        }
        catch (OperationCanceledException)
        {
            return; // As below.
        }

        try
        {
            await DialAsync(peer, endPoint, attempt, before).ConfigureAwait(false);
        }
        finally
        {
            _lanes.Leave();
        }
    }

    private async Task DialAsync(Peer peer, DnsEndPoint? endPoint, Attempt attempt, Task? before)
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
                    return; // What was waited for has brought the connection.
                }
            }

            Connection connection = await dial(peer.Name, endPoint, attempt.Token).ConfigureAwait(false);
            if (TryBringUp(connection, attempt))
            {
                return;
            }

            connection.Abandon(DownReason.Replaced);
            failure = NodeConnectionException.Simultaneous(peer.Name);
        }
        catch (NodeConnectionException e)
        {
            failure = e;
        }
        catch (OperationCanceledException)
        {
            return; // The peer's own attempt was the first, or the node stops: those who wait know.
        }
#pragma warning disable CA1031 // Whatever a carrier of the user's own throws is the reason that the callers get.
        catch (Exception e)
        {
            failure = NodeConnectionException.Unexpected(peer.Name, e);
        }
#pragma warning restore CA1031

        Remember(peer.Name, failure, start);
        await AwaitArrivalAsync(peer, attempt, failure).ConfigureAwait(false);
        End(peer, attempt, failure);
    }

    private bool IsWanted(Peer peer, Attempt attempt)
    {
        lock (_gate)
        {
            return ReferenceEquals(peer.Dial, attempt);
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
            if (failure.Reason != ConnectFailure.Simultaneous && peer.Proved == 0)
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
            if (ReferenceEquals(peer.Dial, attempt))
            {
                peer.Dial = null;
            }

            Forget(peer);
        }

        attempt.Fail(failure);
    }

    /// <summary>Of two connections that are set up at once, the one that the greater name dials stays.</summary>
    private bool OursGoesFirst(Atom name) => string.CompareOrdinal(Self.Name, name.Name) > 0;

    private static void EndArrival(Peer peer, bool wasConfirmed)
    {
        peer.Arrivals--;
        if (wasConfirmed)
        {
            peer.Proved--;
            peer.Confirming!.SetResult();
            peer.Confirming = null;
        }
    }

    /// <summary>
    /// The node that is connected, or this one, under a name that differs in the case of its host only. To DNS, TLS and Akka the two are
    /// one, so whoever comes second could take what is meant for the first.
    /// </summary>
    private Atom? OtherSpelling(Atom name) =>
        _spellings.TryGetValue(name.Name, out Atom? up) && !up.Equals(name) ? up
        : !name.Equals(Self) && NodeName.IgnoringHostCase.Equals(name.Name, Self.Name) ? Self
        : null;

    private NodeConnectionException? RecentFailure(Atom name)
    {
        if (!_failed.TryGetValue(name, out (NodeConnectionException Failure, long At) failed))
        {
            return null;
        }

        if (time.GetElapsedTime(failed.At) < s_failureMemory)
        {
            return failed.Failure;
        }

        _failed.Remove(name);
        return null;
    }

    private void Remember(Atom name, NodeConnectionException failure, long start)
    {
        if (time.GetElapsedTime(start) < s_longDial)
        {
            return; // To try again costs little.
        }

        lock (_gate)
        {
            if (_failed.Count >= MaxFailures)
            {
                _failed.Clear();
            }

            _failed[name] = (failure, time.GetTimestamp());
        }
    }

    private Peer GetOrAdd(Atom name)
    {
        if (!_peers.TryGetValue(name, out Peer? peer))
        {
            peer = new Peer(name);
            _peers.Add(name, peer);
        }

        return peer;
    }

    /// <summary>What nobody is connected to or waits for costs nothing: whoever arrives can claim any name.</summary>
    private void Forget(Peer peer)
    {
        // A dial that ends late may hold a peer that is forgotten already, while another of that name is there.
        if (peer is { Up: null, Dial: null, Arrivals: 0 } && ReferenceEquals(_peers.GetValueOrDefault(peer.Name), peer))
        {
            _peers.Remove(peer.Name);
        }
    }

    private sealed class Peer(Atom name)
    {
        public Atom Name { get; } = name;

        public Connection? Up { get; set; }

        public Attempt? Dial { get; set; }

        public int Arrivals { get; set; }

        /// <summary>How many of them know the cookie.</summary>
        public int Proved { get; set; }

        /// <summary>While one of them has been let in and is about to come up.</summary>
        public TaskCompletionSource? Confirming { get; set; }
    }
}
