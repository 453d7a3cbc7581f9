using Akka.Actor;
using Akka.Configuration;
using Akka.MultiNode.TestAdapter;
using Akka.Remote;
using Akka.Remote.TestKit;

namespace AkkaErlDist.MultiNode;

public sealed class QuarantineAndReturnConfig : ThreeMemberConfig
{
    /// <summary>The process in which a new incarnation of the second starts.</summary>
    public RoleName Successor => Third;
}

/// <summary>
/// Watches between two systems, a quarantine that ends them, and the way back for a restarted system at the same address. A
/// BEAM node's conversations know nothing of it.
/// </summary>
public sealed class QuarantineAndReturnSpec : BeamClusterSpec
{
    private readonly QuarantineAndReturnConfig _config;

    public QuarantineAndReturnSpec()
        : this(new QuarantineAndReturnConfig())
    {
    }

    private QuarantineAndReturnSpec(QuarantineAndReturnConfig config)
        : base(config, typeof(QuarantineAndReturnSpec)) => _config = config;

    [MultiNodeFact]
    public void A_quarantined_system_is_taken_back_when_it_has_restarted()
    {
        Address first = GetAddress(_config.First), second = GetAddress(_config.Second);
        BeamTalk? beam = null;
        Sys.ActorOf(Props.Create(() => new Uid()), "uid");
        Sys.ActorOf(Props.Create(() => new Echo()), "watched");
        EnterBarrier("started");

        RunOn(
            () =>
            {
                beam = BeamTalk.Start();
                beam.With(first);
                beam.With(second);
                (int uid, _) = Identify(second);

                IActorRef watched = Sys.ActorSelection(new RootActorPath(second) / "user" / "watched").ResolveOne(TimeSpan.FromSeconds(10)).Result;
                Watch(watched);
                watched.Tell(PoisonPill.Instance, TestActor);
                ExpectTerminated(watched, TimeSpan.FromSeconds(15));

                IActorRef echo = Sys.ActorSelection(new RootActorPath(second) / "user" / "echo").ResolveOne(TimeSpan.FromSeconds(10)).Result;
                Watch(echo);
                ((IRemoteActorRefProvider)((ExtendedActorSystem)Sys).Provider).Quarantine(second, uid);
                ExpectTerminated(echo, TimeSpan.FromSeconds(20));
                beam.AssertAnswers(first, second);
                EnterBarrier("quarantined");

                TestConductor.Exit(_config.Second, 0).Wait();
                EnterBarrier("ended");
                AwaitAssert(
                    () =>
                    {
                        (int now, string text) = Identify(second);
                        Assert.NotEqual(uid, now);
                        Assert.Equal("here", text);
                    },
                    TimeSpan.FromSeconds(40));
                Assert.True(beam.FailedWithin(second, 20) >= 0);
                Assert.True(AssertNothingLost().Messages > 0);
                EnterBarrier("done");
            },
            _config.First);
        RunOn(
            () =>
            {
                EnterBarrier("quarantined");
                AwaitExit();
            },
            _config.Second);
        RunOn(
            () =>
            {
                EnterBarrier("quarantined");
                EnterBarrier("ended");
                Config samePort = ConfigurationFactory.ParseString($"akka.remote.dot-netty.tcp.port = {second.Port}");
                var successor = ActorSystem.Create(Sys.Name, samePort.WithFallback(Sys.Settings.Config));
                successor.ActorOf(Props.Create(() => new Uid()), "uid");
                successor.ActorOf(Props.Create(() => new Echo()), "echo");
                EnterBarrier("done");
                Assert.True(successor.Terminate().Wait(TimeSpan.FromSeconds(20)));
            },
            _config.Successor);
        beam?.Dispose();
    }

    private (int Uid, string Text) Identify(Address system)
    {
        Sys.ActorSelection(new RootActorPath(system) / "user" / "uid").Tell("who", TestActor);
        return ExpectMsg<(int, string)>(TimeSpan.FromSeconds(5));
    }

    private sealed class Uid : ReceiveActor
    {
        public Uid() => Receive<string>(_ => Sender.Tell((AddressUidExtension.Uid(Context.System), "here")));
    }
}
