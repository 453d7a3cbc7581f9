using ErlDist.Interop.Tests.Connections;
using ErlDist.Terms;
using ErlDist.Testing;
using ErlDist.Testing.Wire;
using ErlDist.Wire;
using static ErlDist.Testing.Wire.Etf;

namespace ErlDist.Interop.Tests.Hostile;

/// <summary>Peers that say nothing, say it slowly, or come in masses; and what outlives its connection.</summary>
public sealed class SlowAndManySpec(HostileTarget target) : IClassFixture<HostileTarget>
{
    private const string Peer = HostileFrames.Peer;
    private static readonly byte[] s_theirs = Pid(Peer);
    private static readonly byte[] s_nobody = Pid(HostileFrames.Local, 77_777);

    [Fact]
    public async Task Silence_at_any_step_has_its_time_limit_while_a_hundred_honest_peers_come_up()
    {
        await using ErlangNode victim = await target.StartGoodAsync("patient@localhost", o => o with
        {
            NetSetupTime = TimeSpan.FromMilliseconds(1500),
            LoggerFactory = target.Log,
        });
        int mark = target.Log.Count;
        await using RawPeer silent = await target.ConnectAsync(victim);
        await using RawPeer named = await target.ConnectAsync(victim);
        await named.NameAsync(Peer);
        await using RawPeer challenged = await target.ConnectAsync(victim);
        await challenged.NameAsync("other@localhost");
        await challenged.ChallengeAsync();
        await using RawPeer slow = await target.ConnectAsync(victim);
        Task trickle = TrickleAsync(slow);
        await using RawPeer announcer = await target.ConnectAsync(victim);
        await announcer.AnnounceMessageAsync(4096);

        ErlangNode[] good = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => target.StartGoodAsync($"many{i}@localhost", o => o with { Listen = false })));
        await Task.WhenAll(good.Select(g => g.PingAsync(victim.Name)));
        foreach (RawPeer peer in new[] { silent, named, challenged, slow, announcer })
        {
            await peer.ClosedAsync();
            await target.Log.WaitAsync(l => l.Has($"{peer.EndPoint} was refused"), mark);
        }

        await trickle;
        await Task.WhenAll(good.Select(g => g.PingAsync(victim.Name)));
        Assert.Equal(100, victim.ConnectedNodes.Count);
        foreach (ErlangNode node in good)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_flood_of_silent_connections_keeps_nobody_out()
    {
        int mark = target.Log.Count;
        List<RawPeer> flood = [];
        for (int i = 0; i < NodeLimits.Default.PendingConnections + 50; i++)
        {
            flood.Add(await target.ConnectAsync());
        }

        await flood[0].ClosedAsync();
        await target.Log.WaitAsync(l => l.Has($"{flood[0].EndPoint} was refused") && l.Has("NodeLimits.PendingConnections"), mark);
        await using (ErlangNode late = await target.StartGoodAsync("late@localhost"))
        {
            await late.PingAsync(target.Node.Name);
        }

        foreach (RawPeer peer in flood)
        {
            await peer.DisposeAsync();
        }

        await target.AssertUnharmedAsync();
    }

    [Fact]
    public async Task A_stranger_who_claims_a_name_does_not_disturb_what_we_dial_to_its_bearer()
    {
        // Names on either side of the victim's, since the rule for simultaneous set-ups asks which is greater.
        foreach (string name in new[] { "aaa@localhost", "zzz@localhost" })
        {
            await using ErlangNode bearer = await target.StartGoodAsync(name);
            await using RawPeer stranger = await target.ConnectAsync();
            await stranger.NameAsync(name);
            await target.Node.PingAsync(name).WaitAsync(TimeSpan.FromSeconds(5));
            await stranger.ReplyAsync(0);
            await stranger.ClosedAsync();
            await target.Node.PingAsync(name);
        }

        await target.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Poison_on_the_old_connection_does_not_touch_the_new_one()
    {
        await using RawPeer old = await target.ConnectAsync();
        await old.HandshakeAsync(Peer);

        // An answer shows that the connection is up on the other side, too.
        await old.FrameAsync(PassThrough(Tuple(Int(1), s_theirs, s_nobody)));
        Assert.Equal(PassThrough(Tuple(Int(24), s_nobody, s_theirs), Atom("noproc")), await old.ReceiveFrameAsync());
        await using RawPeer young = await target.ConnectAsync();
        Assert.Equal("alive", await young.NameAsync(Peer));
        await young.MessageAsync((byte)'s', (byte)'t', (byte)'r', (byte)'u', (byte)'e');
        await young.ProveAsync();
        try
        {
            await old.FrameAsync(112, 131, 255);
        }
        catch (IOException)
        {
            // It is closed already.
        }

        await old.ClosedAsync();
        await young.FrameAsync(PassThrough(Tuple(Int(1), s_theirs, s_nobody)));
        Assert.Equal(PassThrough(Tuple(Int(24), s_nobody, s_theirs), Atom("noproc")), await young.ReceiveFrameAsync());
        await young.DisposeAsync();
        await target.AssertUnharmedAsync();
    }

    /// <summary>What may be said at any time and to nobody: it changes nothing and ends nothing.</summary>
    [Fact]
    public async Task Signals_that_concern_nobody_and_replays_are_ignored()
    {
        await using RawPeer peer = await target.ConnectAsync();
        await peer.HandshakeAsync(Peer);
        byte[] reference = Ref(Peer, 7, 1, 2, 3);
        byte[][] harmless =
        [
            PassThrough(Tuple(Int(2), Atom(""), s_nobody), Atom("x")),
            PassThrough(Tuple(Int(22), Pid("third@localhost"), s_nobody), Atom("x")),
            PassThrough(Tuple(Int(6), s_theirs, Atom(""), Atom("nobody")), Atom("x")),
            PassThrough(Tuple(Int(33), s_theirs, Ref(HostileFrames.Local, 7, 1, 2, 3)), Atom("x")),
            PassThrough(Tuple(Int(4), s_theirs, s_nobody)),
            PassThrough(Tuple(Int(36), Int(9), s_theirs, s_nobody)),
            PassThrough(Tuple(Int(24), s_theirs, s_nobody), Atom("kill")),
            PassThrough(Tuple(Int(26), s_theirs, s_nobody), Atom("kill")),
            PassThrough(Tuple(Int(20), s_theirs, s_nobody, reference)),
            PassThrough(Tuple(Int(28), s_theirs, s_nobody, reference), Atom("x")),
            PassThrough(Tuple(Int(31), reference, s_nobody, Int(0), s_theirs)),
            PassThrough(Tuple(Int(7), s_theirs, s_nobody)),
            PassThrough(Tuple(Int(1), s_theirs, Pid(HostileFrames.Local, 1, 0, 3))),
            PassThrough(Tuple(Int(6), s_theirs, Atom(""), Atom("net_kernel")), Atom("nonsense")),
            PassThrough(Tuple(Int(6), s_theirs, Atom(""), Atom("rex")), Tuple(Atom("$gen_call"), Atom("x"), Atom("y"))),
        ];
        for (int replay = 0; replay < 3; replay++)
        {
            foreach (byte[] frame in harmless)
            {
                await peer.FrameAsync(frame);
            }
        }

        await peer.FrameAsync(PassThrough(Tuple(Int(35), Int(5), s_theirs, s_nobody)));
        byte[] answer;
        do
        {
            answer = await peer.ReceiveFrameAsync();
        }
        while (!answer.AsSpan().SequenceEqual(PassThrough(Tuple(Int(36), Int(5), s_nobody, s_theirs))));

        await peer.DisposeAsync();
        await target.AssertUnharmedAsync();
    }

    [Fact]
    public async Task A_frame_that_comes_byte_by_byte_arrives()
    {
        await using RawPeer peer = await target.ConnectAsync();
        await peer.HandshakeAsync(Peer);
        byte[] frame = PassThrough(Tuple(Int(35), Int(5), s_theirs, s_nobody));
        foreach (byte b in (byte[])[.. UInt32((uint)frame.Length), .. frame])
        {
            await peer.SendAsync(b);
        }

        Assert.Equal(PassThrough(Tuple(Int(36), Int(5), s_nobody, s_theirs)), await peer.ReceiveFrameAsync());
        await peer.DisposeAsync();
        await target.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Functions_for_peers_are_limited_and_end_with_their_caller()
    {
        await using RawPeer peer = await target.ConnectAsync();
        await peer.HandshakeAsync(Peer);
        int processes = target.Node.Processes.All.Count;
        byte[] function = Tuple(Atom("dotnet"), Atom("wait"), Int(0));
        for (uint i = 0; i <= HostileTarget.Limits.SpawnedProcesses; i++)
        {
            await peer.FrameAsync(PassThrough(Tuple(Int(29), Ref(Peer, 7, i, 0, 0), s_theirs, s_theirs, function, List(Atom("link"))), Nil));
        }

        byte[] refused = PassThrough(Tuple(
            Int(31), Ref(Peer, 7, (uint)HostileTarget.Limits.SpawnedProcesses, 0, 0), s_theirs, Int(0), Atom("system_limit")));
        while (!(await peer.ReceiveFrameAsync()).AsSpan().SequenceEqual(refused))
        {
        }

        Task<NodeEventArgs> down = target.Node.NextDown(Peer);
        await peer.DisposeAsync();
        await down;
        Assert.Equal(processes, target.Node.Processes.All.Count);
        await target.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Nothing_of_a_connection_that_was_ended_is_kept()
    {
        WeakReference connection = await BreakAsync();
        await target.AssertUnharmedAsync();
        for (int i = 0; i < 50 && connection.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(20); // The last of its tasks may still run, and nothing tells when a thread's stack lets go of it.
        }

        Assert.False(connection.IsAlive);
    }

    private async Task<WeakReference> BreakAsync()
    {
        Task<NodeEventArgs> up = target.Node.NextUp(Peer);
        await using RawPeer peer = await target.ConnectAsync();
        await peer.HandshakeAsync(Peer, DistributionFlagSets.Hidden);
        await up;
        var connection = new WeakReference(target.Node.Peers.Find(Atom.Get(Peer)));
        await peer.FrameAsync(First(1, 9, Tuple(Int(6), s_theirs, Atom(""), Atom("box")), new byte[60_000]));
        await peer.FrameAsync(Next(7, 7));
        await peer.ClosedAsync();
        return connection;
    }

    private static async Task TrickleAsync(RawPeer peer)
    {
        try
        {
            for (int i = 0; i < 1000; i++)
            {
                await peer.SendAsync(i == 1 ? (byte)200 : (byte)0);
                await Task.Delay(100); // The attack is its slowness.
            }
        }
        catch (IOException)
        {
            // Closed, as it must be.
        }
    }
}
