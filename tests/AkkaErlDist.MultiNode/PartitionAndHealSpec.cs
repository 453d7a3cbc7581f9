using Akka.Actor;
using Akka.MultiNode.TestAdapter;
using Akka.Remote.TestKit;
using Akka.Remote.Transport;

namespace AkkaErlDist.MultiNode;

public sealed class PartitionAndHealConfig : ThreeMemberConfig
{
    public PartitionAndHealConfig()
        : base("""
            akka.cluster.downing-provider-class = ""
            akka.cluster.failure-detector.acceptable-heartbeat-pause = 2 s
            """)
    {
        TestTransport = true;
    }
}

/// <summary>A member is cut off from the others by Akka's own adapters and comes back; the BEAM node talks to all of them throughout.</summary>
public sealed class PartitionAndHealSpec : ThreeMemberSpec
{
    private readonly PartitionAndHealConfig _config;

    public PartitionAndHealSpec()
        : this(new PartitionAndHealConfig())
    {
    }

    private PartitionAndHealSpec(PartitionAndHealConfig config)
        : base(config, typeof(PartitionAndHealSpec)) => _config = config;

    [MultiNodeFact]
    public void A_partition_heals_and_a_BEAM_node_talks_to_both_sides_meanwhile()
    {
        Address first = GetAddress(_config.First), second = GetAddress(_config.Second), third = GetAddress(_config.Third);
        BeamTalk? beam = FormAndTalk(_config.First, _config.Second, _config.Third);
        EnterBarrier("talking");

        RunOn(
            () =>
            {
                TestConductor.Blackhole(_config.First, _config.Third, ThrottleTransportAdapter.Direction.Both).Wait();
                TestConductor.Blackhole(_config.Second, _config.Third, ThrottleTransportAdapter.Direction.Both).Wait();
            },
            _config.First);
        EnterBarrier("cut");
        RunOn(() => AwaitCondition(() => Cluster.State.Unreachable.Count == 1, TimeSpan.FromSeconds(30)), _config.First, _config.Second);
        RunOn(() => AwaitCondition(() => Cluster.State.Unreachable.Count == 2, TimeSpan.FromSeconds(30)), _config.Third);
        RunOn(() => beam!.AssertAnswers(first, second, third), _config.First);
        EnterBarrier("unreachable");

        RunOn(
            () =>
            {
                TestConductor.PassThrough(_config.First, _config.Third, ThrottleTransportAdapter.Direction.Both).Wait();
                TestConductor.PassThrough(_config.Second, _config.Third, ThrottleTransportAdapter.Direction.Both).Wait();
            },
            _config.First);
        AwaitUp(first, second, third);
        AssertEchoes(first, second, third);
        EnterBarrier("healed");

        Assert.True(AssertNothingLost().Messages > 0);
        EnterBarrier("done");
        beam?.Dispose();
    }
}
