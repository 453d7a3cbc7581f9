using System.Security.Cryptography;
using ErlDist.Wire;

namespace ErlDist;

/// <summary>What an end brings to a handshake.</summary>
internal sealed record HandshakeOptions
{
    /// <summary>Our name, <c>name@host</c>. An end that dials may have the host alone: it then asks its peer for a name.</summary>
    public required string LocalName { get; init; }

    /// <summary>Our incarnation, from EPMD or random; pids with another one are not ours. 0 when asking for a name.</summary>
    public required uint Creation { get; init; }

    /// <summary>The cookie for a peer, by its name.</summary>
    public required Func<string, Cookie> CookieFor { get; init; }

    /// <summary>What we offer.</summary>
    public DistributionFlags Flags { get; init; } = DistributionFlagSets.Hidden;

    /// <summary>What the peer must offer.</summary>
    public DistributionFlags Required { get; init; } = DistributionFlagSets.Mandatory25;

    /// <summary>The size of a message's length on this carrier, in bytes: 2 on plain TCP, 4 on TLS.</summary>
    public int PrefixBytes { get; init; } = 4;

    /// <summary>Makes the challenges; random by default, fixed in tests.</summary>
    public Func<uint> NewChallenge { get; init; } = RandomChallenge;

    /// <summary>The node's challenges that are not answered yet, common to all its handshakes; null where there is this one alone.</summary>
    public OutstandingChallenges? Challenges { get; init; }

    private static uint RandomChallenge()
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToUInt32(bytes);
    }
}

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

    /// <summary>Whether either end is hidden, so that the two don't see each other in <c>nodes()</c>.</summary>
    public bool IsHidden => !Flags.Has(DistributionFlags.Published);
}
