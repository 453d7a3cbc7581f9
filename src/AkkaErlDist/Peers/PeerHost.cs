using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Akka.Actor;
using Akka.Event;
using Akka.Remote.Transport;
using AkkaErlDist.Bridge.Multiplexing;
using AkkaErlDist.Bridge.Refs;
using AkkaErlDist.Configuration;
using AkkaErlDist.Serialization;
using ErlDist.Nodes;
using ErlDist.Terms;
using ErlDist.Wire;

namespace AkkaErlDist.Peers;

/// <summary>
/// The actor system as what lives on an Erlang node: takes the node's signals and hands each to the <see cref="Peer"/> that
/// it came from.
/// </summary>
internal sealed class PeerHost : ISignalHost, IDisposable
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _starting = new();
    private readonly ConcurrentDictionary<PeerLink, Peer> _peers = new();
    private readonly bool _certificatesCount;
    private readonly TaskCompletionSource<IAssociationEventListener> _listener;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private volatile LocalRefs? _refs;
    private IActorRef _reaper = ActorRefs.Nobody;
    private IActorRef _quarantines = ActorRefs.Nobody;
    private ITimer? _timer;

    /// <param name="system">The actor system.</param>
    /// <param name="settings">The transport's settings.</param>
    /// <param name="addresses">Our address and the peers'.</param>
    /// <param name="codec">The mapping of messages.</param>
    /// <param name="listener">Who hears of inbound associations.</param>
    /// <param name="certificatesCount">Whether peers' certificates are verified.</param>
    public PeerHost(
        ExtendedActorSystem system,
        ErlDistSettings settings,
        PeerAddresses addresses,
        EtfCodec codec,
        TaskCompletionSource<IAssociationEventListener> listener,
        bool certificatesCount)
    {
        _certificatesCount = certificatesCount;
        System = system;
        Settings = settings;
        Addresses = addresses;
        Converter = new PayloadConverter(system, codec);
        Log = Akka.Event.Logging.GetLogger(system, "erl-dist");
        _listener = listener;
    }

    public ExtendedActorSystem System { get; }

    public ErlDistSettings Settings { get; }

    public PeerAddresses Addresses { get; }

    public PayloadConverter Converter { get; }

    public ILoggingAdapter Log { get; }

    /// <summary>The pids of our actors.</summary>
    public LocalRefs Refs => _refs ?? throw new InvalidOperationException("The node is not up yet.");

    /// <summary>Begins with a node that has its name; its first connection may be faster than the caller.</summary>
    public void Start(ErlangNode node)
    {
        lock (_starting)
        {
            if (_refs is not null)
            {
                return;
            }

            var refs = new LocalRefs(Addresses.LocalInPaths, node.NewPid);
            _reaper = System.SystemActorOf(Props.Create(() => new ActorReaper(refs)).WithDeploy(Deploy.Local), "erl-dist-reaper");
            _quarantines = System.SystemActorOf(
                Props.Create(() => new QuarantineListener(this)).WithDeploy(Deploy.Local), "erl-dist-quarantines");
            refs.Added += (_, added) => _reaper.Tell(added, ActorRefs.NoSender);
            _timer = TimeProvider.System.CreateTimer(_ => Tick(), null, TickInterval, TickInterval);
            _refs = refs;
        }
    }

    /// <summary>The peer at the other end of a connection, which may be just coming up, or down again.</summary>
    public Peer PeerOf(PeerLink link)
    {
        lock (link)
        {
            return (Peer)(link.State ??= new Peer(this, link));
        }
    }

    /// <summary>Why a node is no Akka peer; null if it is one.</summary>
    public string? ObjectionTo(PeerLink link) =>
        Settings.AkkaPeers.ObjectionTo(link.Node.Name, _certificatesCount ? CertificateNames(link) : []);

    /// <summary>What both ends of a connection have to prove where the members have a cookie of their own; else null.</summary>
    public PeerProof? ProofOf(PeerLink link) => Settings.AkkaPeers.Cookie is { } secret
        ? new PeerProof(Encoding.UTF8.GetBytes(secret), link.Handshake, link.Security)
        : null;

    /// <summary>
    /// Akka will hear nothing more of a uid. That of a BEAM node is its connection's: it gets a new one with a new connection.
    /// </summary>
    public void OnQuarantined(Address address, int uid)
    {
        foreach (Peer peer in _peers.Values)
        {
            peer.OnQuarantined(address, uid);
        }
    }

    /// <summary>Tells Akka of an association that the other side has opened.</summary>
    public void Announce(Association association)
    {
        if (_listener.Task.IsCompletedSuccessfully)
        {
            _listener.Task.Result.Notify(new InboundAssociation(association));
        }
        else
        {
            // Connections may come before Akka listens; it does as soon as the actor system has started.
            _ = _listener.Task.ContinueWith(
                task => task.Result.Notify(new InboundAssociation(association)),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion,
                TaskScheduler.Default);
        }
    }

    public void OnConnectionUp(PeerLink link)
    {
        Start(link.Local);
        Addresses.Learn(link.Node.Name);
        _peers[link] = PeerOf(link);
        System.EventStream.Publish(new ErlangNodeUp(link.Node.Name));
    }

    public void OnSignal(PeerLink link, in Signal signal, ReadOnlySpan<byte> payload, ReadOnlySpan<Atom> atoms) =>
        PeerOf(link).OnSignal(signal, payload, atoms);

    public void OnConnectionDown(PeerLink link, DownReason reason)
    {
        if (_peers.TryRemove(link, out Peer? peer))
        {
            peer.OnConnectionLost();
            System.EventStream.Publish(new ErlangNodeDown(link.Node.Name, reason.ToString()));
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        System.Stop(_reaper);
        System.Stop(_quarantines);
    }

    /// <summary>As certificates are checked elsewhere, the common name counts where there is no other.</summary>
    private static IReadOnlyList<string> CertificateNames(PeerLink link) => link.Security?.PeerNames switch
    {
        null => [],
        { DnsNames: { Count: > 0 } names } => names,
        var names => names.CommonNames,
    };

    private void Tick()
    {
        TimeSpan now = _clock.Elapsed;
        Refs.Expire(now);
        foreach (Peer peer in _peers.Values)
        {
            try
            {
                peer.OnTick(now);
            }
#pragma warning disable CA1031 // A timer's exception would end the process.
            catch (Exception failure)
            {
                Log.Error("What is due each second for [{0}] failed: {1}", peer.Name, failure.Message);
            }
#pragma warning restore CA1031
        }
    }
}
