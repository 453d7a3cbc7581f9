using Akka.Actor;
using Akka.DistributedData;

namespace Auctions;

/// <summary>
/// A sharded entity. Its bids are replicated: one that it has confirmed is with most members, and after a hand-over it asks most
/// members, so it finds every one.
/// </summary>
internal sealed class LotActor : ReceiveActor, IWithStash
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly DistributedData _replicated = DistributedData.Get(Context.System);
    private readonly HashSet<IActorRef> _followers = [];
    private readonly GSetKey<long> _key;
    private GSet<long> _bids = GSet<long>.Empty;

    public LotActor(string name)
    {
        _key = new GSetKey<long>(name);
        Receive<GSet<long>>(bids =>
        {
            _bids = bids;
            Become(Open);
            Stash.UnstashAll();
        });
        Receive<Status.Failure>(failure => throw failure.Cause); // Its supervisor starts it again.
        ReceiveAny(_ => Stash.Stash());
    }

    public IStash Stash { get; set; } = null!;

    protected override void PreStart() => LoadAsync().PipeTo(Self);

    private async Task<GSet<long>> LoadAsync() => await _replicated.GetAsync(_key, new ReadMajority(Patience)) ?? GSet<long>.Empty;

    private void Open()
    {
        ReceiveAsync<Bid>(AcceptAsync);
        Receive<Follow>(follow =>
        {
            _followers.Add(Context.Watch(follow.Follower));
            Sender.Tell(new Following(Self, [.. _bids.Order()]));
        });
        Receive<Terminated>(gone => _followers.Remove(gone.ActorRef));
    }

    private async Task AcceptAsync(Bid bid)
    {
        // Who got no answer asks again: what is there already was accepted.
        if (!_bids.Contains(bid.Amount))
        {
            if (!_bids.IsEmpty && bid.Amount <= _bids.Max())
            {
                Sender.Tell(new Refused(_bids.Max()));
                return;
            }

            try
            {
                await _replicated.UpdateAsync(_key, GSet.Create(bid.Amount), new WriteMajority(Patience));
            }
            catch (TimeoutException)
            {
                return; // Not confirmed; the bidder asks again.
            }

            _bids = _bids.Add(bid.Amount);
            foreach (IActorRef follower in _followers)
            {
                follower.Tell(bid);
            }
        }

        Sender.Tell(new Accepted(bid.Amount));
    }
}
