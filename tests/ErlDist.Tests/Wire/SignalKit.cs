using System.Buffers;
using System.Buffers.Binary;
using ErlDist.Embedding;
using ErlDist.Terms;
using ErlDist.Testing.Wire;
using ErlDist.Wire;

namespace ErlDist.Tests.Wire;

/// <summary>Two nodes' names and processes, and the way of a signal from the one's writer to the other's reader.</summary>
internal static class SignalKit
{
    public static readonly Atom Local = Atom.Get(HostileFrames.Local);
    public static readonly Atom Peer = Atom.Get(HostileFrames.Peer);
    public static readonly Pid Ours = new(Local, 1, 0, 7);
    public static readonly Pid Theirs = new(Peer, 1, 0, 7);
    public static readonly Pid Thirds = new(Atom.Get("third@localhost"), 1, 0, 7);
    public static readonly Reference Ref = new(Peer, 7, 1, 2, 3);

    /// <summary>All that is known but header, cache and fragments.</summary>
    public const DistributionFlags NoHeader = DistributionFlagSets.HiddenWithoutHeader;

    /// <summary>What changes the form of frames and control messages.</summary>
    public static readonly DistributionFlags[] FormFlags =
    [
        DistributionFlags.DistHdrAtomCache, DistributionFlags.Fragments, DistributionFlags.SendSender, DistributionFlags.ExitPayload,
        DistributionFlags.UnlinkId, DistributionFlags.Alias, DistributionFlags.AltActSignals, DistributionFlags.BigSeqTraceLabels,
    ];

    public static SignalReader Reader(DistributionFlags flags, WireLimits? limits = null) => new(flags, Local, Peer, limits);

    /// <summary>A term as a message's bytes.</summary>
    public static byte[] Encode(Term term, AtomRefTable? atoms = null)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new TermWriter(output, atoms);
        writer.WriteTerm(term);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>What stands in a payload.</summary>
    public static Term? Decode(IncomingSignal incoming) =>
        incoming.Payload.IsEmpty ? null : new TermReader(incoming.Payload, incoming.AtomRefs).ReadTerm();

    /// <summary>Writes all frames of a signal.</summary>
    public static List<byte[]> Write(SignalWriter writer, in Signal signal, Term? payload)
    {
        var output = new ArrayBufferWriter<byte>();
        AtomRefTable? atoms = writer.UsesAtomRefs ? new AtomRefTable() : null;
        OutgoingFragments? rest = writer.Write(signal, payload is null ? default : Encode(payload, atoms), atoms, output);
        while (rest is not null && rest.WriteNext(output))
        {
        }

        return Split(output.WrittenSpan);
    }

    /// <summary>The frames in a row of them, without their lengths.</summary>
    public static List<byte[]> Split(ReadOnlySpan<byte> stream)
    {
        var frames = new List<byte[]>();
        while (!stream.IsEmpty)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(stream);
            frames.Add(stream.Slice(4, length).ToArray());
            stream = stream[(4 + length)..];
        }

        return frames;
    }

    /// <summary>Reads frames of which the last is the end of a signal.</summary>
    public static (Signal Signal, Term? Payload) Read(SignalReader reader, IReadOnlyList<byte[]> frames)
    {
        for (int i = 0; ; i++)
        {
            if (reader.TryRead(frames[i], TimeSpan.Zero, out IncomingSignal incoming))
            {
                Assert.Equal(frames.Count - 1, i);
                return (incoming.Signal, Decode(incoming));
            }
        }
    }
}
