namespace AkkaErlDist.Tests.Hostile;

/// <summary>The table of attacks of an authenticated node with no other right, over TLS.</summary>
public sealed class HostileSpec(HostileTarget target) : IClassFixture<HostileTarget>
{
    private const int Least = 60;

    public static TheoryData<string> Rows => [.. AkkaAttacks.Rows.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_node_with_certificate_and_cookie_and_no_other_right_harms_nobody(string row) =>
        target.EndureAsync(AkkaAttacks.Rows.Single(attack => attack.Name == row));

    [Fact]
    public void The_table_has_enough_rows_and_none_twice()
    {
        Assert.Distinct(AkkaAttacks.Rows.Select(row => row.Name));
        Assert.True(AkkaAttacks.Rows.Count >= Least, $"{AkkaAttacks.Rows.Count} rows");
    }
}
