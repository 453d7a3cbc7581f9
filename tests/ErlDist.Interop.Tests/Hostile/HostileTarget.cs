using System.Net;
using System.Security.Authentication;
using ErlDist.Nodes;
using ErlDist.Terms;
using ErlDist.Testing;
using ErlDist.Testing.Wire;
using Microsoft.Extensions.Logging;

namespace ErlDist.Interop.Tests.Hostile;

/// <summary>A node that is attacked, and ten honest peers whose connections must outlive every attack.</summary>
public class HostileTarget : IAsyncLifetime
{
    private const int GoodPeers = 10;
    private readonly List<ErlangNode> _good = [];
    private PrivateEpmd? _epmd;
    private ErlangNode? _node;
    private int _lost;

    /// <summary>Limits small enough to be reached in a test.</summary>
    public static NodeLimits Limits { get; } = new()
    {
        Wire = new WireLimits
        {
            MaxFrameBytes = 1024 * 1024,
            MaxFragmentSeries = 64,
            MaxFragmentBytes = 1024 * 1024,
            MaxFragmentIdle = TimeSpan.FromMilliseconds(300),
        },
        Terms = new TermLimits { MaxDepth = 1024, MaxElements = 100_000, MaxIntegerBytes = 1024, MaxDecompressedBytes = 64 * 1024 },
        SpawnedProcesses = 8,
        RelationsPerProcess = 1000,
        OutboundBytes = 64 * 1024,
        OutboundControlBytes = 128 * 1024,
    };

    public ErlangNode Node => _node!;

    /// <summary>The TLS options of all nodes; null = plain TCP.</summary>
    protected virtual TlsOptions? Tls => null;

    public CapturedLog Log { get; } = new();

    /// <summary>What is special about the attacked node.</summary>
    protected virtual ErlangNodeOptions Changed(ErlangNodeOptions options) => options;

