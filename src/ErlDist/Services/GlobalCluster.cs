using System.Collections.Concurrent;
using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Routing;
using Microsoft.Extensions.Logging;

namespace ErlDist.Services;

/// <summary>What a visible node asks of the name servers of its peers: to be one of the cluster, its locks, its names.</summary>
internal sealed class GlobalCluster(ProcessServices local, PeerTable peers, Lazy<CallProcess> calls, GlobalSettings settings)
{
    /// <summary>How many nodes one peer may name to be connected to.</summary>
    private const int MaxLearnt = 1024;

    private const int DialsAtOnce = 4;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);
    private static readonly Atom s_global = Atom.Get("global");
    private static readonly Atom s_setLock = Atom.Get("set_lock");
    private static readonly Atom s_delLock = Atom.Get("del_lock");
    private static readonly Atom s_insert = Atom.Get("insert");
    private static readonly ErlExport s_monitorNode = new(Atom.Get("erlang"), Atom.Get("monitor_node"), 2);
    private static readonly ErlExport s_randomExit = new(s_global, Atom.Get("random_exit_name"), 3);

    private readonly SemaphoreSlim _dials = new(DialsAtOnce);
    private readonly ConcurrentDictionary<Atom, bool> _meeting = new();
    private readonly ConcurrentDictionary<Atom, bool> _kin = new();
    private readonly Overlaps _overlaps = new(local, peers, settings);

    /// <summary>This node's own name server; null on a hidden node.</summary>
    public GlobalNameServerProcess? Server { get; private set; }

    /// <summary>What nodes of this library know each other by; null on a hidden node.</summary>
    public GlobalGreeter? Greeter { get; private set; }

    /// <summary>What resolves a clash of names where nothing else is said.</summary>
    public static Term Method => s_randomExit;

    /// <summary>Makes the name server and the greeter, and registers them.</summary>
    public void Start()
    {
        Server = new GlobalNameServerProcess(local, peers)
        {
            Overlaps = _overlaps, Met = peer => _ = MeetAsync(peer), Learnt = Connect, IsKin = _kin.ContainsKey, Yielded = (name, winner, method) => _ = YieldAsync(name, winner, method),
        };
        Greeter = new GlobalGreeter(local) { Greeted = OnGreeted };
        local.Processes.Register(GlobalNameServerProcess.ServerName, Server);
        local.Processes.Register(GlobalGreeter.ServerName, Greeter);
    }

    /// <summary>The visible peers and this node.</summary>
    public IReadOnlyList<Atom> Members => [local.NodeName, .. peers.Up.Where(c => !c.Handshake.IsHidden).Select(c => c.PeerName)];

    /// <summary>A connection is up.</summary>
    public void OnConnectionUp(Connection connection)
    {
        if (!connection.Handshake.IsHidden)
        {
            Greeter?.Greet(connection.PeerName, _overlaps.Version);
        }
    }

    /// <summary>A connection is gone.</summary>
    public void OnConnectionDown(Atom peer)
    {
        _kin.TryRemove(peer, out _);
        if (Server is { } server)
        {
            _overlaps.OnDown(server.Pid, peer);
        }
    }

    /// <summary>Asks the name server of each node, this one's included; those that have none, or are gone, are left out.</summary>
    public async Task<IReadOnlyDictionary<Atom, Term>> AskAsync(IEnumerable<Atom> nodes, Term request, CancellationToken cancellationToken)
    {
        (Atom Node, Term? Reply)[] replies = await Task.WhenAll(nodes.Select(async to => (to, await AskAsync(to, request, cancellationToken).ConfigureAwait(false))))
            .ConfigureAwait(false);
        return replies.Where(r => r.Reply is not null).ToDictionary(r => r.Node, r => r.Reply!);
    }

    /// <summary>
    /// Takes a lock on all nodes or on none, again and again after random pauses, the node with the greatest name first: who is
    /// refused there troubles nobody else.
    /// </summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="id"><c>{ResourceId, LockRequesterId}</c>.</param>
    /// <param name="retries">How often again; null = without end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> SetLockAsync(IReadOnlyList<Atom> nodes, Term id, int? retries, CancellationToken cancellationToken)
    {
        Atom[] ordered = [.. nodes.OrderByDescending(n => n.Name, StringComparer.Ordinal)];
        for (int tries = 0; ; tries++)
        {
            if (await TrySetLockAsync(ordered, id, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }

            if (tries >= retries)
            {
                return false;
            }

            int most = Math.Min(50 << Math.Min(tries, 6), 3000);
            await Task.Delay(Random.Shared.Next(most / 4, most), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Does something while a lock is held on all nodes.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="id"><c>{ResourceId, LockRequesterId}</c>.</param>
    /// <param name="work">What is done.</param>
    /// <param name="cancellationToken">Gives up waiting for the lock.</param>
    public async Task<T> WithLockAsync<T>(IReadOnlyList<Atom> nodes, Term id, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await SetLockAsync(nodes, id, null, cancellationToken).ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            await DeleteLockAsync(nodes, id).ConfigureAwait(false);
        }
    }

    /// <summary>Gives a lock back on all nodes.</summary>
    public Task DeleteLockAsync(IReadOnlyList<Atom> nodes, Term id) =>
        AskAsync(nodes, Term.Tuple(s_delLock, id), local.Stopping);

    /// <summary>Connects to nodes that a peer names as members, a few at once; those that are not there are left alone.</summary>
    private void Connect(IReadOnlyList<Atom> nodes)
    {
        if (!settings.ConnectAll)
        {
            return;
        }

        foreach (Atom name in nodes.Where(n => settings.AllowedNodes is not { Count: > 0 } allowed || allowed.Contains(n.Name)).Take(MaxLearnt))
        {
            if (NodeName.IsValid(name.Name) && !name.Equals(local.NodeName) && peers.Find(name) is null)
            {
                _ = ConnectAsync(name);
            }
        }
    }

    private async Task ConnectAsync(Atom name)
    {
        try
        {
            await _dials.WaitAsync(local.Stopping).ConfigureAwait(false);
            try
            {
                await peers.GetAsync(name, local.Stopping, DialCause.Message).ConfigureAwait(false);
            }
            finally
            {
                _dials.Release();
            }
        }
        catch (Exception e) when (e is ErlangException or OperationCanceledException)
        {
            // It is a member of the cluster to the peer that named it, and not to this node: as in OTP, nothing follows.
        }
    }

    private void OnGreeted(Atom peer, Term version)
    {
        _kin[peer] = true;
        _overlaps.OnMet(peer, version);
        _ = MeetAsync(peer);
    }

    /// <summary>A process of this node has lost its name to one at a node of this library: the BEAM nodes, which knew it, are told.</summary>
    private async Task YieldAsync(Term name, Pid winner, Term method)
    {
        TellClash(name, winner.Node);
        await Task.Yield(); // The caller is the loop that reads the connection.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(local.Stopping);
        limit.CancelAfter(s_limit);
        IReadOnlyList<Atom> members = Members;
        Term id = Term.Tuple(s_global, local.Processes.NewReference());
        try
        {
            await WithLockAsync(
                members,
                id,
                async () => Server!.With(t => t.TryFind(name, out Pid? now) && now.Equals(winner))
                    ? await AskAsync(members.Where(m => !_kin.ContainsKey(m)), Term.Tuple(Atom.Get("register"), name, winner, method), limit.Token).ConfigureAwait(false)
                    : null,
                limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ErlangException or OperationCanceledException)
        {
            // Who holds the lock that long changes names, too; the BEAM nodes keep what they know.
        }
    }

    private void TellClash(Term name, Atom peer)
    {
        string text = LogText.Line(name.ToString(), 256);
        local.Connections.Complaints.Tell("global name", peer.Name, LogLevel.Warning, (level, more) => local.Log.GlobalNameClash(level, text, peer.Name + more));
    }

    /// <summary>
    /// A visible peer has come up: its names are taken over, it is told ours, and from then on it counts this node as one of the cluster. Of two
    /// processes with one name a BEAM's stays, which all of its cluster know; two nodes of this library tell each other theirs, and both keep the lesser.
    /// </summary>
    private async Task MeetAsync(Atom peer)
    {
        if (!_meeting.TryAdd(peer, true))
        {
            return; // However often it asks.
        }

        await Task.Yield(); // The caller is the loop that reads the connection.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(local.Stopping);
        limit.CancelAfter(s_limit);
        Term id = Term.Tuple(s_global, calls.Value.Pid);
        try
        {
            if (!await SetLockAsync([peer], id, null, limit.Token).ConfigureAwait(false) || peers.Find(peer) is null)
            {
                return;
            }

            if (!_kin.ContainsKey(peer))
            {
                await TakeNamesAsync(peer, limit.Token).ConfigureAwait(false);
            }

            Term[] ours = Server!.With(t => t.Names.Where(n => n.Process.Node.Equals(local.NodeName))
                .Select(n => (Term)Term.Tuple(s_insert, Term.Tuple(n.Name, n.Process, n.Method))).ToArray());
            Term self = _overlaps.AsKnownTo(peer);
            Term extra = Term.List(
                Term.Tuple(Atom.Get("vsn"), _overlaps.Version), Term.Tuple(Atom.Get("lock"), id));
            local.Router.Answer(
                Signals.SendToName(Server.Pid, GlobalNameServerProcess.ServerName), peer,
                Term.Tuple(SystemMessages.GenCast, Term.Tuple(
                    Atom.Get("new_nodes"), local.NodeName, Term.List(ours), ErlList.Empty, Term.List(self), extra)));
            await DeleteLockAsync([peer], id).ConfigureAwait(false);
            if (await AskAsync(peer, Atom.Get("get_known"), limit.Token).ConfigureAwait(false) is ErlList known)
            {
                Connect(GlobalNameServerProcess.Names(known));
            }

            await IntroduceAsync(peer, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ErlangException or OperationCanceledException)
        {
            // A node that only calls and leaves again has left no names to exchange.
            if (peers.Find(peer) is not null)
            {
                string why = LogText.Line(e.Message, 256);
                local.Connections.Complaints.Tell("global", peer.Name, LogLevel.Warning, (level, more) => local.Log.GlobalNotMet(level, peer.Name, why + more));
            }
        }
        finally
        {
            _meeting.TryRemove(peer, out _);
        }
    }

    /// <summary>
    /// A BEAM node is to be connected to the other members, too. Were it told of them as known nodes, as OTP's tell each other, it would take their
    /// names for exchanged; so it is made to dial them as <c>global</c> would, and they exchange their names among themselves.
    /// </summary>
    private async Task IntroduceAsync(Atom peer, CancellationToken cancellationToken)
    {
        Term[] others = [.. _overlaps.Members.Where(m => !m.Equals(peer))];
        if (settings.ConnectAll && others.Length > 0 && !_kin.ContainsKey(peer))
        {
            Term[] yes = [.. Enumerable.Repeat(Atom.True, others.Length)];
            await calls.Value.SpawnAsync(
                peer, Atom.Get("lists"), Atom.Get("zipwith"), (ErlList)Term.List(s_monitorNode, Term.List(others), Term.List(yes)), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TakeNamesAsync(Atom peer, CancellationToken cancellationToken)
    {
        try
        {
            Term table = await calls.Value.RpcAsync(
                peer, Atom.Get("ets"), Atom.Get("tab2list"), (ErlList)Term.List(Atom.Get("global_names")), cancellationToken).ConfigureAwait(false);
            foreach (Term entry in table as ErlList ?? ErlList.Empty)
            {
                if (entry is ErlTuple and [Term name, Pid process, Term method, ..])
                {
                    if (Server!.With(t => t.TryFind(name, out Pid? ours) && !ours.Equals(process)))
                    {
                        TellClash(name, peer);
                    }

                    Server.Learn(name, process, method, peer);
                }
            }
        }
        catch (RpcException)
        {
            // No BEAM, or one that keeps its names otherwise: it tells of each new one.
        }
    }

    private async Task<bool> TrySetLockAsync(Atom[] ordered, Term id, CancellationToken cancellationToken)
    {
        Term request = Term.Tuple(s_setLock, id);
        foreach (Atom[] some in ordered is [var boss, .. var others] ? (Atom[][])[[boss], others] : [])
        {
            IReadOnlyDictionary<Atom, Term> replies = await AskAsync(some, request, cancellationToken).ConfigureAwait(false);
            if (replies.Values.Any(r => !r.Equals(Atom.True)))
            {
                await DeleteLockAsync([.. replies.Where(r => r.Value.Equals(Atom.True)).Select(r => r.Key), .. some == ordered ? [] : ordered.Except(some)], id)
                    .ConfigureAwait(false);
                return false;
            }
        }

        return true;
    }

    /// <summary>It never connects: a node that has left is no member, and has no say.</summary>
    private async Task<Term?> AskAsync(Atom to, Term request, CancellationToken cancellationToken)
    {
        if (!to.Equals(local.NodeName) && peers.Find(to) is null)
        {
            return null;
        }

        try
        {
            return await calls.Value.GenCallAsync(
                SystemMessages.GenCall, new MonitorTarget(to, null, GlobalNameServerProcess.ServerName), request, cancellationToken).ConfigureAwait(false);
        }
        catch (ErlangException)
        {
            return null;
        }
    }
}
