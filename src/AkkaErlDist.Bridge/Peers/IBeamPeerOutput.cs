using ErlDist.Wire;

namespace AkkaErlDist.Bridge.Peers;

/// <summary>
/// What a <see cref="BeamPeer"/> gives out on the side of the BEAM node and of its owner. It is called on the threads that call
/// the peer, some of the time while the peer holds a lock: it must neither block nor wait for a thread that calls the peer.
/// </summary>
public interface IBeamPeerOutput
{
    /// <summary>A signal to the BEAM node, to be queued on its connection.</summary>
    /// <param name="signal">What is asked.</param>
    /// <param name="payload">The message, reason or arguments, without version byte; valid during the call only.</param>
    /// <param name="mayRefuse">
    /// True for a user's message: when too much waits it may be refused, and Akka tries again. Anything else must be taken.
    /// </param>
    /// <returns>Whether it was taken.</returns>
    bool Send(in Signal signal, ReadOnlyMemory<byte> payload, bool mayRefuse);

    /// <summary>
    /// The BEAM node has something to say to the actor system and no association is open. The owner tells Akka of an inbound
    /// association and calls <see cref="BeamPeer.Associate"/> before it returns; if it does not, what was to be said is dropped.
    /// </summary>
    void OnAssociationNeeded();

    /// <summary>Something was not passed on. It is for the log: the peer is as well as before.</summary>
    void OnRejected(in Rejection rejection);
}

/// <summary>What one logical association gives out on the side of Akka. The same rules as for <see cref="IBeamPeerOutput"/> hold.</summary>
public interface IAssociationOutput
{
    /// <summary>A PDU for Akka, in the order of the calls. The array is its own; nobody writes to it any more.</summary>
    void OnPdu(byte[] pdu);

    /// <summary>The association is over; nothing comes after it.</summary>
    void OnDisassociated(DisassociationReason reason);
}

/// <summary>Why an association is over.</summary>
public enum DisassociationReason
{
    /// <summary>The other side left, or the connection is lost.</summary>
    Unknown,

    /// <summary>The actor system shuts down.</summary>
    Shutdown,

    /// <summary>
    /// The actor system has quarantined the BEAM node's present uid. Nothing will be heard there until the distribution
    /// connection is closed and a new one set up.
    /// </summary>
    Quarantined,
}
