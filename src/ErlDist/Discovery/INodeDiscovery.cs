namespace ErlDist.Embedding;

/// <summary>
/// How a node finds others and is found: what <c>-epmd_module</c> is in OTP ("How to Implement an Alternative Node Discovery for
/// Erlang Distribution"). Those that come with this library are made by <see cref="NodeDiscovery"/>. Safe for many threads.
/// </summary>
public interface INodeDiscovery
{
    /// <summary>Where a node listens.</summary>
    /// <param name="node">The whole name, <c>name@host</c>.</param>
    /// <param name="cancellationToken">The time limit, <see cref="ErlangNodeOptions.NetSetupTime"/>.</param>
    /// <returns>The address; null when there is no such node as far as is known here.</returns>
    /// <exception cref="DiscoveryException">It cannot be said; the message says why.</exception>
    ValueTask<NodeAddress?> FindAsync(string node, CancellationToken cancellationToken);

    /// <summary>Makes this node known, once it listens. Disposing of what is returned takes it away again.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null where nothing is to be done.</returns>
    /// <exception cref="ErlangException">The node cannot be registered, and does not start.</exception>
    ValueTask<INodeRegistration?> RegisterAsync(NodeListing node, CancellationToken cancellationToken) => ValueTask.FromResult<INodeRegistration?>(null);

    /// <summary>The names of all nodes that are known, as far as that can be told; else none. For <c>*</c> in <see cref="ErlangNodeOptions.KeepConnected"/>.</summary>
    /// <exception cref="DiscoveryException">It cannot be said now; the message says why.</exception>
    ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<string>>([]);
}

/// <summary>A node's place where others look for it.</summary>
public interface INodeRegistration : IAsyncDisposable
{
    /// <summary>The incarnation that it was given there, not 0; null = the node makes one up.</summary>
    uint? Creation { get; }

    /// <summary>Whether others find it now.</summary>
    bool IsRegistered { get; }
}

/// <summary>What a node tells of itself.</summary>
/// <param name="Name">The whole name, <c>name@host</c>.</param>
/// <param name="Port">The port that others reach it at (<see cref="ErlangNodeOptions.PublicPort"/>).</param>
/// <param name="Hidden">Whether it is hidden.</param>
public sealed record NodeListing(string Name, int Port, bool Hidden);

/// <summary>Where a node listens.</summary>
/// <param name="Host">A host name or an IP address to connect to. TLS verifies the host of the node's name, whatever stands here.</param>
/// <param name="Port">The port.</param>
public sealed record NodeAddress(string Host, int Port)
{
    /// <summary>The handshake that the node knows: 6, or 5 of releases before 23.</summary>
    public int HandshakeVersion { get; init; } = 6;

    /// <summary>Reads <c>host:port</c>; an IPv6 address stands in brackets.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static NodeAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? "" : text[..colon];
        bool bracketed = host is ['[', .., ']'];
        host = bracketed ? host[1..^1] : host;
        return host.Length > 0 && (bracketed || !host.Contains(':', StringComparison.Ordinal))
            && ushort.TryParse(text.AsSpan(colon + 1), System.Globalization.NumberStyles.None, null, out ushort port) && port > 0
            ? new NodeAddress(host, port)
            : throw new FormatException($"'{text}' is no address: write host:port, an IPv6 address as [::1]:9100.");
    }
}

/// <summary>A node could not be looked for; the message says why and what to do.</summary>
/// <param name="message">What happened and what to do.</param>
/// <param name="inner">What lies below.</param>
public sealed class DiscoveryException(string message, Exception? inner = null) : ErlangException(message, inner);
