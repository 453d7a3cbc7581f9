using ErlDist.Testing.Wire;

namespace ErlDist.Interop.Tests.Hostile;

/// <summary>The tables over plain TCP.</summary>
public sealed class HostileSpec(HostileTarget target) : HostileTables(target), IClassFixture<HostileTarget>
{
    private const int Least = 200;

    [Fact]
    public void The_tables_have_enough_rows_and_none_twice()
    {
        List<string> names =
        [
            .. AttacksBeforeProof.Rows.Select(r => r.Name), .. AttacksByPayload.Rows.Select(r => r.Name), .. AttacksByPayload.InControl.Select(r => r.Name), .. AttacksWithRights.Rows.Select(r => r.Name), .. AttacksOnClusters.Rows.Select(r => r.Name),
            .. AttacksByMass.Rows.Select(r => r.Name), .. HostileFrames.Rows.Select(r => r.Name),
        ];
        Assert.Distinct(names);
        Assert.True(names.Count >= Least, $"{names.Count} rows");
    }
}
