using System.Collections.Concurrent;
using ErlDist.Embedding;
using ErlDist.Nodes;
using ErlDist.Terms;

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

/// <summary>The outboxes of a node: one for each peer that something waits for.</summary>
internal sealed class Outboxes(OutboxServices services)
{
    private readonly ConcurrentDictionary<Atom, Outbox> _byPeer = new();
    private readonly Lock _adding = new();
    private int _count;

    /// <summary>How many bytes wait for nodes that are dialled or busy.</summary>
    public long Bytes => services.Waiting;

    /// <summary>The outbox that signals to a node queue up in; null when nothing waits for it. Costs next to nothing then.</summary>
    public Outbox? Find(Atom peer) => Volatile.Read(ref _count) == 0 ? null : _byPeer.GetValueOrDefault(peer);

    /// <summary>Adds a signal, to a new outbox where there is none.</summary>
    public PostResult Add(Atom peer, in OutboxEntry entry, out Task room)
    {
        while (true)
        {
            if (GetOrAdd(peer).TryAdd(entry, out room) is { } result)
            {
                return result;
            }
        }
    }

    private Outbox GetOrAdd(Atom peer)
    {
        if (_byPeer.TryGetValue(peer, out Outbox? outbox))
        {
            return outbox;
        }

        lock (_adding)
        {
            if (!_byPeer.TryGetValue(peer, out outbox))
            {
                outbox = new Outbox(peer, services, Remove);
                Interlocked.Increment(ref _count);
                _byPeer[peer] = outbox;
                _ = outbox.RunAsync();
            }

            return outbox;
        }
    }

    private void Remove(Outbox ended)
    {
        if (_byPeer.TryRemove(KeyValuePair.Create(ended.Peer, ended)))
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
