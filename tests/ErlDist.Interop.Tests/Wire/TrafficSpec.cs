using System.Buffers;
using ErlDist.Embedding;
using ErlDist.Terms;
using ErlDist.Testing;
using ErlDist.Testing.Wire;
using ErlDist.Wire;

namespace ErlDist.Interop.Tests.Wire;

/// <summary>
/// Every control message that a real node sends, in all forms that flags lead to. With <c>ERLDIST_RECORD=DIRECTORY</c> what it sent
/// is written there: that is how the recordings in tests/ErlDist.Testing/Wire/Recordings were made.
/// </summary>
public sealed class TrafficSpec
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
        await using PrivateEpmd epmd = await PrivateEpmd.StartAsync();
        await using BeamNode beam = await BeamNode.StartAsync(
            new BeamNodeOptions { Name = HostileFrames.Peer, Cookie = "golden", EpmdPort = epmd.Port });
        if (IsRefused(flags))
        {
            await AssertRefusedAsync(epmd, flags);
            return;
        }

        using RawPeer peer = await RawPeer.DialAsync(await PortOfAsync(epmd), Options(flags), HostileFrames.Peer);
        var traffic = new Traffic(beam, peer);
        await traffic.RunAsync();
        Assert.DoesNotContain(traffic.Frames, frame => frame.Meaning.StartsWith("None", StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("ERLDIST_RECORD") is { Length: > 0 } directory)
        {
            string origin = $"OTP {await beam.EvalAsync("erlang:system_info(otp_release)")}, TrafficSpec";
            var recording = new Recording(name, origin, peer.Result.Flags, peer.Result.LocalName, HostileFrames.Peer, traffic.Frames);
            await File.WriteAllTextAsync(Path.Combine(directory, name + ".frames"), recording.Format());
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_real_node_understands_what_we_send(string name, DistributionFlags flags)
    {
        await using PrivateEpmd epmd = await PrivateEpmd.StartAsync();
        await using BeamNode beam = await BeamNode.StartAsync(
            new BeamNodeOptions { Name = HostileFrames.Peer, Cookie = "golden", EpmdPort = epmd.Port });
        if (IsRefused(flags))
        {
            await AssertRefusedAsync(epmd, flags);
            return;
        }

        await beam.EvalAsync(
            """
            register(sink, spawn(fun() -> (fun L(All) ->
                receive
                    done -> receive {get, From} -> From ! {all, lists:reverse(All)} end;
                    M when element(1, M) =/= get; not is_tuple(M) -> L([M | All])
                end end)([]) end))
            """);
        using RawPeer peer = await RawPeer.DialAsync(await PortOfAsync(epmd), Options(flags), HostileFrames.Peer);
        ErlList atoms = Term.List([.. Enumerable.Range(0, 300).Select(i => Atom.Get($"b{i}"))]);
        ErlList small = Term.List(Atom.Get("small"), new string('é', 100), -1.5, long.MinValue, peer.Self, peer.Alias, true);
        var longAtom = Atom.Get(new string('日', 255));
        Term[] sent = [atoms, small, atoms, longAtom, small];
        foreach (Term message in sent)
        {
            await peer.SendAsync(ToSink(peer.Self), message);
        }

        // The parts of two large messages, with small ones of a third process between them.
        var other = new Pid(peer.Self.Node, 101, 0, peer.Self.Creation);
        var third = new Pid(peer.Self.Node, 102, 0, peer.Self.Creation);
        Term[] large = [Term.Tuple(1, new byte[300_000]), Term.Tuple(Atom.Get("two"), atoms, new byte[200_000])];
        var output = new ArrayBufferWriter<byte>();
        OutgoingFragments? first = Begin(peer, peer.Self, large[0], output);
        OutgoingFragments? second = Begin(peer, other, large[1], output);
        Begin(peer, third, small, output);
        while (first is not null || second is not null)
        {
            first = first?.WriteNext(output) == true ? first : null;
            second = second?.WriteNext(output) == true ? second : null;
            Begin(peer, third, small, output);
        }

        Begin(peer, third, Atom.Get("done"), output);
        await peer.SendBytesAsync(output.WrittenMemory);
        Term received = await beam.EvalTermAsync("sink ! {get, self()}, receive {all, L} -> L after 10000 -> timeout end");
        ErlList list = Assert.IsType<ErlList>(received);
        Assert.Equal(sent, list.Take(sent.Length));
        Assert.Equal(large.ToHashSet(), list.Skip(sent.Length).Where(term => term is ErlTuple).ToHashSet());
        Assert.All(list.Skip(sent.Length).Where(term => term is not ErlTuple), term => Assert.Equal(small, term));
        Assert.True(list.Count > sent.Length + large.Length, name);

        static Signal ToSink(Pid from) => new() { Kind = SignalKind.SendToName, From = from, Name = Atom.Get("sink") };

        static OutgoingFragments? Begin(RawPeer peer, Pid from, Term message, ArrayBufferWriter<byte> output)
        {
            AtomRefTable? table = peer.Writer.UsesAtomRefs ? new AtomRefTable() : null;
            var encoded = new ArrayBufferWriter<byte>();
            var writer = new TermWriter(encoded, table);
            writer.WriteTerm(message);
            writer.Flush();
            return peer.Writer.Write(ToSink(from), encoded.WrittenMemory, table, output);
        }
    }

    /// <summary>Old forms are refused from OTP 26 on.</summary>
    private static bool IsRefused(DistributionFlags flags) =>
        OtpRelease.Current.Number >= 26 && !flags.Has(DistributionFlagSets.Mandatory26);

    private static async Task AssertRefusedAsync(PrivateEpmd epmd, DistributionFlags flags)
    {
        int port = await PortOfAsync(epmd);
        HandshakeException refused = await Assert.ThrowsAsync<HandshakeException>(() => RawPeer.DialAsync(port, Options(flags), HostileFrames.Peer));
        Assert.Equal(HandshakeError.NotAllowed, refused.Error);
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
