using ErlDist.Embedding;

namespace ErlDist;

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
