using System.Buffers;
using ErlDist.Embedding;
using ErlDist.Terms;
using ErlDist.Wire;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ErlDist.Tests.Wire;

/// <summary>Random signals through a writer and a reader, with all combinations of flags that change their form.</summary>
public class SignalRoundTripTests
{
    [Property(MaxTest = 300)]
    public Property Signals_come_out_equal() => Prop.ForAll(
        Arb.From(SignalGen.Flags),
        Arb.From(Gen.ListOf(SignalGen.All)),
        (flags, signals) =>
        {
            var writer = new SignalWriter(flags);
            using SignalReader reader = SignalKit.Reader(flags);
            foreach (Sent sent in signals.Where(sent => writer.CanWrite(sent.Signal)))
            {
                List<byte[]> frames = SignalKit.Write(writer, sent.Signal, sent.Payload);
                if (frames.Count == 0)
                {
                    Assert.Equal(SignalKind.UnlinkAck, sent.Signal.Kind);
                    continue;
                }

                (Signal signal, Term? payload) = SignalKit.Read(reader, frames);
                Assert.Equal(Expected(sent.Signal, flags), signal);
                Assert.Equal(sent.Payload, payload);
            }

            Assert.Equal(0, reader.PendingFragmentSeries);
        });

    [Property(MaxTest = 100)]
    public Property Fragments_of_many_senders_interleave_in_any_order() => Prop.ForAll(
        Arb.From(Gen.ListOf(SignalGen.All, 20)),
        Arb.From(Gen.Choose(0, int.MaxValue)),
        (signals, seed) =>
        {
            DistributionFlags flags = DistributionFlagSets.Hidden;
            var random = new System.Random(seed);
            var writer = new SignalWriter(flags, new WireLimits { FragmentBytes = 16 });
            using SignalReader reader = SignalKit.Reader(flags);
            var waiting = new Queue<Sent>(signals);
            var pending = new List<(Sent Sent, OutgoingFragments More)>();
            var expected = new List<Sent>();
            var stream = new ArrayBufferWriter<byte>();
            while (waiting.Count > 0 || pending.Count > 0)
            {
                if (waiting.Count > 0 && (pending.Count == 0 || random.Next(2) == 0))
                {
                    Sent sent = waiting.Dequeue();
                    var atoms = new AtomRefTable();
                    byte[]? payload = sent.Payload is null ? default : SignalKit.Encode(sent.Payload, atoms);
                    if (writer.Write(sent.Signal, payload, atoms, stream) is { } rest)
                    {
                        pending.Add((sent, rest));
                    }
                    else
                    {
                        expected.Add(sent);
                    }

                    continue;
                }

                int turn = random.Next(pending.Count);
                if (!pending[turn].More.WriteNext(stream))
                {
                    expected.Add(pending[turn].Sent);
                    pending.RemoveAt(turn);
                }
            }

            int arrived = 0;
            foreach (byte[] frame in SignalKit.Split(stream.WrittenSpan))
            {
                if (reader.TryRead(frame, TimeSpan.Zero, out IncomingSignal incoming))
                {
                    Assert.Equal(Expected(expected[arrived].Signal, flags), incoming.Signal);
                    Assert.Equal(expected[arrived++].Payload, SignalKit.Decode(incoming));
                }
            }

            Assert.Equal(expected.Count, arrived);
            Assert.Equal((0, 0L), (reader.PendingFragmentSeries, reader.PendingFragmentBytes));
        });

    [Property(MaxTest = 100)]
    public Property Cut_frames_are_WireExceptions_or_shorter_payloads() => Prop.ForAll(
        Arb.From(SignalGen.Flags),
        Arb.From(SignalGen.All),
        Arb.From(Gen.Choose(0, int.MaxValue)),
        (flags, sent, seed) =>
        {
            var writer = new SignalWriter(flags);
            if (!writer.CanWrite(sent.Signal) || SignalKit.Write(writer, sent.Signal, sent.Payload) is not [var frame, ..])
            {
                return;
            }

            using SignalReader reader = SignalKit.Reader(flags);
            try
            {
                reader.TryRead(frame.AsSpan(0, seed % frame.Length), TimeSpan.Zero, out _);
            }
            catch (WireException)
            {
            }
        });

    // What a form cannot carry.
    private static Signal Expected(Signal signal, DistributionFlags flags)
    {
        bool altAct = flags.HasFlag(DistributionFlags.AltActSignals);
        return signal with
        {
            IsPriority = signal.IsPriority && altAct,
            From = signal.Kind == SignalKind.Send && !(signal.IsPriority && altAct) && !flags.HasFlag(DistributionFlags.SendSender) ? null : signal.From,
            Id = signal.Kind == SignalKind.Unlink && !flags.HasFlag(DistributionFlags.UnlinkId) ? 0 : signal.Id,
        };
    }
}
