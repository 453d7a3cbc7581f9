using System.Net;
using System.Net.Sockets;
using System.Numerics;
using ErlDist.Embedding;
using ErlDist.Testing.Wire;
using ErlDist.Wire;

namespace ErlDist.Tests.Nodes;

/// <summary>
/// Peers by what they offer: every known one, and each capability missing by itself. What a peer cannot take stays on this side, as in
/// OTP; nothing of ours throws half-way.
/// </summary>
public sealed class PeerFlagsTests
{
    private const DistributionFlags Mandatory = DistributionFlagSets.Mandatory25;
    private const string Peer = "peer@localhost";

    /// <summary>As the peers' own sources have them: jinterface's AbstractNode, ei's ei_connect, dist_util and erts' dist.h.</summary>
    private static readonly Dictionary<string, DistributionFlags> s_known = new()
    {
        ["JInterface"] = Mandatory | DistributionFlags.UnlinkId | DistributionFlags.V4NodeContainers | DistributionFlags.Mandatory25Digest,
        ["ei"] = Mandatory | DistributionFlags.DistMonitor | DistributionFlags.SmallAtomTags | DistributionFlags.UnlinkId
            | DistributionFlags.V4NodeContainers | DistributionFlags.Mandatory25Digest,
        ["Ergo"] = Mandatory | DistributionFlags.DistMonitor | DistributionFlags.DistMonitorName | DistributionFlags.SmallAtomTags
            | DistributionFlags.DistHdrAtomCache | DistributionFlags.Fragments | DistributionFlags.Spawn | DistributionFlags.Alias
            | DistributionFlags.V4NodeContainers | DistributionFlags.UnlinkId | DistributionFlags.SendSender,
        ["OTP 23"] = DistributionFlagSets.Visible
            & ~(DistributionFlags.UnlinkId | DistributionFlags.V4NodeContainers | DistributionFlags.Alias | DistributionFlags.AltActSignals | DistributionFlags.Mandatory25Digest),
        ["OTP 24"] = DistributionFlagSets.Visible & ~(DistributionFlags.AltActSignals | DistributionFlags.Mandatory25Digest),
        ["OTP 25, 26, 27"] = DistributionFlagSets.Visible & ~DistributionFlags.AltActSignals,
        ["OTP 28"] = DistributionFlagSets.Visible,
        ["OTP 29"] = DistributionFlagSets.Visible | (DistributionFlags)(1UL << 38),
        ["nothing but what is mandatory"] = Mandatory,
        ["all bits"] = (DistributionFlags)ulong.MaxValue & ~DistributionFlags.NameMe,
    };

    public static TheoryData<string> Known => [.. s_known.Keys];

    public static TheoryData<DistributionFlags> Missing
    {
        get
        {
            var rows = new TheoryData<DistributionFlags>();
            for (ulong rest = (ulong)DistributionFlagSets.Visible; rest != 0; rest &= rest - 1)
            {
                rows.Add((DistributionFlags)(1UL << BitOperations.TrailingZeroCount(rest)));
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Known))]
    public Task Talks_with(string peer) => TalkAsync(s_known[peer]);

    [Theory]
    [MemberData(nameof(Missing))]
    public async Task Talks_with_a_peer_that_lacks(DistributionFlags flag)
    {
        if ((Mandatory & flag) == 0)
        {
            await TalkAsync(DistributionFlagSets.Visible & ~flag);
            return;
        }

        await using Pair pair = await Pair.StartAsync();
        Task<RawPeer> accepting = pair.AcceptAsync(DistributionFlagSets.Visible & ~(flag | DistributionFlags.Mandatory25Digest));
        NodeConnectionException failure = await Assert.ThrowsAsync<NodeConnectionException>(() => pair.Node.ConnectAsync(Peer).WaitAsync(NodePair.Bound));
        Assert.Equal(ConnectFailure.Handshake, failure.Reason);
        Assert.Contains(flag.ToString(), failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => accepting);
    }

