using System.Buffers;
using System.Buffers.Binary;
using ErlDist.Embedding;
using ErlDist.Terms;
using ErlDist.Testing.Wire;
using ErlDist.Wire;

namespace ErlDist.Fuzz.Layers;

/// <summary>Frames of a connected peer: headers, atom cache, fragments, control messages, payloads.</summary>
internal sealed class SignalLayer : IFuzzLayer
{
    private const int MostFrames = 12;
    private static readonly WireLimits s_limits = new() { MaxFragmentBytes = 64 * 1024, MaxFragmentSeries = 4 };

    // The first message only tells which flags and names hold; it is not changed.
    private readonly (DistributionFlags Flags, string Local, string Peer, byte[][] Frames)[] _seeds =
    [
        .. Corpus.Recordings.Select(r => (r.Flags, r.Local, r.Peer, r.Frames.Select(f => f.Frame).ToArray())),
        .. HostileFrames.Rows.Select(r => (DistributionFlagSets.HiddenWithoutHeader | r.Flags, HostileFrames.Local, HostileFrames.Peer, r.Frames)),
    ];

    public string Name => "signals";

    public byte[][] MakeCase(Random random)
    {
        // Recordings are few and rich, hostile frames many and poor.
        int index = random.Next(3) == 0 ? random.Next(_seeds.Length) : random.Next(Corpus.Recordings.Count);
        (DistributionFlags flags, string _, string _, byte[][] frames) = _seeds[index];
        bool cached = flags.Has(DistributionFlags.DistHdrAtomCache);
        int start = cached ? 0 : random.Next(frames.Length);
        byte[][] chosen = frames.Skip(start).Take(random.Next(1, MostFrames + 1)).ToArray();
        for (int count = random.Next(1, 3); count > 0; count--)
        {
            int at = random.Next(chosen.Length);
            chosen[at] = Mutator.Mutate(random, chosen[at], frames[random.Next(frames.Length)]);
        }

        return [BitConverter.GetBytes(index), .. Shuffled(random, chosen)];
    }

    public void Run(byte[][] messages)
    {
        (DistributionFlags flags, string local, string peer, byte[][] _) = _seeds[BinaryPrimitives.ReadInt32LittleEndian(messages[0])];
        using var reader = new SignalReader(flags, Atom.Get(local), Atom.Get(peer), s_limits, Corpus.Limits);
        foreach (byte[] frame in messages.Skip(1))
        {
            if (reader.TryRead(frame, TimeSpan.Zero, out IncomingSignal incoming))
            {
                Check(incoming, local, peer);
            }
        }
    }

    private static void Check(IncomingSignal incoming, string local, string peer)
    {
        Signal signal = incoming.Signal;
        Term? payload = signal.HasPayload ? new TermReader(incoming.Payload, incoming.AtomRefs, Corpus.Limits).ReadTerm() : null;
        FuzzFindException.IfRefused(() => CheckTaken(signal, payload, local, peer));
    }

    // What was read can be written, and read again as the same. Only UNLINK, which wants no acknowledgement, has no new form.
    private static void CheckTaken(Signal signal, Term? payload, string local, string peer)
    {
        const DistributionFlags Flags = DistributionFlagSets.Hidden;
        Signal sent = signal is { Kind: SignalKind.Unlink, Id: 0 } ? signal with { Id = 1 } : signal;
        var encoded = new ArrayBufferWriter<byte>();
        var atoms = new AtomRefTable();
        if (payload is not null)
        {
            TermLayer.Check(payload);
            var writer = new TermWriter(encoded, atoms);
            writer.WriteTerm(payload);
            writer.Flush();
        }

        var output = new ArrayBufferWriter<byte>();
        OutgoingFragments? rest = new SignalWriter(Flags).Write(sent, encoded.WrittenMemory, atoms, output);
        while (rest is not null && rest.WriteNext(output))
        {
        }

        using var again = new SignalReader(Flags, Atom.Get(local), Atom.Get(peer));
        int arrived = 0;
        foreach (ReadOnlyMemory<byte> frame in Split(output.WrittenMemory))
        {
            if (again.TryRead(frame.Span, TimeSpan.Zero, out IncomingSignal second))
            {
                arrived++;
                bool same = second.Signal == sent
                    && (payload is null || new TermReader(second.Payload, second.AtomRefs).ReadTerm().Equals(payload));
                if (!same)
                {
                    throw new FuzzFindException($"{sent} comes out as {second.Signal}");
                }
            }
        }

        if (arrived != 1)
        {
            throw new FuzzFindException($"{sent} comes out {arrived} times");
        }
    }

    private static byte[][] Shuffled(Random random, byte[][] frames)
    {
        if (random.Next(8) == 0)
        {
            random.Shuffle(frames);
        }

        return random.Next(8) == 0 ? [.. frames, frames[random.Next(frames.Length)]] : frames;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> stream)
    {
        while (!stream.IsEmpty)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(stream.Span);
            yield return stream.Slice(sizeof(int), length);
            stream = stream[(sizeof(int) + length)..];
        }
    }
}
