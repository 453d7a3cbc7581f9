using Akka.Actor;
using Akka.Configuration;
using Akka.MultiNode.TestAdapter;
using Akka.Remote.TestKit;

namespace AkkaErlDist.MultiNode;

public sealed class CrashAndRestartConfig : ThreeMemberConfig
{
    public CrashAndRestartConfig()
        : base("""
            akka.cluster.downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
            akka.cluster.split-brain-resolver { active-strategy = keep-majority, stable-after = 4 s }
            akka.cluster.failure-detector.acceptable-heartbeat-pause = 2 s
            """)
    {
        Successor = Role("successor");
    }

    /// <summary>The process in which a new incarnation of the third starts.</summary>
    public RoleName Successor { get; }
}

/// <summary>
/// A member ends without a word; the others down it, watches fire on both sides, and a new incarnation at the same address
/// joins, with which the BEAM node talks on.
/// </summary>
public sealed class CrashAndRestartSpec : ThreeMemberSpec
{
    private readonly CrashAndRestartConfig _config;

    public CrashAndRestartSpec()
        : this(new CrashAndRestartConfig())
    {
    }

    private CrashAndRestartSpec(CrashAndRestartConfig config)
        : base(config, typeof(CrashAndRestartSpec)) => _config = config;

    [MultiNodeFact]
    public void A_crashed_member_is_downed_and_its_successor_taken_in()
    {
        Address first = GetAddress(_config.First), second = GetAddress(_config.Second), third = GetAddress(_config.Third);
        BeamTalk? beam = FormAndTalk(_config.First, _config.Second, _config.Third);
        RunOn(() => beam!.Watch("echo", third), _config.First);
        EnterBarrier("talking");

        RunOn(
            () =>
            {
                Sys.ActorSelection(Node(_config.Third) / "user" / "echo").Tell(new Identify("third"), TestActor);
                IActorRef echo = ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(10)).Subject;
                Watch(echo);
                EnterBarrier("watching");
                RunOn(() => TestConductor.Exit(_config.Third, 0).Wait(), _config.First);
                ExpectTerminated(echo, TimeSpan.FromSeconds(40));
                AwaitUp(first, second);
                EnterBarrier("downed");
            },
            _config.First,
            _config.Second);
        RunOn(
            () =>
            {
                EnterBarrier("watching");
                AwaitExit();
            },
            _config.Third);
        RunOn(
            () =>
            {
                Assert.Equal("noconnection", beam!.AwaitEnd());
                beam.AssertAnswers(first, second);
            },
            _config.First);

        RunOn(
            () =>
            {
                EnterBarrier("watching");
                EnterBarrier("downed");
                Config samePort = ConfigurationFactory.ParseString($"akka.remote.dot-netty.tcp.port = {third.Port}");
                var successor = ActorSystem.Create(Sys.Name, samePort.WithFallback(Sys.Settings.Config));
                successor.ActorOf(Props.Create(() => new Echo()), "echo");
                Akka.Cluster.Cluster.Get(successor).Join(first);
                EnterBarrier("returned");
                EnterBarrier("done");
                Assert.True(successor.Terminate().Wait(TimeSpan.FromSeconds(20)));
            },
            _config.Successor);
        RunOn(
            () =>
            {
                AwaitUp(first, second, third);
                AssertEchoes(third);
                RunOn(() => beam!.FailedWithin(third, 20), _config.First);
                EnterBarrier("returned");
                Assert.True(AssertNothingLost().Messages > 0);
                EnterBarrier("done");
            },
            _config.First,
            _config.Second);
        beam?.Dispose();
    }
}
