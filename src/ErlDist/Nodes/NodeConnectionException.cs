using ErlDist.Terms;

namespace ErlDist.Nodes;

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

    internal static NodeConnectionException Stopped(Atom node) =>
        new(node, ConnectFailure.Stopped, $"No connection to {node.Name}: this node has stopped. Start a new ErlangNode.");

    internal static NodeConnectionException Unexpected(Atom node, Exception inner) =>
        new(node, ConnectFailure.Carrier, $"No connection to {node.Name}: {inner.Message}", inner);

    internal static NodeConnectionException Lost(Atom node, DownReason reason) =>
        new(node, ConnectFailure.Lost, $"The connection to {node.Name} is down: {reason}. Send again to set up a new one.");

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

    /// <summary>TCP or TLS failed; the inner exception is a <see cref="Carriers.CarrierException"/>.</summary>
    Carrier,

    /// <summary>The handshake failed; the inner exception is a <see cref="Wire.HandshakeException"/>.</summary>
    Handshake,

    /// <summary>The peer's own attempt went first and did not end in a connection.</summary>
    Simultaneous,

    /// <summary>A step took longer than <see cref="ErlangNodeOptions.NetSetupTime"/>.</summary>
    Timeout,

    /// <summary>The connection broke while it was used.</summary>
    Lost,

    /// <summary>There is no connection, and <see cref="ErlangNodeOptions.AutoConnect"/> allows none to be set up.</summary>
    NotConnected,

    /// <summary>This node has stopped.</summary>
    Stopped,
}
