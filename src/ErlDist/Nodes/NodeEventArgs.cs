using ErlDist.Embedding;

namespace ErlDist;

/// <summary>A connection came up or went down: <c>nodeup</c> and <c>nodedown</c> of net_kernel:monitor_nodes/2.</summary>
public sealed class NodeEventArgs(string node, DownReason? reason, CarrierSecurity? security, HandshakeResult handshake) : EventArgs
{
    /// <summary>The peer.</summary>
    public string Node { get; } = node;

    /// <summary>Why it went down; null when it came up.</summary>
    public DownReason? Reason { get; } = reason;

    /// <summary>What TLS settled; null on plain TCP.</summary>
    public CarrierSecurity? Security { get; } = security;

    /// <summary>What the handshake settled: names, creations, flags.</summary>
    public HandshakeResult Handshake { get; } = handshake;
}
