namespace AkkaErlDist.Remoting;

/// <summary>What one logical association gives out on the side of Akka. It must neither block nor wait for a thread that calls in.</summary>
internal interface IAssociationOutput
{
    /// <summary>A PDU for Akka, in the order of the calls. It is its own; nobody writes to it any more.</summary>
    void OnPdu(ReadOnlyMemory<byte> pdu);

    /// <summary>The association is over; nothing comes after it.</summary>
    void OnDisassociated(DisassociationReason reason);
}

/// <summary>Why an association is over.</summary>
internal enum DisassociationReason
{
    /// <summary>The other side left, or the connection is lost.</summary>
    Unknown,

    /// <summary>The actor system shuts down.</summary>
    Shutdown,

    /// <summary>The actor system has quarantined the other side as it is now.</summary>
    Quarantined,
}
