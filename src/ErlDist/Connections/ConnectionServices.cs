using ErlDist.Embedding;
using ErlDist.Wire;

namespace ErlDist.Connections;

/// <summary>What all connections of a node share: those that are up, and whatever sets them up.</summary>
internal sealed class ConnectionServices
{
    /// <summary>This node's name and creation.</summary>
    public required NodeIdentity Self { get; init; }

    /// <summary>What is told of connections and takes their signals.</summary>
    public required IConnectionOwner Owner { get; init; }

    /// <summary>Moves the bytes.</summary>
    public required ICarrier Carrier { get; init; }

    /// <summary>The flags to offer; a node that takes no connections, or has no name yet, offers fewer.</summary>
    public required Func<DistributionFlags> OfferedFlags { get; init; }

    /// <summary>The cookie for a peer.</summary>
    public required Func<string, Cookie> CookieFor { get; init; }

    /// <summary>The only peers that may connect; null = all.</summary>
    public required AllowList? Allowed { get; init; }

    /// <summary>What peers may make this node hold.</summary>
    public required NodeLimits Limits { get; init; }

    /// <summary><c>net_setuptime</c>: the limit of each step of a set-up.</summary>
    public required TimeSpan SetupTime { get; init; }

    /// <summary><c>net_tickintensity</c>: how many silent ticks end a connection.</summary>
    public required int TickIntensity { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>What peers make this node hold.</summary>
    public required PeerAccounts Accounts { get; init; }

    /// <summary>The log.</summary>
    public required NodeLog Log { get; init; }

    /// <summary>What is logged at most once a minute.</summary>
    public required Complaints Complaints { get; init; }

    /// <summary>What is measured.</summary>
    public required NodeMeters Meters { get; init; }

    /// <summary>Cancelled when the node stops.</summary>
    public required CancellationToken Stopping { get; init; }

    /// <summary>The challenges that are out, so that none is reflected.</summary>
    public OutstandingChallenges Challenges { get; } = new();

    /// <summary>The clock's time, for ticks and fragments.</summary>
    public TimeSpan Elapsed => Time.GetElapsedTime(0);

    /// <summary>What this node brings to a handshake, in either role.</summary>
    public HandshakeOptions HandshakeOptions() => new()
    {
        LocalName = Self.HasName ? Self.Name.Name : Self.Host,
        Creation = Self.Creation,
        CookieFor = CookieFor,
        Flags = OfferedFlags(),
        PrefixBytes = Carrier.HandshakePrefixBytes,
        Challenges = Challenges,
    };
}
