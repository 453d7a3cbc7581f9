using ErlDist.Embedding;

namespace ErlDist;

/// <summary>There is no connection to a node and none can be had; the message says why and what to do.</summary>
public sealed class NodeConnectionException : ErlangException
{
    internal NodeConnectionException(Atom node, ConnectFailure reason, string message, Exception? inner = null)
        : base(message, inner)
    {
        Node = node.Name;
        Reason = reason;
    }

    /// <summary>The node that was to be reached.</summary>
    public string Node { get; }

    /// <summary>What failed.</summary>
    public ConnectFailure Reason { get; }

    /// <summary>
    /// The name of the node that is there in place of the one that was to be reached: of the connected one with
    /// <see cref="ConnectFailure.OtherSpelling"/>, or the one that the node there gave in the handshake.
    /// </summary>
    public string? OtherName
    {
        get => field ?? (InnerException as HandshakeException)?.OtherName;
        private init;
    }

    internal static NodeConnectionException Stopped(Atom node) =>
        new(node, ConnectFailure.Stopped, $"No connection to {node.Name}: this node has stopped. Start a new ErlangNode.");

    internal static NodeConnectionException Unexpected(Atom node, Exception inner) =>
        new(node, ConnectFailure.Carrier, $"No connection to {node.Name}: {inner.Message}", inner);

    internal static NodeConnectionException Lost(Atom node, DownReason reason) =>
        new(node, ConnectFailure.Lost, $"The connection to {node.Name} is down: {reason}. Send again to set up a new one.");

    internal static NodeConnectionException OtherSpelling(Atom node, Atom other) => new(
        node, ConnectFailure.OtherSpelling,
        $"No connection to {node.Name}: {other.Name} is connected, or this node itself, and the two differ in the case of the host only. Use that name.")
    {
        OtherName = other.Name,
    };

    internal static NodeConnectionException TooManyDials(Atom node) => new(
        node, ConnectFailure.Timeout,
        $"No connection to {node.Name}: too many nodes that messages name are being dialled. Connect to it first (ErlangNode.ConnectAsync).");

    internal static NodeConnectionException Simultaneous(Atom node) =>
        new(node, ConnectFailure.Simultaneous, $"No connection to {node.Name}: it dialled this node at the same time, and broke off. Send again to set up a new one.");

    internal static NodeConnectionException NotConnected(Atom node, AutoConnect autoConnect) =>
        new(node, ConnectFailure.NotConnected,
            $"No connection to {node.Name}: dist_auto_connect is {(autoConnect == AutoConnect.Never ? "never" : "once")}, so only ErlangNode.ConnectAsync sets it up.");
}
