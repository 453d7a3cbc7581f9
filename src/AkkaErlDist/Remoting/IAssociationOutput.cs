namespace AkkaErlDist.Remoting;

/// <summary>What one logical association gives out on the side of Akka. It must neither block nor wait for a thread that calls in.</summary>
internal interface IAssociationOutput
{
    /// <summary>A PDU for Akka, in the order of the calls. It is its own; nobody writes to it any more.</summary>
    void OnPdu(ReadOnlyMemory<byte> pdu);

    /// <summary>The association is over; nothing comes after it.</summary>
    void OnDisassociated(DisassociationReason reason);
}
