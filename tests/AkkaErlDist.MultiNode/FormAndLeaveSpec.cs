using Akka.Actor;
using Akka.MultiNode.TestAdapter;
using Akka.Remote.TestKit;

namespace AkkaErlDist.MultiNode;

public sealed class FormAndLeaveConfig : ThreeMemberConfig;

/// <summary>Three members of one system on one host: two form a cluster, a third joins and leaves, a BEAM node talks to each.</summary>
public sealed class FormAndLeaveSpec : ThreeMemberSpec
{
    private readonly FormAndLeaveConfig _config;

    public FormAndLeaveSpec()
        : this(new FormAndLeaveConfig())
    {
    }

    private FormAndLeaveSpec(FormAndLeaveConfig config)
        : base(config, typeof(FormAndLeaveSpec)) => _config = config;

    [MultiNodeFact]
    public void Members_join_and_leave_while_a_BEAM_node_talks_to_each()
    {
        Address first = GetAddress(_config.First), second = GetAddress(_config.Second), third = GetAddress(_config.Third);
        BeamTalk? beam = FormAndTalk(_config.First, _config.Second);
        EnterBarrier("formed");

        RunOn(() => Cluster.Join(first), _config.Third);
        AwaitUp(first, second, third);
        AssertEchoes(first, second, third);
        EnterBarrier("joined");

        RunOn(() => Cluster.Leave(third), _config.First);
        RunOn(() => AwaitUp(first, second), _config.First, _config.Second);
        RunOn(() => AwaitCondition(() => Cluster.IsTerminated, TimeSpan.FromSeconds(30)), _config.Third);
        EnterBarrier("left");

        RunOn(() => beam!.AssertAnswers(first, second, third), _config.First);
        EnterBarrier("talked");
        Assert.True(AssertNothingLost().Messages > 0);
        EnterBarrier("done");
        beam?.Dispose();
    }
}
