using Akka.Actor;
using Akka.Remote.TestKit;

namespace AkkaErlDist.MultiNode;

/// <summary>Three members, each a process.</summary>
public abstract class ThreeMemberConfig : ErlDistMultiNodeConfig
{
    /// <param name="further">What a spec needs besides.</param>
    protected ThreeMemberConfig(string further = "")
        : base(further)
    {
        First = Role("first");
        Second = Role("second");
        Third = Role("third");
    }

    public RoleName First { get; }

    public RoleName Second { get; }

    public RoleName Third { get; }
}

/// <summary>Up to three members in a cluster, and a BEAM node beside the first.</summary>
public abstract class ThreeMemberSpec : BeamClusterSpec
{
    private readonly ThreeMemberConfig _config;

    protected ThreeMemberSpec(ThreeMemberConfig config, Type type)
        : base(config, type) => _config = config;

    /// <summary>Forms a cluster of these members, while a BEAM node starts and then talks to all three systems.</summary>
    /// <returns>The BEAM node in the first member's process; null in the others.</returns>
    protected BeamTalk? FormAndTalk(params RoleName[] members)
    {
        BeamTalk? beam = null;
        RunOn(() => beam = BeamTalk.Start(), _config.First);
        AwaitClusterUp(members);
        RunOn(() => AwaitUp([.. members.Select(GetAddress)]), members);
        RunOn(
            () =>
            {
                Address third = GetAddress(_config.Third);
                beam!.With(GetAddress(_config.First));
                beam.With(GetAddress(_config.Second));
                beam.With(third);
                beam.AssertAnswers(third);
            },
            _config.First);
        return beam;
    }
}
