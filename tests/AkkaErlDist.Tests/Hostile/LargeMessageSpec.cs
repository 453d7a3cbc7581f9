using AkkaErlDist.Tests.AkkaPeers;
using ErlDist.Testing;
using ErlDist.Wire;
using static AkkaErlDist.Tests.Hostile.Attacker;
using static ErlDist.Testing.Wire.Etf;

namespace AkkaErlDist.Tests.Hostile;

/// <summary>What is refused as too large is not kept, whatever it takes to find out how large it is.</summary>
[Collection(nameof(Alone))]
public sealed class LargeMessageSpec(HostileTarget target) : IClassFixture<HostileTarget>
{
    private const int Size = 64 * 1024 * 1024;

    [Fact]
    public async Task Nothing_is_kept_of_a_large_message_with_an_atom_of_the_cache()
    {
        await using Attacker attacker = await target.AttackerAsync(DistributionFlagSets.Hidden);
        await SendAsync(attacker, 10);
        long growth = await MemoryGrowth.LeastAsync(() => SendAsync(attacker, Size), Size / 8);
        Assert.True(growth <= Size / 8, $"{growth} bytes are kept while the connection is up");
    }

    /// <summary><c>{a, &lt;&lt;0:Size/unit:8&gt;&gt;}</c> to the actor, <c>a</c> by the connection's cache, and a call behind it.</summary>
    private static async Task SendAsync(Attacker attacker, int size)
    {
        byte[] atoms = [131, 68, 1, 0x08, 5, 1, (byte)'a'];
        byte[] control = Tuple(Int(6), Self, Atom(""), Atom("victim"));
        await attacker.RawAsync([.. atoms, .. control, 104, 2, .. AtomRef(0), 109, .. UInt32((uint)size), .. new byte[size]]);
        await attacker.RawAsync(Header(control, Call(Self, OwnRef, Atom("which"))));
        Assert.True(await attacker.IsAnsweredAsync().WaitAsync(Realm.Limit * 3));
    }
}
