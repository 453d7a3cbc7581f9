namespace AkkaErlDist.Remoting;

/// <summary>What a message between two actor systems is.</summary>
internal enum FrameKind : byte
{
    /// <summary>
    /// An association begins. The content is two addresses with a space between them, in UTF-8: of the system that opens it, and
    /// of the one that it is meant for, since a node may have lived at another address before. <see cref="Accept"/> or
    /// <see cref="Refuse"/> answers it.
    /// </summary>
    Open = 1,

    /// <summary>A PDU.</summary>
    Data = 2,

    /// <summary>An association is over. The content is a byte, <see cref="DisassociationReason"/>.</summary>
    Close = 3,

    /// <summary>The other side takes part in an association. No content.</summary>
    Accept = 4,

    /// <summary>The other side does not. The content says why, in UTF-8.</summary>
    Refuse = 5,

    /// <summary>
    /// The first message of either side, where a secret decides on who is an Akka peer: its <see cref="PeerProof"/>. Nothing else of
    /// a side counts before it. The association's number is 0.
    /// </summary>
    Prove = 6,
}
