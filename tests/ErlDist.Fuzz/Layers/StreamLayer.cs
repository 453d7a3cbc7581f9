using ErlDist.Terms;
using ErlDist.Testing.Wire;
using ErlDist.Wire;

namespace ErlDist.Fuzz.Layers;

/// <summary>A stream with lengths, in pieces of any size, before and after the handshake.</summary>
internal sealed class StreamLayer : IFuzzLayer
{
    private static readonly WireLimits s_limits = new() { MaxFrameBytes = 64 * 1024, MaxHandshakeMessageBytes = 512 };

    public string Name => "stream";

    public byte[][] MakeCase(Random random)
    {
        Recording recording = Corpus.Recordings[random.Next(Corpus.Recordings.Count)];
        IEnumerable<byte[]> frames = recording.Frames.Take(random.Next(1, 10)).Select(f => f.Frame);
        byte[] stream = [.. frames.SelectMany(f => (byte[])[.. Etf.UInt32((uint)f.Length), .. f])];
        stream = Mutator.Mutate(random, stream, stream);
        var pieces = new List<byte[]> { new byte[] { (byte)random.Next(2), (byte)Corpus.Recordings.ToList().IndexOf(recording) } };
        for (int at = 0; at < stream.Length;)
        {
            int length = Math.Min(random.Next(1, 1 << random.Next(1, 12)), stream.Length - at);
            pieces.Add(stream[at..(at + length)]);
            at += length;
        }

        return [.. pieces];
    }

    public void Run(byte[][] messages)
    {
        Recording recording = Corpus.Recordings[messages[0][1]];
        using var frames = new FrameReader(2, s_limits, chunkBytes: 256);
        using var signals = new SignalReader(recording.Flags, Atom.Get(recording.Local), Atom.Get(recording.Peer), s_limits, Corpus.Limits);
        if (messages[0][0] == 1)
        {
            frames.SwitchToConnected();
        }

        foreach (byte[] piece in messages.Skip(1))
        {
            for (int at = 0; at < piece.Length;)
            {
                Span<byte> space = frames.GetMemory().Span;
                int count = Math.Min(space.Length, piece.Length - at);
                piece.AsSpan(at, count).CopyTo(space);
                frames.Advance(count);
                at += count;
                while (messages[0][0] == 1 ? signals.TryRead(frames, TimeSpan.Zero, out _, out _) : frames.TryRead(out _))
                {
                }
            }
        }
    }
}
