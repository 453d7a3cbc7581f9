
namespace AkkaErlDist.Remoting;

/// <summary>One logical association with another actor system.</summary>
internal sealed class AkkaAssociation
{
    private readonly AkkaPeer _peer;
    private volatile IAssociationOutput? _output;

    internal AkkaAssociation(AkkaPeer peer, AssociationKey key)
    {
        _peer = peer;
        Key = key;
    }

    internal AssociationKey Key { get; }

    internal IAssociationOutput? Output
    {
        get => _output;
        set => _output = value;
    }

    /// <summary>Sends a PDU of this actor system.</summary>
    /// <param name="pdu">The PDU, which does not change any more.</param>
    /// <returns>False if too much waits: it was not taken and may be given again.</returns>
    public bool Write(ReadOnlyMemory<byte> pdu) => _peer.Send(FrameKind.Data, this, pdu, mayRefuse: true);

    /// <summary>Ends the association; the other system is told. The connection stays.</summary>
    public void Close(DisassociationReason reason) => _peer.Close(this, reason);
}
