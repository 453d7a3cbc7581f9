using ErlDist.Embedding;
using ErlDist.Wire;

namespace ErlDist.Tests.Wire;

public class DistributionFlagsTests
{
    private const DistributionFlags NewerThan25 = DistributionFlags.AltActSignals | DistributionFlags.NativeRecords;

    /// <summary>The bits as kernel/include/dist.hrl of OTP 25 and 29 has them.</summary>
    public static TheoryData<DistributionFlags, ulong> Bits => new()
    {
        { DistributionFlags.Published, 0x1 },
        { DistributionFlags.AtomCache, 0x2 },
        { DistributionFlags.ExtendedReferences, 0x4 },
        { DistributionFlags.DistMonitor, 0x8 },
        { DistributionFlags.FunTags, 0x10 },
        { DistributionFlags.DistMonitorName, 0x20 },
        { DistributionFlags.HiddenAtomCache, 0x40 },
        { DistributionFlags.NewFunTags, 0x80 },
        { DistributionFlags.ExtendedPidsPorts, 0x100 },
        { DistributionFlags.ExportPtrTag, 0x200 },
        { DistributionFlags.BitBinaries, 0x400 },
        { DistributionFlags.NewFloats, 0x800 },
        { DistributionFlags.UnicodeIo, 0x1000 },
        { DistributionFlags.DistHdrAtomCache, 0x2000 },
        { DistributionFlags.SmallAtomTags, 0x4000 },
        { DistributionFlags.Utf8Atoms, 0x1_0000 },
        { DistributionFlags.MapTag, 0x2_0000 },
        { DistributionFlags.BigCreation, 0x4_0000 },
        { DistributionFlags.SendSender, 0x8_0000 },
        { DistributionFlags.BigSeqTraceLabels, 0x10_0000 },
        { DistributionFlags.ExitPayload, 0x40_0000 },
        { DistributionFlags.Fragments, 0x80_0000 },
        { DistributionFlags.Handshake23, 0x100_0000 },
        { DistributionFlags.UnlinkId, 0x200_0000 },
        { DistributionFlags.Mandatory25Digest, 0x400_0000 },
        { DistributionFlags.Spawn, 0x1_0000_0000 },
        { DistributionFlags.NameMe, 0x2_0000_0000 },
        { DistributionFlags.V4NodeContainers, 0x4_0000_0000 },
        { DistributionFlags.Alias, 0x8_0000_0000 },
        { DistributionFlags.AltActSignals, 0x20_0000_0000 },
        { DistributionFlags.NativeRecords, 0x40_0000_0000 },
    };

    [Theory]
    [MemberData(nameof(Bits))]
    public void Each_flag_has_the_bit_of_dist_hrl(DistributionFlags flag, ulong bit) => Assert.Equal(bit, (ulong)flag);

    [Fact]
    public void No_flag_is_missing_in_the_table()
    {
        IEnumerable<DistributionFlags> named = Enum.GetValues<DistributionFlags>().Where(flag => flag != DistributionFlags.None);
        Assert.Equal(named, Bits.Select(row => (DistributionFlags)row[0]));
    }

    [Fact]
    public void Mandatory_in_25() => Assert.Equal(0x1070F94UL, (ulong)DistributionFlagSets.Mandatory25);

    [Fact]
    public void Mandatory_in_26() => Assert.Equal(0x403070F94UL, (ulong)DistributionFlagSets.Mandatory26);

    [Fact]
    public void A_visible_node_offers_what_OTP_25_offers_and_what_29_added() =>
        Assert.Equal(0xD07DF7FBDUL, (ulong)(DistributionFlagSets.Visible & ~NewerThan25));

    [Fact]
    public void A_hidden_node_offers_the_same_but_PUBLISHED() =>
        Assert.Equal(0xD07DF7FBCUL, (ulong)(DistributionFlagSets.Hidden & ~NewerThan25));

    /// <summary>What <c>erts_internal:get_dflags()</c> gives there.</summary>
    [Fact]
    public void A_hidden_node_offers_what_OTP_29_offers() => Assert.Equal(0x6D07DF7FBCUL, (ulong)DistributionFlagSets.Hidden);

    [Fact]
    public void Without_headers() =>
        Assert.Equal(0xD075F5FBCUL, (ulong)(DistributionFlagSets.HiddenWithoutHeader & ~NewerThan25));

    [Fact]
    public void The_shorthand_of_25_stands_for_all_that_25_demands()
    {
        Assert.Equal(
            DistributionFlagSets.Mandatory25 | DistributionFlags.Mandatory25Digest,
            DistributionFlagSets.Expand(DistributionFlags.Mandatory25Digest));
        Assert.Equal(DistributionFlags.Spawn, DistributionFlagSets.Expand(DistributionFlags.Spawn));
        Assert.Equal(
            DistributionFlagSets.Mandatory25 | DistributionFlags.Mandatory25Digest | DistributionFlags.Alias,
            DistributionFlagSets.Negotiate(
                DistributionFlagSets.Visible, DistributionFlags.Mandatory25Digest | DistributionFlags.Alias | (DistributionFlags)(1UL << 60)));
    }
}
