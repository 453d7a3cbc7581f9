using ErlDist.Embedding;
using ErlDist.Terms;
using ErlDist.Wire;

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

/// <summary>Why a node cannot be reached.</summary>
public enum ConnectFailure
{
    /// <summary>The node name is not one, or its host is unknown.</summary>
    BadName,

    /// <summary>EPMD did not answer on the node's host.</summary>
    EpmdUnreachable,

    /// <summary>EPMD answered that it knows no such node.</summary>
    NoSuchNode,

    /// <summary>TCP or TLS failed; the inner exception is a <see cref="CarrierException"/>.</summary>
    Carrier,

    /// <summary>The handshake failed; the inner exception is a <see cref="HandshakeException"/>.</summary>
    Handshake,

    /// <summary>The peer's own attempt went first and did not end in a connection.</summary>
    Simultaneous,

    /// <summary>A step took longer than <see cref="ErlangNodeOptions.NetSetupTime"/>.</summary>
    Timeout,

    /// <summary>A node is connected whose name differs in the case of its host only.</summary>
    OtherSpelling,

    /// <summary>The connection broke while it was used.</summary>
    Lost,

    /// <summary>There is no connection, and <see cref="ErlangNodeOptions.AutoConnect"/> allows none to be set up.</summary>
    NotConnected,

    /// <summary>This node has stopped.</summary>
    Stopped,
}
