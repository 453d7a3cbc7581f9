using ErlDist.Testing;
using ErlDist.Testing.Wire;

namespace ErlDist.Interop.Tests.Hostile;

/// <summary>
/// After the attacks of each family, again and again, the memory is where it was, as far as .NET's own pools of arrays let one
/// see it: they keep some megabytes. Each attack had a connection of 50 KB and more, and most made the node hold more than that.
/// </summary>
[Collection(nameof(Alone))]
public sealed class MemorySpec(TlsHostileTarget overTls, HostileTarget overTcp) : IClassFixture<TlsHostileTarget>, IClassFixture<HostileTarget>
{
    private const int Attacks = 600;
    private const long Slack = 12 * 1024 * 1024;

    public static TheoryData<string, bool> Families => new()
    {
        { "before proof", false },
        { "payloads", false },
        { "frames", false },
        { "before proof", true },
        { "payloads", true },
        { "on TLS", true },
    };

    [Theory]
    [MemberData(nameof(Families))]
    public async Task It_returns_to_where_it_was(string family, bool tls)
    {
        HostileTarget target = tls ? overTls : overTcp;
        List<Attack> attacks = Of(family);
        for (int warm = 0; warm < Attacks / 2; warm += attacks.Count)
        {
            await SufferAllAsync(target, attacks); // Code and caches are warm from then on.
        }

        target.Log.Clear();

        long growth = await MemoryGrowth.LeastAsync(
            async () =>
            {
                for (int done = 0; done < Attacks; done += attacks.Count)
                {
                    await SufferAllAsync(target, attacks);
                }

                target.Log.Clear();
            },
            Slack);
        Assert.True(growth <= Slack, $"{Attacks} attacks and more left {growth} bytes each time");
    }

    private static async Task SufferAllAsync(HostileTarget target, List<Attack> attacks)
    {
        foreach (Attack attack in attacks)
        {
            await (AttacksByPayload.Rows.Contains(attack) ? target.SufferMessageAsync(attack) : target.SufferAsync(attack));
        }
    }

    private List<Attack> Of(string family) => family switch
    {
        "before proof" => [.. AttacksBeforeProof.Rows],
        "payloads" => [.. AttacksByPayload.Rows],
        "frames" => [.. HostileFrames.Rows.Select(HostileTables.Over)],
        _ => [.. AttacksOnTls.Rows.Select(row => row.For(overTls))],
    };
}

/// <summary>Tests that measure the memory of the process run when no others do.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
