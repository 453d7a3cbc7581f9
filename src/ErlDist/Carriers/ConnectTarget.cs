namespace ErlDist.Embedding;

/// <summary>The peer of a connection that this side sets up.</summary>
public sealed record ConnectTarget
{
    /// <summary>The host part of the node name: a name or an IP address. It is what TLS verifies by default.</summary>
    public required string Host { get; init; }

    /// <summary>The host name or IP address to connect to, where it is another than <see cref="Host"/>.</summary>
    public string? Address { get; init; }

    /// <summary>The port, as EPMD told it or the caller knew it.</summary>
    public required int Port { get; init; }

    /// <summary>The whole node name, <c>name@host</c>.</summary>
    public required string NodeName { get; init; }
}
