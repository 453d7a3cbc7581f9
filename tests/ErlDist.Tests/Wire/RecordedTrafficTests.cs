using ErlDist.Embedding;
using ErlDist.Testing.Wire;
using ErlDist.Wire;

namespace ErlDist.Tests.Wire;

/// <summary>What real nodes sent: ErlDist.Interop.Tests' TrafficSpec recorded it, and says how.</summary>
public class RecordedTrafficTests
{
    public static TheoryData<Recording> Recordings => [.. Recording.All];

    public static TheoryData<Recording> WithoutAtomCache =>
        [.. Recording.All.Where(r => !r.Flags.Has(DistributionFlags.DistHdrAtomCache))];

    [Fact]
    public void All_forms_of_frames_were_recorded() =>
        Assert.Equal(["otp25-all", "otp25-atom-cache", "otp25-fragments", "otp25-new-forms", "otp25-old-forms", "otp29-all"], Recording.All.Select(r => r.Name));

    [Theory]
    [MemberData(nameof(Recordings))]
    public void What_a_node_sent_is_understood(Recording recording)
    {
        using SignalReader reader = Reader(recording);
        foreach ((string step, byte[] frame, string meaning) in recording.Frames)
        {
            string found = reader.TryRead(frame, TimeSpan.Zero, out IncomingSignal incoming)
                ? Recording.Describe(incoming.Signal, SignalKit.Decode(incoming))
                : "";
            Assert.Equal((step, meaning), (step, found));
        }

        Assert.Equal(0, reader.PendingFragmentSeries);
    }

    // Which places atoms get and where fragments are cut is each node's own choice.
    [Theory]
    [MemberData(nameof(WithoutAtomCache))]
    public void What_we_write_is_what_the_node_wrote(Recording recording)
    {
        using SignalReader reader = Reader(recording);
        var writer = new SignalWriter(recording.Flags);
        int compared = 0;
        foreach ((string step, byte[] frame, string _) in recording.Frames)
        {
            if (!reader.TryRead(frame, TimeSpan.Zero, out IncomingSignal incoming))
            {
                continue;
            }

            (Signal signal, Term? payload) = (incoming.Signal, SignalKit.Decode(incoming));
            List<byte[]> frames = SignalKit.Write(writer, signal, payload);
            if (frames.Count == 1)
            {
                Assert.Equal((step, Convert.ToHexString(frame)), (step, Convert.ToHexString(frames[0])));
                compared++;
            }
        }

        Assert.InRange(compared, 20, recording.Frames.Count);
    }

    [Fact]
    public void Every_operation_that_OTP_sends_was_recorded()
    {
        var recorded = new HashSet<int>();
        foreach (RecordedFrame frame in Recording.All.Where(r => !r.Flags.HasAny(DistributionFlagSets.Header)).SelectMany(r => r.Frames))
        {
            var reader = new TermReader(frame.Frame.AsSpan(2));
            reader.ReadTupleHeader();
            recorded.Add((int)reader.ReadInt64());
        }

        // EXIT2_TT and PAYLOAD_EXIT2_TT: no release sends them, all take them. ALTACT_SIG_SEND: in otp29-all, with atom cache.
        int[] never = [18, 27, AltAct.Op];
        Assert.Equal(Enumerable.Range(0, 256).Where(op => ControlForm.Of(op) is not null).Except(never), recorded.Order());
    }

    private static SignalReader Reader(Recording recording) =>
        new(recording.Flags, Atom.Get(recording.Local), Atom.Get(recording.Peer));
}
