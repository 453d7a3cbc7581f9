namespace ErlDist.Interop.Tests.Hostile;

/// <summary>A visible node with names and groups, attacked by one that passes for a member of its cluster.</summary>
public sealed class HostileMemberSpec(HostileMemberSpec.Member target) : IClassFixture<HostileMemberSpec.Member>
{
    public static TheoryData<Attack> Rows => [.. AttacksOnClusters.Rows];

    [Theory]
    [MemberData(nameof(Rows))]
    public Task What_a_member_says_of_names_and_groups_harms_nobody(Attack attack) => target.EndureAsync(attack);

    public sealed class Member : HostileTarget
    {
        protected override ErlangNodeOptions Changed(ErlangNodeOptions options) => options with { Hidden = false, NetSetupTime = TimeSpan.FromSeconds(1) };
    }
}
