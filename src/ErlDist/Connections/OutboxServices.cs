namespace ErlDist.Connections;

/// <summary>What the outboxes of a node need of it.</summary>
/// <param name="ConnectAsync">Gives the connection to a node, dialled where that is needed and allowed.</param>
/// <param name="Dropped">Is told of each signal that is not sent.</param>
/// <param name="Limits">How much may wait.</param>
/// <param name="Time">The clock.</param>
/// <param name="Say">Tells that so many messages to a node are dropped, and why.</param>
/// <param name="Stopping">Cancelled when the node stops.</param>
internal sealed record OutboxServices(
    Func<Atom, CancellationToken, ValueTask<Connection>> ConnectAsync,
    Action<Atom, OutboxEntry, NodeConnectionException> Dropped,
    NodeLimits Limits,
    TimeProvider Time,
    Action<Atom, long, NodeConnectionException> Say,
    CancellationToken Stopping)
{
    private long _waiting;

    /// <summary>How many bytes wait for all nodes.</summary>
    public long Waiting => Interlocked.Read(ref _waiting);

    /// <summary>Some wait, or no longer do.</summary>
    public void Count(long bytes) => Interlocked.Add(ref _waiting, bytes);
}
