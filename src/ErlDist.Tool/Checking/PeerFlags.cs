using System.Globalization;
using ErlDist.Embedding;

namespace ErlDist.Tool.Checking;

/// <summary>What a peer's flags say of it, and what follows from those that it lacks.</summary>
internal static class PeerFlags
{
    private static readonly (DistributionFlags Flag, string Name, string Without)[] s_table =
    [
        (DistributionFlags.DistMonitor, "DIST_MONITOR", "no monitors: that a process has ended is known by its answers or the loss of the node alone"),
        (DistributionFlags.DistMonitorName, "DIST_MONITOR_NAME", "no monitors of registered names: a call to a name that nobody has waits for its time-out"),
        (DistributionFlags.Spawn, "SPAWN", "no spawn and no erpc: calls of functions go through its rex, if it has one"),
        (DistributionFlags.Alias, "ALIAS", "replies that come too late reach the caller's mailbox"),
        (DistributionFlags.UnlinkId, "UNLINK_ID", "links by the older protocol; OTP 26 and later refuse it"),
        (DistributionFlags.V4NodeContainers, "V4_NC", "OTP 26 and later refuse it"),
        (DistributionFlags.ExitPayload, "EXIT_PAYLOAD", "large exit reasons hold up what comes behind them"),
        (DistributionFlags.Fragments, "FRAGMENTS", "large messages hold up what comes behind them"),
        (DistributionFlags.DistHdrAtomCache, "DIST_HDR_ATOM_CACHE", "atoms travel in full each time"),
        (DistributionFlags.SendSender, "SEND_SENDER", "it doesn't tell who sends"),
    ];

    /// <summary>What a BEAM has offered in every release since 22; nodes of JInterface and ei lack some of it.</summary>
    private const DistributionFlags Beam = DistributionFlags.DistMonitor | DistributionFlags.DistMonitorName
        | DistributionFlags.DistHdrAtomCache | DistributionFlags.Fragments | DistributionFlags.SendSender;

    public static string Describe(DistributionFlags flags)
    {
        var lacks = s_table.Where(row => !flags.HasFlag(row.Flag)).Select(row => $"lacks {row.Name} ({row.Without})").ToList();
        return string.Join(
            "; ",
            lacks.Prepend(string.Create(CultureInfo.InvariantCulture, $"{Kind(flags)}, 0x{(ulong)flags:X}")));
    }

    private static string Kind(DistributionFlags flags) =>
        !flags.HasFlag(Beam) ? "no BEAM: a node of JInterface, ei or another library"
        : flags.HasFlag(DistributionFlags.AltActSignals) ? "as OTP 28 or later"
        : flags.HasFlag(DistributionFlags.Mandatory25Digest) ? "as OTP 25 or later"
        : flags.HasFlag(DistributionFlags.Alias) ? "as OTP 24"
        : "as OTP 23";
}
