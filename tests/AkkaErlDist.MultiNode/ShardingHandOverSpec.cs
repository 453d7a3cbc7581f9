using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.MultiNode.TestAdapter;
using Akka.Remote.TestKit;
using ErlDist;
using ErlDist.Terms;

namespace AkkaErlDist.MultiNode;

public sealed class ShardingHandOverConfig() : ThreeMemberConfig("akka.cluster.sharding { state-store-mode = ddata, remember-entities = off }");

/// <summary>
/// A BEAM process calls sharded entities through an actor of one member; another member leaves and its shards move, while the
/// calls go on.
/// </summary>
public sealed class ShardingHandOverSpec : ThreeMemberSpec
{
    private const int Entities = 20;
    private readonly ShardingHandOverConfig _config;

    public ShardingHandOverSpec()
        : this(new ShardingHandOverConfig())
    {
    }

    private ShardingHandOverSpec(ShardingHandOverConfig config)
        : base(config, typeof(ShardingHandOverSpec)) => _config = config;

    [MultiNodeFact]
    public void Entities_answer_a_BEAM_process_before_and_after_their_shards_move()
    {
        Address first = GetAddress(_config.First), second = GetAddress(_config.Second), third = GetAddress(_config.Third);
        AwaitClusterUp(_config.First, _config.Second, _config.Third);
        AwaitUp(first, second, third);
        IActorRef region = ClusterSharding.Get(Sys).Start(
            "counter", Props.Create(() => new Counter()), ClusterShardingSettings.Create(Sys), new ByEntity());
        Sys.ActorOf(Props.Create(() => new Gateway(region)), "counters");
        EnterBarrier("started");

        BeamTalk? beam = null;
        RunOn(
            () =>
            {
                beam = BeamTalk.Start();
                Count(beam, first);
            },
            _config.First);
        EnterBarrier("counted");

        RunOn(() => Cluster.Leave(third), _config.First);
        RunOn(
            () =>
            {
                // Calls go on while shards move: an entity may lose its count, but none may stay silent.
                AwaitAssert(() => Count(beam!, first), TimeSpan.FromSeconds(40));
                AwaitUp(first, second);
                Count(beam!, first);
                Count(beam!, second);
            },
            _config.First);
        RunOn(() => AwaitCondition(() => Cluster.IsTerminated, TimeSpan.FromSeconds(40)), _config.Third);
        EnterBarrier("moved");
        beam?.Dispose();
    }

    /// <summary>Each entity counts one further, and says so.</summary>
    private static void Count(BeamTalk beam, Address member) => Assert.Equal(
        "ok",
        beam.Eval($"[true = is_integer(gen_server:call({{counters, '{BeamTalk.NodeOf(member)}'}}, {{count, I}}, 5000)) || I <- lists:seq(1, {Entities})], ok"));

    /// <summary>One more for one entity.</summary>
    public sealed record Increment(long Entity);

    private sealed class ByEntity() : HashCodeMessageExtractor(30)
    {
        public override string? EntityId(object message) =>
            (message as Increment)?.Entity.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private sealed class Counter : ReceiveActor
    {
        private long _count;

        public Counter() => Receive<Increment>(_ => Sender.Tell(++_count));
    }

    private sealed class Gateway : ReceiveActor
    {
        public Gateway(IActorRef region) => Receive<ErlTuple>(tuple =>
        {
            if (tuple is ErlTuple and [Atom { Name: "count" }, ErlInteger entity])
            {
                region.Forward(new Increment(entity.Value));
            }
        });
    }
}
