using System.Collections.Concurrent;
using ErlDist.Embedding;

namespace ErlDist.Connections;

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
                if (result == PostResult.Full)
                {
                    entry.GiveBack();
                }

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
