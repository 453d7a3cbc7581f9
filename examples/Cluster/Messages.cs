using Akka.Actor;
using ErlDist.Mapping;

namespace Auctions;

/// <summary>What is for one lot, wherever it lives.</summary>
internal interface ILotMessage
{
    string Lot { get; }
}

/// <summary><c>{bid, &lt;&lt;"clock"&gt;&gt;, 7}</c> → <c>{accepted, 7}</c>, once most members have it, or <c>{refused, Highest}</c>.</summary>
[ErlTuple("bid")]
internal sealed record Bid(string Lot, long Amount) : ILotMessage;

/// <summary><c>{follow, &lt;&lt;"clock"&gt;&gt;, Pid}</c> → <see cref="Following"/>; Pid gets each further <see cref="Bid"/> that is accepted.</summary>
[ErlTuple("follow")]
internal sealed record Follow(string Lot, IActorRef Follower) : ILotMessage;

/// <summary><c>{following, Pid, [1, 7]}</c>: the lot's pid, to be monitored, and the bids so far.</summary>
[ErlTuple("following")]
internal sealed record Following(IActorRef Lot, IReadOnlyList<long> Bids);

[ErlTuple("accepted")]
internal sealed record Accepted(long Amount);

[ErlTuple("refused")]
internal sealed record Refused(long Highest);
