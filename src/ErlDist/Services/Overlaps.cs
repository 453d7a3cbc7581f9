using System.Collections.Concurrent;
using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Routing;

namespace ErlDist.Services;

/// <summary>
/// <c>prevent_overlapping_partitions</c> (kernel, "global"): who loses the connection to a member says so to all others, and they
/// leave that member, so that no two nodes see clusters that overlap. Each passes it on once: both ends of a connection say that they
/// lost it, and who is left for the word of one does not get the other's through.
/// </summary>
/// <remarks>A member could as well say of itself what it passes on, so to believe it gives nobody more power.</remarks>
internal sealed class Overlaps(ProcessServices local, PeerTable peers, GlobalSettings settings)
{
    /// <summary>The first version of the protocol of name servers that has it.</summary>
    private const int FirstVersion = 7;

    private const int OldVersion = 5;
    private const int MaxHeard = 4096;

    private static readonly Atom s_lostConnection = Atom.Get("lost_connection");
    private static readonly Atom s_removeConnection = Atom.Get("remove_connection");

    private readonly ConcurrentDictionary<Atom, int> _members = new();
    private readonly ConcurrentDictionary<Atom, bool> _leaving = new();
    private readonly Lock _hearing = new();
    private readonly Dictionary<(Atom Teller, Atom Lost), (long Creation, long Operation)> _heard = [];
    private long _lastOperation;

    /// <summary>The version of the protocol that this node speaks.</summary>
    public int Version => IsOn ? FirstVersion : OldVersion;

    /// <summary>The peers that take part in <c>global</c>.</summary>
    public IEnumerable<Atom> Members => _members.Keys;

    private bool IsOn => settings.PreventOverlaps && settings.ConnectAll;

    /// <summary>This node as one of the nodes that are known: with its version, which a peer of an earlier version (OTP 23) has no room for.</summary>
    public Term AsKnownTo(Atom peer) =>
        _members.TryGetValue(peer, out int version) && version >= FirstVersion ? Term.Tuple(local.NodeName, Version) : local.NodeName;

    /// <summary>A visible peer has begun to synchronize.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="version">Its version of the protocol, alone or at the head of a tuple.</param>
    public void OnMet(Atom peer, Term version)
    {
        _leaving.TryRemove(peer, out _);
        _members[peer] = version switch
        {
            ErlInteger v => (int)Math.Clamp(v.Value, 0, int.MaxValue),
            ErlTuple and [ErlInteger v, ..] => (int)Math.Clamp(v.Value, 0, int.MaxValue),
            _ => 0,
        };
    }

    /// <summary>A connection is gone; the others are told, unless this node left by itself.</summary>
    /// <param name="server">Our name server.</param>
    /// <param name="peer">The peer.</param>
    public void OnDown(Pid server, Atom peer)
    {
        bool wasMember = _members.TryRemove(peer, out _);
        bool left = _leaving.TryRemove(peer, out _);
        if (wasMember && !left && IsOn && !local.Processes.IsClosed)
        {
            TellMembers(server, peer, local.NodeName, (long)local.Connections.Self.Creation, Interlocked.Increment(ref _lastOperation), peer);
        }
    }

    /// <summary>A member has lost its connection to another one: that one is left here too, and the others are told.</summary>
    /// <param name="server">Our name server.</param>
    /// <param name="origin">Who says so here.</param>
    /// <param name="teller">The member that lost it.</param>
    /// <param name="creation">The life of the teller.</param>
    /// <param name="operation">Grows with each that the teller tells of.</param>
    /// <param name="lost">The member that was lost.</param>
    public void OnLost(Pid server, Atom origin, Atom teller, long creation, long operation, Atom lost)
    {
        // Where it is this node that was lost, all others leave it; so it leaves the teller alone.
        Atom left = lost.Equals(local.NodeName) ? teller : lost;
        bool concernsUs = IsOn && !teller.Equals(local.NodeName) && _members.ContainsKey(origin) && _members.ContainsKey(left) && !_leaving.ContainsKey(left);
        if (concernsUs && IsNews(teller, creation, operation, lost))
        {
            TellMembers(server, teller, teller, creation, operation, lost);
            Tell(server, left, Term.Tuple(s_removeConnection, local.NodeName));
            local.Log.PartitionAvoided(left.Name);
            Remove(left);
        }
    }

    /// <summary>Leaves a member; it is connected to again when it is needed.</summary>
    public void Remove(Atom peer)
    {
        if (IsOn && peers.Find(peer) is { } connection)
        {
            _leaving[peer] = true;
            _ = CloseAsync(connection);
        }
    }

    private bool IsNews(Atom teller, long creation, long operation, Atom lost)
    {
        lock (_hearing)
        {
            if (_heard.TryGetValue((teller, lost), out (long Creation, long Operation) before) && before.Creation == creation && operation <= before.Operation)
            {
                return false;
            }

            if (_heard.Count >= MaxHeard)
            {
                _heard.Clear();
            }

            _heard[(teller, lost)] = (creation, operation);
            return true;
        }
    }

    private void TellMembers(Pid server, Atom except, Atom teller, long creation, long operation, Atom lost)
    {
        Term message = Term.Tuple(s_lostConnection, teller, creation, operation, lost);
        foreach ((Atom member, int version) in _members)
        {
            if (version >= FirstVersion && !member.Equals(except))
            {
                Tell(server, member, message);
            }
        }
    }

    /// <summary>What is said to it before still goes out.</summary>
    private async Task CloseAsync(Connection connection)
    {
        await connection.Outbound.FlushedAsync(local.Connections.SetupTime, local.Connections.Time).ConfigureAwait(false);
        connection.Close(DownReason.Disconnect);
    }

    private void Tell(Pid server, Atom member, Term message) =>
        local.Router.Answer(Signals.SendToName(server, GlobalNameServerProcess.ServerName), member, message);
}
