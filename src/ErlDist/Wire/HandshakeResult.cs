using ErlDist.Wire;

namespace ErlDist.Embedding;

/// <summary>What a handshake settled.</summary>
public sealed record HandshakeResult
{
    /// <summary>Our name; the peer's gift when we asked for one.</summary>
    public required string LocalName { get; init; }

    /// <summary>Our incarnation; the peer's gift when we asked for a name.</summary>
    public required uint LocalCreation { get; init; }

    /// <summary>The peer's name; our gift when it asked for one.</summary>
    public required string PeerName { get; init; }

    /// <summary>The peer's incarnation.</summary>
    public required uint PeerCreation { get; init; }

    /// <summary>What both ends offer, and so what holds on the connection.</summary>
    public required DistributionFlags Flags { get; init; }

    /// <summary>What the peer offered.</summary>
    public required DistributionFlags PeerFlags { get; init; }

    /// <summary>Whether this end dialled.</summary>
    public required bool IsInitiator { get; init; }

    /// <summary>The challenge that this end gave. With <see cref="PeerChallenge"/> it names the connection, for proofs above.</summary>
    public required uint Challenge { get; init; }

    /// <summary>The challenge that the peer gave.</summary>
    public required uint PeerChallenge { get; init; }

    /// <summary>Whether either end is hidden, so that the two do not see each other in <c>nodes()</c>.</summary>
    public bool IsHidden => !Flags.Has(DistributionFlags.Published);
}
