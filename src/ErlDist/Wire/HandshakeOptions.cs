using System.Security.Cryptography;
using ErlDist.Embedding;

namespace ErlDist.Wire;

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
