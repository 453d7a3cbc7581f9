using ErlDist.Embedding;

namespace ErlDist;

/// <summary>
/// What peers may make a node hold, in one place. What each limit does stands with it; most end the one connection that breaks
/// them, with a log line that names it. EPMD's own are <see cref="EpmdServerLimits"/>, and time limits are the node's
/// <see cref="ErlangNodeOptions.NetSetupTime"/> and <see cref="ErlangNodeOptions.NetTickTime"/>.
/// </summary>
public sealed record NodeLimits
{
    private readonly long? _outboxesBytes;

    /// <summary>The limits that are used when none are given.</summary>
    public static NodeLimits Default { get; } = new();

    /// <summary>Of terms: depth, sizes, counts.</summary>
    public TermLimits Terms { get; init; } = TermLimits.Default;

    /// <summary>Of frames, handshake messages and fragments.</summary>
    public WireLimits Wire { get; init; } = WireLimits.Default;

    /// <summary>
    /// How many inbound connections may be in set-up at once; one more ends the oldest, so that a flood of silent ones keeps
    /// nobody out. 256.
    /// </summary>
    public int PendingConnections { get; init; } = 256;

    /// <summary>
    /// How many bytes all peers together may make this node hold: messages that processes have not received yet (as they are in memory),
    /// messages of which parts are missing, arguments of functions that run, links and monitors (200 bytes each). When they are used up, a peer that holds
    /// more than its part (all of them divided by the number of peers that hold any) and brings more loses its connection; what it
    /// left in queues still counts when it comes back. A process of a kind of yours counts what it queues by <see cref="IncomingMessage.Hold"/>. 1 GiB.
    /// </summary>
    public long HeldBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>
    /// How many functions may run at once for peers, by spawn requests, rpc and streams; further requests of a peer that has more than its part (all of
    /// them divided by the number of peers that have any) get <c>system_limit</c>. 10,000.
    /// </summary>
    public int SpawnedProcesses { get; init; } = 10_000;

    /// <summary>
    /// How many links one process may have, and monitors that others hold on it; one more from a peer ends that peer's connection.
    /// What it monitors itself does not count. 1,000,000.
    /// </summary>
    public int RelationsPerProcess { get; init; } = 1_000_000;

    /// <summary>
    /// How many memberships of process groups the processes of one peer may have in a scope of <c>pg</c> here, and how many of them names and
    /// locks of <c>global</c>, each of at most 1 KiB, encoded; further ones are dropped. 1,000,000.
    /// </summary>
    public int NamesPerPeer { get; init; } = 1_000_000;

    /// <summary>
    /// How many bytes may wait for one connection; from then on its senders await (<c>+zdbbl</c>, the distribution buffer
    /// busy limit). 1 MiB.
    /// </summary>
    public int OutboundBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// How many bytes of signals that cannot wait (links, monitors, exits) may be queued beyond
    /// <see cref="OutboundBytes"/> before the connection is given up. 64 MiB.
    /// </summary>
    public int OutboundControlBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// How many bytes of posted messages (<see cref="ErlangNode.Post"/>) may wait for one node that is dialled or busy; more are not
    /// taken. 64 MiB.
    /// </summary>
    public int OutboxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// How many bytes of posted messages may wait for all nodes together that are not connected, so that whoever has messages sent to ever
    /// other nodes fills no more; not less than <see cref="OutboxBytes"/>. Four times that by default, 256 MiB.
    /// </summary>
    public long OutboxesBytes
    {
        get => _outboxesBytes ?? 4L * OutboxBytes;
        init => _outboxesBytes = value;
    }
}
