using System.Collections.Concurrent;
using System.Net;

namespace ErlDist.Connections;

/// <summary>
/// All peers of a node and, for each, the one connection that there may be. What may happen when stands in
/// <see cref="PeerStateTable"/>.
/// </summary>
/// <remarks>
/// A peer that arrives is nobody until its digest has been checked: it neither ends what we dial to the node whose name it
/// claims nor leaves anything behind when it fails. So both attempts may be under way, and the first that is proved wins.
/// </remarks>
/// <param name="self">This node.</param>
/// <param name="dial">Sets a connection up, to an address where one is given.</param>
/// <param name="setupTime">How long to wait for a peer whose own attempt goes first.</param>
/// <param name="time">The clock.</param>
/// <param name="remembers">Whether <see cref="WasConnected"/> is asked.</param>
internal sealed partial class PeerTable(
    NodeIdentity self, Func<Atom, DnsEndPoint?, CancellationToken, Task<Connection>> dial, TimeSpan setupTime, TimeProvider time, bool remembers)
{
    /// <summary>How many dials messages may cause at once.</summary>
    private const int MessageDials = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<Atom, Peer> _peers = [];
    private readonly Dictionary<string, Atom> _spellings = new(NodeName.IgnoringHostCase);
    private readonly FailedDials _failed = new(time);
    private readonly DialLanes _lanes = new(MessageDials, setupTime, time);
    private readonly ConcurrentDictionary<Atom, Connection> _up = new();
    private readonly HashSet<Atom> _wereUp = [];
    private bool _closed;

    /// <summary>The connections that are up.</summary>
    public IEnumerable<Connection> Up => _up.Values;

    /// <summary>How many peers are being dialled.</summary>
    public int Dialled
    {
        get
        {
            lock (_gate)
            {
                return _peers.Values.Count(peer => peer.Attempt is not null);
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

            if (cause == DialCause.Message && _failed.Recent(name) is { } failure)
            {
                return Task.FromException<Connection>(failure);
            }

            Peer peer = GetOrAdd(name);
            if (peer.Connection is { Reason: null } up)
            {
                return Task.FromResult(up);
            }

            if (peer.TryMove(PeerEvent.Wanted))
            {
                peer.Attempt = new Attempt();
                _ = RunAsync(peer, endPoint, peer.Attempt, peer.Connection?.Completion ?? peer.Entering?.Task, cause);
            }

            attempt = peer.Attempt!;
        }

        return attempt.Connection.WaitAsync(cancellationToken);
    }

    /// <summary>Decides on a peer that connects to us and has said its name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="arrival">
    /// What becomes of it, unless it is refused: <see cref="TryBringUp"/> or <see cref="OnArrivalFailed"/> follows.
    /// </param>
    public ArrivalAnswer OnArrival(Atom name, out Arrival? arrival)
    {
        arrival = null;
        lock (_gate)
        {
            if (_closed || name.Equals(self.Name))
            {
                return ArrivalAnswer.Refuse;
            }

            if (OtherSpelling(name) is not null)
            {
                return ArrivalAnswer.OtherSpelling;
            }

            Peer peer = GetOrAdd(name);
            ArrivalAnswer answer = PeerStateTable.Answer(peer.State, OursGoesFirst(name));
            if (answer != ArrivalAnswer.Refuse)
            {
                arrival = new Arrival(name, replaces: answer == ArrivalAnswer.AskAlive);
                peer.Arrivals.Add(arrival);
            }

            return answer;
        }
    }

    /// <summary>
    /// A peer that arrived has proved itself: true when its connection is to come up. One that it replaces ends first. Where we dial it at
    /// the same time, and ours goes first by the rule of names, ours gets its time before. Otherwise each end could bring up the
    /// connection that it accepted and end the other one, until there is none.
    /// </summary>
    public async ValueTask<bool> TryLetInAsync(Arrival arrival)
    {
        if (arrival.Replaces && Find(arrival.Peer) is { } old)
        {
            old.Close(DownReason.Replaced);
            await old.Completion.ConfigureAwait(false);
        }

        Attempt? ours;
        lock (_gate)
        {
            arrival.State = ArrivalState.Proved;
            Peer peer = GetOrAdd(arrival.Peer);
            ours = peer.State.Dial == PeerDial.Dialling && OursGoesFirst(arrival.Peer) ? peer.Attempt : null;
        }

        if (ours is not null)
        {
            // Half the time that the peer waits for our digest.
            await ours.Ended.WaitAsync(setupTime / 2, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lock (_gate)
        {
            Peer peer = GetOrAdd(arrival.Peer);
            if (_closed || OtherSpelling(arrival.Peer) is not null || !peer.TryMove(PeerEvent.Proved))
            {
                arrival.State = ArrivalState.Named;
                return false;
            }

            arrival.State = ArrivalState.LetIn;
            peer.Entering = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
    }

    /// <summary>
    /// A connection is ready. Returns false when it must be closed because another one came first or the node stops.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="arrival">The peer that arrived; null when it was dialled.</param>
    public bool TryBringUp(Connection connection, Arrival? arrival)
    {
        Attempt? attempt;
        lock (_gate)
        {
            Peer peer = GetOrAdd(connection.PeerName);
            bool isUp = !_closed && OtherSpelling(peer.Name) is null && peer.TryMove(arrival is null ? PeerEvent.DialUp : PeerEvent.ArrivalUp);
            if (arrival is not null)
            {
                peer.End(arrival);
            }

            if (!isUp)
            {
                Forget(peer);
                return false;
            }

            peer.Connection = connection;
            _up[peer.Name] = connection;
            _spellings[peer.Name.Name] = peer.Name;
            _failed.Remove(peer.Name);
            (attempt, peer.Attempt) = (peer.Attempt, null);
            if (remembers)
            {
                _wereUp.Add(peer.Name);
            }
        }

        connection.Start();
        attempt?.Succeed(connection);
        return true;
    }

    /// <summary>An inbound set-up failed, before or after <see cref="TryLetInAsync"/> let it in.</summary>
    public void OnArrivalFailed(Arrival arrival)
    {
        lock (_gate)
        {
            Peer peer = GetOrAdd(arrival.Peer);
            peer.End(arrival);
            Forget(peer);
        }
    }

    /// <summary>A connection is gone and all its links and monitors have been told.</summary>
    public void OnDown(Connection connection)
    {
        lock (_gate)
        {
            Peer peer = GetOrAdd(connection.PeerName);
            if (ReferenceEquals(peer.Connection, connection) && peer.TryMove(PeerEvent.Down))
            {
                peer.Connection = null;
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
            dialled = [.. _peers.Values.Where(p => p.Attempt is not null).Select(p => (p.Name, p.Attempt!))];
        }

        foreach ((Atom peer, Attempt attempt) in dialled)
        {
            attempt.Fail(NodeConnectionException.Stopped(peer));
        }

        return [.. _up.Values];
    }

    /// <summary>Of two connections that are set up at once, the one that the greater name dials stays.</summary>
    private bool OursGoesFirst(Atom name) => string.CompareOrdinal(self.Name.Name, name.Name) > 0;

    /// <summary>
    /// The node that is connected, or this one, under a name that differs in the case of its host only. To DNS, TLS and Akka the two are
    /// one, so whoever comes second could take what is meant for the first.
    /// </summary>
    private Atom? OtherSpelling(Atom name) =>
        _spellings.TryGetValue(name.Name, out Atom? up) && !up.Equals(name) ? up
        : !name.Equals(self.Name) && NodeName.IgnoringHostCase.Equals(name.Name, self.Name.Name) ? self.Name
        : null;

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
        if (peer is { Connection: null, Attempt: null, Arrivals.Count: 0 } && ReferenceEquals(_peers.GetValueOrDefault(peer.Name), peer))
        {
            _peers.Remove(peer.Name);
        }
    }
}
