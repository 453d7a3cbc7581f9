using ErlDist.Embedding;

namespace ErlDist.Wire;

/// <summary>Sets of <see cref="DistributionFlags"/> that belong together, and the rules that turn two offers into one.</summary>
internal static class DistributionFlagSets
{
    /// <summary>What OTP 25 and later refuse a connection without (0x1070F94), and what we require of a peer.</summary>
    public const DistributionFlags Mandatory25 =
        DistributionFlags.ExtendedReferences
        | DistributionFlags.FunTags
        | DistributionFlags.NewFunTags
        | DistributionFlags.ExtendedPidsPorts
        | DistributionFlags.ExportPtrTag
        | DistributionFlags.BitBinaries
        | DistributionFlags.NewFloats
        | DistributionFlags.Utf8Atoms
        | DistributionFlags.MapTag
        | DistributionFlags.BigCreation
        | DistributionFlags.Handshake23;

    /// <summary>What OTP 26 and later refuse a connection without.</summary>
    public const DistributionFlags Mandatory26 =
        Mandatory25 | DistributionFlags.V4NodeContainers | DistributionFlags.UnlinkId;

    /// <summary>A hidden node with all that is built here but the distribution header.</summary>
    public const DistributionFlags HiddenWithoutHeader =
        Mandatory26
        | DistributionFlags.DistMonitor
        | DistributionFlags.DistMonitorName
        | DistributionFlags.UnicodeIo
        | DistributionFlags.SmallAtomTags
        | DistributionFlags.SendSender
        | DistributionFlags.BigSeqTraceLabels
        | DistributionFlags.ExitPayload
        | DistributionFlags.Mandatory25Digest
        | DistributionFlags.Spawn
        | DistributionFlags.Alias
        | DistributionFlags.AltActSignals
        | DistributionFlags.NativeRecords;

    /// <summary>What a hidden node offers by default: everything, atom cache and fragments too.</summary>
    public const DistributionFlags Hidden = HiddenWithoutHeader | DistributionFlags.DistHdrAtomCache | DistributionFlags.Fragments;

    /// <summary>What a visible node offers by default.</summary>
    public const DistributionFlags Visible = Hidden | DistributionFlags.Published;

    /// <summary>Either makes every message carry a distribution header (131, 68…70) in place of the byte 112.</summary>
    public const DistributionFlags Header = DistributionFlags.DistHdrAtomCache | DistributionFlags.Fragments;

    /// <summary>Spells out the shorthand <see cref="DistributionFlags.Mandatory25Digest"/>.</summary>
    public static DistributionFlags Expand(DistributionFlags offered) =>
        offered.Has(DistributionFlags.Mandatory25Digest) ? offered | Mandatory25 : offered;

    /// <summary>What holds on a connection: all that both ends offer.</summary>
    public static DistributionFlags Negotiate(DistributionFlags ours, DistributionFlags theirs) => Expand(ours) & Expand(theirs);

    /// <summary>Whether all of <paramref name="wanted"/> is in <paramref name="flags"/>.</summary>
    public static bool Has(this DistributionFlags flags, DistributionFlags wanted) => (flags & wanted) == wanted;

    /// <summary>Whether any of <paramref name="wanted"/> is in <paramref name="flags"/>.</summary>
    public static bool HasAny(this DistributionFlags flags, DistributionFlags wanted) => (flags & wanted) != 0;
}
