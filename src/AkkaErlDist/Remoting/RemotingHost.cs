using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Akka.Actor;
using Akka.Event;
using Akka.Remote.Transport;
using AkkaErlDist.Actors;
using AkkaErlDist.Addresses;
using AkkaErlDist.Configuration;
using ErlDist;
using ErlDist.Embedding;

namespace AkkaErlDist.Remoting;

/// <summary>
/// What the transport plays for Akka's remoting: the other side of associations with BEAM nodes, and Akka's own protocol between actor
/// systems over the one connection of their nodes.
/// </summary>
internal sealed class RemotingHost : IDisposable
{
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(4);

    private readonly ConcurrentDictionary<Atom, AkkaPeerConnection> _peers = new();
    private readonly ConcurrentDictionary<BeamAssociation, byte> _beams = new();
    private readonly TaskCompletionSource<IAssociationEventListener> _listener;
    private readonly bool _certificatesCount;
    private readonly ITimer _heart;

    /// <param name="actors">The actors of the system; its node is about to take connections.</param>
    /// <param name="settings">The transport's settings.</param>
    /// <param name="listener">Who is told of inbound associations.</param>
    /// <param name="certificatesCount">Whether peers' certificates are verified.</param>
    public RemotingHost(
        ActorNode actors, ErlDistSettings settings, TaskCompletionSource<IAssociationEventListener> listener, bool certificatesCount)
    {
        Actors = actors;
        Settings = settings;
        _listener = listener;
        _certificatesCount = certificatesCount;
        Node.Register(AkkaPeer.RegisteredName.Name, new AkkaPeersProcess(Node, this));
        Node.NodeUp += OnUp;
        Node.NodeDown += OnDown;
        _heart = TimeProvider.System.CreateTimer(_ => Beat(), null, s_heartbeat, s_heartbeat);
    }

    public ActorNode Actors { get; }

    public ErlDistSettings Settings { get; }

    public ErlangNode Node => Actors.Node;

    public PeerAddresses Addresses => Actors.Addresses;

    public ILoggingAdapter Log => Actors.Log;

    /// <summary>Opens an association with a BEAM node, which needs no connection.</summary>
    public Association OpenBeam(Address remote)
    {
        var handle = new Association(Addresses.Local, remote, Complain);
        var beam = new BeamAssociation(
            Actors, Atom.Get(Addresses.NodeOf(remote)), Addresses.InPaths(remote), RandomNumberGenerator.GetInt32(1, int.MaxValue), handle);
        _beams[beam] = 0;
        handle.Connect(beam.OnPdu, () =>
        {
            beam.Close();
            _beams.TryRemove(beam, out _);
        });
        return handle;
    }

    /// <summary>Opens an association with the actor system at a node that is connected.</summary>
    /// <exception cref="InvalidAssociationException">There will be none; the message says why.</exception>
    public Task<Association> OpenPeerAsync(string node, Address remote) => _peers.TryGetValue(Atom.Get(node), out AkkaPeerConnection? peer)
        ? peer.OpenAsync(remote)
        : Task.FromException<Association>(new InvalidAssociationException($"The connection with {remote} was lost at once."));

    /// <summary>Why a node is no Akka peer; null if it is one.</summary>
    public string? ObjectionTo(NodeEventArgs connection) =>
        Settings.AkkaPeers.ObjectionTo(connection.Node, _certificatesCount ? CertificateNames(connection) : []);

    /// <summary>What both ends of a connection have to prove where the members have a cookie of their own; else null.</summary>
    public PeerProof? ProofOf(NodeEventArgs connection) => Settings.AkkaPeers.Cookie is { } secret
        ? new PeerProof(Encoding.UTF8.GetBytes(secret), connection.Handshake, connection.Security)
        : null;

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

    public void Complain(Association association, string problem) =>
        Log.Error("Association with [{0}]: {1}", association.RemoteAddress, problem);

    /// <summary>A message of another actor system.</summary>
    public void OnMessage(in IncomingMessage message)
    {
        if (_peers.TryGetValue(message.Origin, out AkkaPeerConnection? peer))
        {
            peer.OnMessage(message);
        }
    }

    public void Dispose()
    {
        _heart.Dispose();
        Node.NodeUp -= OnUp;
        Node.NodeDown -= OnDown;
    }

    /// <summary>As certificates are checked elsewhere, the common name counts where there is no other.</summary>
    private static IReadOnlyList<string> CertificateNames(NodeEventArgs connection) => connection.Security?.PeerNames switch
    {
        null => [],
        { DnsNames: { Count: > 0 } names } => names,
        var names => names.CommonNames,
    };

    private void OnUp(object? sender, NodeEventArgs connection) =>
        _peers[Atom.Get(connection.Node)] = new AkkaPeerConnection(this, connection);

    private void OnDown(object? sender, NodeEventArgs connection)
    {
        if (_peers.TryRemove(Atom.Get(connection.Node), out AkkaPeerConnection? peer))
        {
            peer.OnConnectionLost();
        }
    }

    private void Beat()
    {
        try
        {
            foreach (BeamAssociation beam in _beams.Keys)
            {
                beam.Beat();
            }
        }
#pragma warning disable CA1031 // A timer's exception would end the process.
        catch (Exception failure)
        {
            Log.Error("Heartbeats to Akka's remoting failed: {0}", failure.Message);
        }
#pragma warning restore CA1031
    }

    /// <summary>The registered process that actor systems speak to each other by.</summary>
    private sealed class AkkaPeersProcess(ErlangNode node, RemotingHost host) : LocalProcess(node)
    {
        protected override void OnMessage(in IncomingMessage message) => host.OnMessage(message);

        protected override void OnExit(Pid from, Term reason, bool linked)
        {
            // It lives as long as the transport.
        }

        protected override void OnDown(Reference reference, Term @object, Term reason)
        {
        }
    }
}
