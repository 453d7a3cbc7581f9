using System.Collections.Concurrent;

namespace ErlDist.Wire;

/// <summary>
/// The challenges that a node has given out in handshakes that are under way, in both roles. One that comes back as a peer's own
/// is refused: answering it would let that peer pass in the other handshake for a node that knows the cookie. The handshake
/// itself has no protection against that (erl_dist_protocol, "The Handshake in Detail"). Safe for many threads.
/// </summary>
internal sealed class OutstandingChallenges
{
    private readonly ConcurrentDictionary<uint, Handshake> _given = new();

    /// <summary>How many there are.</summary>
    public int Count => _given.Count;

    /// <summary>Whether a challenge is one that this node waits for the answer to.</summary>
    public bool Contains(uint challenge) => _given.ContainsKey(challenge);

    internal void Add(uint challenge, Handshake handshake) => _given[challenge] = handshake;

    internal void Remove(uint challenge, Handshake handshake) => _given.TryRemove(KeyValuePair.Create(challenge, handshake));
}
