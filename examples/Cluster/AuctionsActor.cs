using Akka.Actor;

namespace Auctions;

/// <summary>
/// What BEAM processes call: <c>gen_server:call({auctions, Member}, {bid, Lot, Amount})</c>, any member. The lot itself answers,
/// from wherever it lives.
/// </summary>
internal sealed class AuctionsActor : ReceiveActor
{
    public AuctionsActor(IActorRef lots) => Receive<ILotMessage>(lots.Forward);
}