    private static async Task TalkAsync(DistributionFlags flags)
    {
        await using Pair pair = await Pair.StartAsync();
        Task<RawPeer> accepting = pair.AcceptAsync(flags);
        await pair.Node.ConnectAsync(Peer).WaitAsync(NodePair.Bound);
        using RawPeer peer = await accepting;
        Task<List<SignalKind>> serving = ServeAsync(peer);
        Pid server = peer.Self;

        await pair.Node.PingAsync(Peer).WaitAsync(NodePair.Bound);
        Assert.Equal((Term)42, await pair.Node.CallAsync("srv", Peer, 42).WaitAsync(NodePair.Bound));
        Assert.Equal((Term)43, await pair.Node.CallAsync(server, 43).WaitAsync(NodePair.Bound));
        await pair.Node.CastAsync("srv", Peer, 1);
        await pair.Node.SendAsync("srv", Peer, 2);

        Mailbox one = pair.Node.CreateMailbox("one");
        Reference byPid = await one.MonitorAsync(server);
        await one.MonitorAsync("srv", Peer);
        await one.LinkAsync(server);
        await one.SendAsync(server, 3);
        one.Demonitor(byPid);
        await one.ExitAsync(server, Atom.Get("reason"));
        Assert.True(one.End(Atom.Get("boom")));

        // One that lives on loses its monitor with the connection, wherever it was kept.
        Mailbox other = pair.Node.CreateMailbox();
        other.TrapExit = true;
        await other.MonitorAsync("srv", Peer);
        await other.LinkAsync(server);
        await other.SendAsync(server, Atom.Get("end"));
        List<SignalKind> seen = await serving.WaitAsync(NodePair.Bound);
        Assert.Contains(SignalKind.Link, seen);
        Assert.Contains(SignalKind.Exit2, seen);
        peer.Dispose();
        Term[] news = [await ReceiveAsync(other), await ReceiveAsync(other)];
        Assert.All(news, message => Assert.Equal(Atom.Noconnection, ((ErlTuple)message)[^1]));
        await pair.Node.DisposeAsync().AsTask().WaitAsync(NodePair.Bound);
    }

    private static async Task<Term> ReceiveAsync(Mailbox mailbox)
    {
        using var late = new CancellationTokenSource(NodePair.Bound);
        return await mailbox.ReceiveAsync(late.Token);
    }

    /// <summary>Answers gen calls, whoever they are for, until <c>end</c> comes.</summary>
    private static async Task<List<SignalKind>> ServeAsync(RawPeer peer)
    {
        var seen = new List<SignalKind>();
        while (await peer.ReceiveSignalAsync() is { } frame)
        {
            seen.Add(frame.Signal!.Value.Kind);
            switch (frame.Payload)
            {
                case Atom { Name: "end" }:
                    return seen;
                case ErlTuple and [Atom { Name: "$gen_call" }, ErlTuple and [Pid caller, Term tag], Term request]:
                    Term reply = request is ErlTuple ? Atom.Get("yes") : request;
                    await peer.SendAsync(
                        tag is ErlImproperList { Tail: Reference alias } && peer.Result.Flags.Has(DistributionFlags.Alias)
                            ? new Signal { Kind = SignalKind.SendToAlias, From = peer.Self, Ref = alias }
                            : new Signal { Kind = SignalKind.Send, From = peer.Self, To = caller },
                        Term.Tuple(tag, reply));
                    break;
            }
        }

        return seen;
    }

    private sealed class Pair(ErlangNode node, TcpListener listener) : IAsyncDisposable
    {
        public ErlangNode Node => node;

        public static async Task<Pair> StartAsync()
        {
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            int port = ((IPEndPoint)listener.LocalEndpoint).Port;
            return new Pair(
                await ErlangNode.StartAsync(new ErlangNodeOptions
                {
                    Name = "us@localhost",
                    Cookie = new Cookie("secret"),
                    ProtoDist = "inet_tcp",
                    ListenAddress = IPAddress.Loopback,
                    Discovery = NodeDiscovery.Port(port),
                    Hidden = false,
                }),
                listener);
        }

        public Task<RawPeer> AcceptAsync(DistributionFlags flags) => RawPeer.AcceptAsync(listener, new HandshakeOptions
        {
            LocalName = Peer,
            Creation = 3,
            CookieFor = _ => new Cookie("secret"),
            Flags = flags,
            Required = DistributionFlags.None,
        });

        public async ValueTask DisposeAsync()
        {
            await node.DisposeAsync();
            listener.Dispose();
        }
    }
}
