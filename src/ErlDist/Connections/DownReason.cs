namespace ErlDist;

/// <summary>Why a connection that was up went down: <c>nodedown_reason</c> of net_kernel:monitor_nodes/2, and the details.</summary>
/// <param name="Name">OTP's name of it: <c>connection_closed</c>, <c>disconnect</c>, <c>net_tick_timeout</c> …</param>
/// <param name="Detail">What happened, for the log; empty when the name says it all.</param>
public sealed record DownReason(string Name, string Detail = "")
{
    /// <summary>The peer closed the connection.</summary>
    public static DownReason ConnectionClosed { get; } = new("connection_closed");

    /// <summary>Nothing came from the peer for <see cref="ErlangNodeOptions.NetTickTime"/>.</summary>
    public static DownReason NetTickTimeout { get; } = new("net_tick_timeout");

    /// <summary>This side disconnected.</summary>
    public static DownReason Disconnect { get; } = new("disconnect");

    /// <summary>This node stops.</summary>
    public static DownReason NetKernelTerminated { get; } = new("net_kernel_terminated");

    /// <summary>The peer made a new connection in place of this one.</summary>
    public static DownReason Replaced { get; } = new("connection_closed", "the peer has made a new connection");

    /// <summary>True when the peer broke the protocol or a limit; <see cref="Detail"/> says which and where.</summary>
    public bool IsProtocolError => Name == ProtocolErrorName;

    /// <summary>
    /// True when the connection broke, or the peer was silent for too long: what an operator wants to know. False when one side left:
    /// a BEAM node that halts closes its connections and says no more.
    /// </summary>
    public bool IsLoss => IsProtocolError || Name == NetTickTimeout.Name || (Detail.Length > 0 && this != Replaced);

    private const string ProtocolErrorName = "protocol_error";

    internal static DownReason ProtocolError(string detail) => new(ProtocolErrorName, detail);

    /// <inheritdoc/>
    public override string ToString() => Detail.Length == 0 ? Name : $"{Name} ({Detail})";
}