    public async Task InitializeAsync()
    {
        _epmd = await PrivateEpmd.StartAsync();
        _node = await ErlangNode.StartAsync(Changed(Options(HostileFrames.Local) with { LoggerFactory = Log, Limits = Limits }));
        _ = _node.Pg; // Begins its scope.
        _node.CreateMailbox("box");
        _node.Serve("server", (request, _) => ValueTask.FromResult(request));
        _node.Export("dotnet", "wait", 0, async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return Atom.Ok;
        });
        for (int i = 0; i < GoodPeers; i++)
        {
            ErlangNode good = await ErlangNode.StartAsync(Options($"good{i}@localhost"));
            good.NodeDown += (_, _) => Interlocked.Increment(ref _lost);
            await good.PingAsync(Node.Name);
            _good.Add(good);
        }
    }

    public async Task DisposeAsync()
    {
        foreach (ErlangNode good in _good)
        {
            await good.DisposeAsync();
        }

        await Node.DisposeAsync();
        await _epmd!.DisposeAsync();
    }

    /// <summary>A raw peer of the attacked node, or of another one, as far as the carrier takes it.</summary>
    public virtual Task<RawPeer> ConnectAsync(ErlangNode? node = null) =>
        RawPeer.ConnectAsync(new IPEndPoint(IPAddress.Loopback, (node ?? Node).EndPoint!.Port));

    /// <summary>Another honest node.</summary>
    public Task<ErlangNode> StartGoodAsync(string name, Func<ErlangNodeOptions, ErlangNodeOptions>? change = null) =>
        ErlangNode.StartAsync(change is null ? Options(name) : change(Options(name)));

    /// <summary>Does an attack and waits until its connection, and nothing else, has ended with a line in the log that says why.</summary>
    public async Task SufferAsync(Attack attack)
    {
        int mark = Log.Count;
        await using (RawPeer peer = attack.BeneathTheCarrier
            ? await RawPeer.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Node.EndPoint!.Port))
            : await ConnectAsync())
        {
            try
            {
                await attack.Do(peer);
            }
            catch (Exception e) when (e is IOException or AuthenticationException)
            {
                // The node did not wait for the end of it.
            }

            await peer.ClosedAsync();
            await Log.WaitAsync(l => l.Has(attack.Reason) && (l.Has($"{peer.EndPoint} ") || l.Has($"{HostileFrames.Peer} is down")), mark);
        }

        // The same of the same peer is told aloud once a minute.
        Assert.DoesNotContain(LoudSince(mark), l => l.Level > LogLevel.Warning);
        Assert.True(LoudSince(mark).Count <= 1, string.Join('\n', Log.Since(mark)));
        await AssertUnharmedAsync();
    }

    /// <summary>Does an attack that costs a message alone: the log says why, and the connection serves its peer on.</summary>
    public async Task SufferMessageAsync(Attack attack)
    {
        int mark = Log.Count;
        await using (RawPeer peer = await ConnectAsync())
        {
            await attack.Do(peer);
            await AssertServedAsync(peer, attack);
            await Log.WaitAsync(l => l.Has(attack.Reason) && l.Has($"that {HostileFrames.Peer} sent"), mark);
        }

        Assert.True(LoudSince(mark).Count <= 1, string.Join('\n', Log.Since(mark)));
        await AssertUnharmedAsync();
    }

    /// <summary>Does an attack that is within the protocol: the connection serves its peer on, and the log is no longer than a line.</summary>
    public async Task EndureAsync(Attack attack)
    {
        int mark = Log.Count;
        await using (RawPeer peer = await ConnectAsync())
        {
            await attack.Do(peer);
            await AssertServedAsync(peer, attack);
            Assert.DoesNotContain(Node.ConnectedNodes, name => name != HostileFrames.Peer && !name.StartsWith("good", StringComparison.Ordinal));
        }

        Assert.True(LoudSince(mark).Count <= 1, string.Join('\n', Log.Since(mark)));
        await AssertUnharmedAsync();
    }

    /// <summary>What an operator would see, but for the complaint of a machine that is busy with other tests.</summary>
    private List<LogLine> LoudSince(int mark) => [.. Log.Since(mark).Where(l => l.Level >= LogLevel.Warning && !l.Has("No thread of the pool"))];

    private static async Task AssertServedAsync(RawPeer peer, Attack attack)
    {
        const int Frames = 10_000; // What it was answered before.
        await peer.FrameAsync(attack.WithHeader ? AttacksByPayload.CallWithHeader : AttacksByPayload.Call);
        byte[] frame = [];
        for (int i = 0; i < Frames && frame is not [.., 97, 42]; i++)
        {
            frame = await peer.ReceiveFrameAsync();
        }

        Assert.Equal([97, 42], frame[^2..]);
    }

    /// <summary>Nothing is left of what came, and the ten honest peers are served over the connections that they had.</summary>
    public async Task AssertUnharmedAsync()
    {
        await Eventually.HoldsAsync(() => Node.Acceptor.Pending == 0, "no set-up is left");
        await Eventually.HoldsAsync(() => Node.Peers.Count == GoodPeers, "no other peer is left");
        Assert.Equal(GoodPeers, Node.ConnectedNodes.Count);
        Assert.Equal(0, Volatile.Read(ref _lost));
        await Task.WhenAll(_good.Select(g => g.PingAsync(Node.Name)));
        Assert.Equal((Term)42, await _good[0].CallAsync("server", Node.Name, 42));
    }

    /// <summary>The node knows of no connection of the hostile peer any more.</summary>
    public Task GoneAsync() => Eventually.HoldsAsync(
        () => Node.Acceptor.Pending == 0 && Node.Peers.Find(Atom.Get(HostileFrames.Peer)) is null, "the hostile peer is forgotten");

    private ErlangNodeOptions Options(string name) => new()
    {
        Name = name,
        Cookie = RawPeer.Cookie,
        ProtoDist = Tls is null ? "inet_tcp" : "inet_tls",
        Tls = Tls,
        Epmd = new EpmdOptions { Port = _epmd!.Port, StartServer = false },
    };
}

/// <summary>Something that a hostile peer does to a node.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Reason">What the log must say of it.</param>
/// <param name="Do">The doing, from a connection of the carrier on.</param>
public sealed record Attack(string Name, string Reason, Func<RawPeer, Task> Do)
{
    /// <summary>True where it begins with nothing but TCP, also against a node over TLS.</summary>
    public bool BeneathTheCarrier { get; init; }

    /// <summary>True where its frames have a distribution header.</summary>
    public bool WithHeader { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
