using System.Security.Authentication;
using ErlDist.Terms;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Hostile;

/// <summary>
/// While a peer does all of the tables' attacks, as fast as it can, the calls of an honest one take as long as before but for the time that
/// the attacks cost themselves: this process plays the attacker, too, on the same processors.
/// </summary>
[Collection(nameof(Alone))]
public sealed class OthersSpec(HostileTarget overTcp, TlsHostileTarget overTls) : IClassFixture<HostileTarget>, IClassFixture<TlsHostileTarget>
{
    /// <summary>Who waits for another's message to be read, or for a dial, waits hundreds of times as long as a quiet call takes.</summary>
    private const double MostSlowdown = 50;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_of_an_honest_peer_go_on_beside_a_hostile_one(bool tls)
    {
        HostileTarget target = tls ? overTls : overTcp;
        await using ErlangNode honest = await target.StartGoodAsync("caller@localhost");
        Attack[] attacks = [.. AttacksWithRights.Rows, .. AttacksByPayload.Rows, .. AttacksByPayload.InControl];
        int done = 0;
        double slowdown = await RoundTrips.SlowdownAsync(
            async () => Assert.Equal((Term)42, await honest.CallAsync("server", target.Node.Name, 42)),
            async end =>
            {
                while (!end.IsCancellationRequested)
                {
                    await DoAsync(target, attacks[done++ % attacks.Length]);
                }
            });
        Assert.True(slowdown < MostSlowdown, $"the 99th percentile grew by the factor {slowdown:0.0} beside {done} attacks");
    }

    private static async Task DoAsync(HostileTarget target, Attack attack)
    {
        await using (RawPeer peer = await target.ConnectAsync())
        {
            try
            {
                await attack.Do(peer);
            }
            catch (Exception e) when (e is IOException or AuthenticationException)
            {
                // The node did not wait for the end of it.
            }
        }

        await target.GoneAsync();
    }
}
