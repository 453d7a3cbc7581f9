using AkkaErlDist.Addresses;
using ErlDist.Embedding;

namespace AkkaErlDist.Remoting;

/// <summary>
/// What an <see cref="AkkaPeer"/> gives out. It is called on the threads that call the peer; it must not wait for one of them.
/// </summary>
internal interface IAkkaPeerOutput
{
    /// <summary>A signal to the other actor system, to be queued on the connection.</summary>
    /// <param name="signal">A message to <see cref="AkkaPeer.RegisteredName"/>.</param>
    /// <param name="message">The message.</param>
    /// <param name="mayRefuse">True for a PDU: when too much waits it may be refused. Anything else must be taken.</param>
    /// <returns>Whether it was taken.</returns>
    bool Send(in Signal signal, in AssociationMessage message, bool mayRefuse);

    /// <summary>
    /// The other system has opened an association: an inbound one, as Akka sees it. One that has not proved itself
    /// (<see cref="AkkaPeer.IsProved"/>) is to be refused.
    /// </summary>
    /// <param name="association">Where this system's PDUs go.</param>
    /// <param name="origin">The address that the other system says it has; ASSOCIATE, which comes next, says it again.</param>
    /// <param name="destination">The address that it means to reach.</param>
    /// <param name="refusal">With null: why not, for the other side's log.</param>
    /// <returns>Where the other's PDUs go, or null to refuse.</returns>
    IAssociationOutput? OnOpened(AkkaAssociation association, AkkaAddress origin, AkkaAddress destination, out string refusal);
}
