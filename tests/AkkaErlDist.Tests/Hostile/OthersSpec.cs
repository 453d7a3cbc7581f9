using ErlDist;
using ErlDist.Testing;

namespace AkkaErlDist.Tests.Hostile;

/// <summary>While a peer does all of the table's attacks, as fast as it can, an honest peer's calls of an actor take as long as before but for what the attacks cost themselves.</summary>
[Collection(nameof(Alone))]
public sealed class OthersSpec(HostileTarget target) : IClassFixture<HostileTarget>
{
    /// <summary>Who waits for another's message to be read, or for a dial, waits hundreds of times as long as a quiet call takes.</summary>
    private const double MostSlowdown = 50;

    [Fact]
    public async Task Calls_of_an_honest_peer_go_on_beside_a_hostile_one()
    {
        AkkaAttack[] attacks = [.. AkkaAttacks.Rows.Where(attack => !attack.Ends)];
        int done = 0;
        double slowdown = await RoundTrips.SlowdownAsync(
            async () => Assert.Equal((Term)42, await target.CallAsync()),
            async end =>
            {
                while (!end.IsCancellationRequested)
                {
                    await using (Attacker attacker = await target.AttackerAsync())
                    {
                        await attacks[done++ % attacks.Length].Do(attacker);
                    }

                    await target.GoneAsync();
                }
            });
        Assert.True(slowdown < MostSlowdown, $"the 99th percentile grew by the factor {slowdown:0.0} beside {done} attacks");
    }
}

/// <summary>Tests that measure time or the memory of the process run when no others do.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
