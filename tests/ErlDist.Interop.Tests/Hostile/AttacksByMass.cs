using ErlDist.Testing.Wire;
using ErlDist.Wire;
using static ErlDist.Testing.Wire.Etf;

namespace ErlDist.Interop.Tests.Hostile;

/// <summary>More than a connected peer may have: sizes, numbers, time; a new attack is a new row.</summary>
public static class AttacksByMass
{
    private static readonly byte[] s_theirs = Pid(HostileFrames.Peer);
    private static readonly byte[] s_nobody = Pid(HostileFrames.Local, 77_777);
    private static readonly byte[] s_toBox = Tuple(Int(6), s_theirs, Atom(""), Atom("box"));

    /// <summary>The rows.</summary>
    public static IReadOnlyList<Attack> Rows { get; } =
    [
        Connected("a frame of 4 GB", "1048576 are allowed", p => p.SendAsync(255, 255, 255, 255)),
        Connected("a frame of 2 GB", "1048576 are allowed", p => p.SendAsync(128, 0, 0, 0)),
        Connected("a frame one byte too long", "1048576 are allowed", p => p.SendAsync(0, 16, 0, 1)),
        Connected("more series than allowed", "64 messages in fragments wait", async p =>
        {
            for (ulong i = 0; i <= 64; i++)
            {
                await p.FrameAsync(First(i, 2, s_toBox, [109]));
            }
        }),
        Connected("a message in fragments that stands still, and ticks", "has stood still", async p =>
        {
            await p.FrameAsync(First(1, 2, s_toBox, [109]));
            Task closed = p.ClosedAsync();
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            while (!closed.IsCompleted && await pace.WaitForNextTickAsync())
            {
                await p.TickAsync();
            }
        }),
        Connected("links to nobody, and no interest in the answers", "OutboundControlBytes", p =>
            RepeatAsync(p, Header(Tuple(Int(1), s_theirs, s_nobody)))),
        Connected("monitors of nobody, and no interest in the answers", "OutboundControlBytes", p =>
            RepeatAsync(p, Header(Tuple(Int(19), s_theirs, s_nobody, Ref(HostileFrames.Peer, 7, 1, 2, 3))))),
        Connected("unlinks, and no interest in the answers", "OutboundControlBytes", p =>
            RepeatAsync(p, Header(Tuple(Int(35), Int(1), s_theirs, s_nobody)))),
        Connected("pings, and no interest in the answers", "OutboundControlBytes", p =>
            RepeatAsync(p, Header(Tuple(Int(6), s_theirs, Atom(""), Atom("net_kernel")),
                Tuple(Atom("$gen_call"), Tuple(s_theirs, Ref(HostileFrames.Peer, 7, 1, 2, 3)), Tuple(Atom("is_auth"), Atom("x")))))),
        Connected("spawn requests of nothing, and no interest in the answers", "OutboundControlBytes", p =>
            RepeatAsync(p, Header(Tuple(Int(29), Ref(HostileFrames.Peer, 7, 1, 2, 3), s_theirs, s_theirs, Tuple(Atom("m"), Atom("f"), Int(0)), Nil), Nil))),
        Connected("ever new monitors of one process", "NodeLimits.RelationsPerProcess", async p =>
        {
            for (uint i = 0; i <= 1000; i++)
            {
                await p.FrameAsync(Header(Tuple(Int(19), s_theirs, Atom("box"), Ref(HostileFrames.Peer, 7, i, 2, 3))));
            }
        }),
        Connected("atoms without end, and then poison", "it is no tuple", async p =>
        {
            for (int i = 0; i < 300; i++)
            {
                await p.FrameAsync([131, 68, .. Atoms(i), .. s_toBox, 106]);
            }

            await p.FrameAsync(Header(Nil));
        }),
    ];

    private static Attack Connected(string name, string reason, Func<RawPeer, Task> attack) => new(name, reason, async p =>
    {
        await p.HandshakeAsync(HostileFrames.Peer, DistributionFlagSets.Hidden);
        await attack(p);
    });

    /// <summary>Sends one frame again and again until the node has had enough; the sockets' own buffers take some megabytes.</summary>
    private static async Task RepeatAsync(RawPeer peer, byte[] frame)
    {
        byte[] many = [.. Enumerable.Repeat<byte[]>([.. UInt32((uint)frame.Length), .. frame], 1000).SelectMany(b => b)];
        for (int i = 0; i < 5000; i++)
        {
            await peer.SendAsync(many);
        }
    }

    /// <summary>A header's 255 new atoms.</summary>
    private static byte[] Atoms(int round)
    {
        const int Count = 255;
        byte segment = (byte)(0x08 | (round & 7));
        byte pair = (byte)(segment | (segment << 4));
        List<byte> header = [Count, .. Enumerable.Repeat(pair, Count / 2), segment];
        for (int i = 0; i < Count; i++)
        {
            byte[] text = System.Text.Encoding.ASCII.GetBytes($"atom_{round}_{i}");
            header.AddRange([(byte)i, (byte)text.Length, .. text]);
        }

        return [.. header];
    }
}
