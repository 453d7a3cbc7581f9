using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Delivery;
using Akka.Util;
using AkkaErlDist.Tests.AkkaPeers;

namespace AkkaErlDist.Tests.Cluster;

/// <summary>Akka.Delivery between two members: each message arrives once and in order, whatever happens to the connection.</summary>
public sealed class DeliverySpec
{
    [Fact]
    public async Task Messages_survive_the_loss_of_the_connection_once_each_and_in_order()
    {
        const int Jobs = 400, Cuts = 4;
        await using ClusterRealm cluster = await ClusterRealm.StartAsync(2);
        ActorSystem from = cluster.Members[0], to = cluster.Members[1];
        int cut = 0;
        var cuts = new ConcurrentBag<Task>();
        ConcurrentQueue<Job> done = Deliver(from, to, Enumerable.Range(1, Jobs).Select(number => new Job(number, "")), job =>
        {
            if (job.Number == (cut + 1) * Jobs / (Cuts + 1) && cut++ < Cuts)
            {
                (ActorSystem one, ActorSystem other) = cut % 2 == 0 ? (from, to) : (to, from);
                cuts.Add(ErlangDistribution.Get(one).Node.DisconnectAsync(ClusterRealm.NodeOf(other)));
            }
        });

        await Realm.EventuallyAsync(() => done.Count >= Jobs, "all arrived", Realm.Limit * 6, from, to);
        await Task.WhenAll(cuts);
        Assert.Equal(Cuts, cuts.Count);
        Assert.Equal(Enumerable.Range(1, Jobs), done.Select(job => job.Number));
        Assert.NotEmpty(Realm.Lines(from, "is down", Akka.Event.LogLevel.InfoLevel));
    }

    [Fact]
    public async Task A_message_larger_than_a_frame_goes_in_pieces()
    {
        await using ClusterRealm cluster = await ClusterRealm.StartAsync(
            2, "maximum-frame-size = 64 KiB", "akka.reliable-delivery.producer-controller.chunk-large-messages = 20 KiB");
        string large = new('x', 300_000);

        ConcurrentQueue<Job> done = Deliver(cluster.Members[0], cluster.Members[1], [new Job(1, large), new Job(2, "small")], _ => { });

        await Realm.EventuallyAsync(() => done.Count == 2, "both arrived", Realm.Limit * 2, [.. cluster.Members]);
        Assert.Equal([new Job(1, large), new Job(2, "small")], done);
    }

    private static ConcurrentQueue<Job> Deliver(ActorSystem from, ActorSystem to, IEnumerable<Job> jobs, Action<Job> onJob)
    {
        IActorRef producing = from.ActorOf(ProducerController.Create<Job>(from, "jobs", Option<Props>.None), "producing");
        IActorRef consuming = to.ActorOf(ConsumerController.Create<Job>(to, Option<IActorRef>.None), "consuming");
        var done = new ConcurrentQueue<Job>();
        to.ActorOf(Props.Create(() => new Consumer(consuming, done, onJob)));
        from.ActorOf(Props.Create(() => new Producer(producing, jobs)));
        IActorRef remote = ((ExtendedActorSystem)from).Provider.ResolveActorRef(new RootActorPath(Realm.AddressOf(to)) / "user" / "consuming");
        producing.Tell(new ProducerController.RegisterConsumer<Job>(remote));
        return done;
    }

    private sealed record Job(int Number, string Text);

    private sealed class Producer : ReceiveActor
    {
        private readonly IActorRef _controller;

        public Producer(IActorRef controller, IEnumerable<Job> jobs)
        {
            _controller = controller;
            var left = new Queue<Job>(jobs);
            Receive<ProducerController.RequestNext<Job>>(next =>
            {
                if (left.TryDequeue(out Job? job))
                {
                    next.SendNextTo.Tell(job);
                }
            });
        }

        protected override void PreStart() => _controller.Tell(new ProducerController.Start<Job>(Self));
    }

    private sealed class Consumer : ReceiveActor
    {
        private readonly IActorRef _controller;

        public Consumer(IActorRef controller, ConcurrentQueue<Job> done, Action<Job> onJob)
        {
            _controller = controller;
            Receive<ConsumerController.Delivery<Job>>(delivery =>
            {
                done.Enqueue(delivery.Message);
                News.Tell();
                onJob(delivery.Message);
                delivery.ConfirmTo.Tell(ConsumerController.Confirmed.Instance);
            });
        }

        protected override void PreStart() => _controller.Tell(new ConsumerController.Start<Job>(Self));
    }
}
