using System.Collections.Concurrent;
using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Routing;

namespace ErlDist.Services;

/// <summary>
/// <c>prevent_overlapping_partitions</c> (kernel, "global"): who loses the connection to a member says so to all others, and they
/// leave that member, so that no two nodes see clusters that overlap. What a node says of its own connections counts, and nothing that it
/// passes on.
/// </summary>
internal sealed class Overlaps(ProcessServices local, PeerTable peers, GlobalSettings settings)
{
    /// <summary>The first version of the protocol of name servers that has it.</summary>
    private const int FirstVersion = 7;

    private const int OldVersion = 5;

    private static readonly Atom s_lostConnection = Atom.Get("lost_connection");
    private static readonly Atom s_removeConnection = Atom.Get("remove_connection");

    private readonly ConcurrentDictionary<Atom, int> _members = new();
    private readonly ConcurrentDictionary<Atom, bool> _leaving = new();
    private long _lastOperation;

    /// <summary>The version of the protocol that this node speaks.</summary>
    public int Version => IsOn ? FirstVersion : OldVersion;

    private bool IsOn => settings.PreventOverlaps && settings.ConnectAll;

    /// <summary>This node as one of the nodes that are known: with its version, which a peer of an earlier version (OTP 23) has no room for.</summary>
    public Term AsKnownTo(Atom peer) =>
        _members.TryGetValue(peer, out int version) && version >= FirstVersion ? Term.Tuple(local.NodeName, Version) : local.NodeName;

    /// <summary>A visible peer has begun to synchronize.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="version">Its version of the protocol, alone or at the head of a tuple.</param>
    public void OnMet(Atom peer, Term version) =>
        _members[peer] = version switch
        {
            ErlInteger v => (int)Math.Clamp(v.Value, 0, int.MaxValue),
            ErlTuple and [ErlInteger v, ..] => (int)Math.Clamp(v.Value, 0, int.MaxValue),
            _ => 0,
        };

    /// <summary>A connection is gone; the others are told, unless this node left by itself.</summary>
    /// <param name="server">Our name server.</param>
    /// <param name="peer">The peer.</param>
    public void OnDown(Pid server, Atom peer)
    {
        bool wasMember = _members.TryRemove(peer, out _);
        bool left = _leaving.TryRemove(peer, out _);
        if (wasMember && !left && IsOn && !local.Processes.IsClosed)
        {
            Term message = Term.Tuple(s_lostConnection, local.NodeName, (long)local.Connections.Self.Creation, Interlocked.Increment(ref _lastOperation), peer);
            foreach ((Atom member, int version) in _members)
            {
                if (version >= FirstVersion)
                {
                    Tell(server, member, message);
                }
            }
        }
    }

    /// <summary>A member has lost its connection to another one: that one is left here too.</summary>
    public void OnLost(Pid server, Atom lost)
    {
        if (IsOn && _members.ContainsKey(lost) && !lost.Equals(local.NodeName))
        {
            Tell(server, lost, Term.Tuple(s_removeConnection, local.NodeName));
            local.Log.PartitionAvoided(lost.Name);
            Remove(lost);
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

    /// <summary>What is said to it before still goes out.</summary>
    private async Task CloseAsync(Connection connection)
    {
        await connection.Outbound.FlushedAsync(local.Connections.SetupTime, local.Connections.Time).ConfigureAwait(false);
        connection.Close(DownReason.Disconnect);
    }

    private void Tell(Pid server, Atom member, Term message) =>
        local.Router.Answer(Signals.SendToName(server, GlobalNameServerProcess.ServerName), member, message);
}
