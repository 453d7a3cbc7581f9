namespace ErlDist.Embedding;

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
