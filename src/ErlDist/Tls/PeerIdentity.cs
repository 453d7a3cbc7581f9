using System.Net;

namespace ErlDist.Tls;

/// <summary>Whom a TLS handshake is with.</summary>
internal sealed record PeerIdentity
{
    /// <summary>Whether the peer is the server.</summary>
    public required bool IsServer { get; init; }

    /// <summary>The host part of the server's node name; null where the peer is a client.</summary>
    public string? Host { get; init; }

    /// <summary>The server's node name; null where the peer is a client.</summary>
    public string? NodeName { get; init; }

    /// <summary>The name sent by SNI; null where none is.</summary>
    public string? ServerName { get; init; }

    /// <summary>The peer's address, where known.</summary>
    public EndPoint? Address { get; init; }

    /// <summary>The hosts that a client may be; empty = all.</summary>
    public IReadOnlyCollection<string> AllowedHosts { get; init; } = [];

    /// <summary>As messages name it.</summary>
    public override string ToString() => NodeName ?? Address?.ToString() ?? "the peer";
}
