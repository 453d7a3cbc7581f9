using ErlDist.Epmd;
using ErlDist.Testing;
using ErlDist.Testing.Wire;
using ErlDist.Wire;

namespace ErlDist.Interop.Tests.Wire;

/// <summary>
/// Every control message that a real node sends, in all forms that flags lead to. With <c>ERLDIST_RECORD=DIRECTORY</c> what it sent
/// is written there: that is how the recordings in tests/ErlDist.Testing/Wire/Recordings were made.
/// </summary>
public sealed class TrafficTests
{
    private const DistributionFlags Old =
        DistributionFlagSets.Mandatory26 | DistributionFlags.DistMonitor | DistributionFlags.DistMonitorName;

    public static TheoryData<string, DistributionFlags> Forms => new()
    {
        { "old-forms", Old & ~DistributionFlags.UnlinkId },
        { "new-forms", DistributionFlagSets.HiddenWithoutHeader & ~DistributionFlags.AltActSignals },
        { "fragments", DistributionFlagSets.HiddenWithoutHeader & ~DistributionFlags.AltActSignals | DistributionFlags.Fragments },
        { "atom-cache", DistributionFlagSets.HiddenWithoutHeader & ~DistributionFlags.AltActSignals | DistributionFlags.DistHdrAtomCache },
        { "all", DistributionFlagSets.Hidden },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_real_node_sends_nothing_that_we_do_not_understand(string name, DistributionFlags flags)
    {
        if (OtpRelease.Current.Number >= 26 && !flags.Has(DistributionFlagSets.Mandatory26))
        {
            return; // Old forms are refused from there on.
        }

        await using var epmd = await PrivateEpmd.StartAsync();
        await using var beam = await BeamNode.StartAsync(
            new BeamNodeOptions { Name = HostileFrames.Peer, Cookie = "golden", EpmdPort = epmd.Port });
        using var peer = await RawPeer.DialAsync(await PortOfAsync(epmd), Options(flags), HostileFrames.Peer);
        var traffic = new Traffic(beam, peer);
        await traffic.RunAsync();
        Assert.DoesNotContain(traffic.Frames, frame => frame.Meaning.StartsWith("None", StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("ERLDIST_RECORD") is { Length: > 0 } directory)
        {
            var origin = $"OTP {await beam.EvalAsync("erlang:system_info(otp_release)")}, TrafficTests";
            var recording = new Recording(name, origin, peer.Result.Flags, peer.Result.LocalName, HostileFrames.Peer, traffic.Frames);
            await File.WriteAllTextAsync(Path.Combine(directory, name + ".frames"), recording.Format());
        }
    }

    internal static HandshakeOptions Options(DistributionFlags flags) => new()
    {
        LocalName = HostileFrames.Local,
        Creation = 7,
        CookieFor = _ => new Cookie("golden"),
        Flags = flags,
    };

    internal static async Task<int> PortOfAsync(PrivateEpmd epmd) =>
        (await new EpmdClient(new EpmdOptions { Port = epmd.Port }).LookupAsync("gold", "localhost"))!.Port;
}
