using System.Security.Cryptography;
using Akka.Actor;
using Akka.Event;
using AkkaErlDist.Bridge.Addresses;
using AkkaErlDist.Bridge.Multiplexing;
using AkkaErlDist.Bridge.Peers;
using AkkaErlDist.Bridge.Protocol;
using ErlDist.Nodes;
using ErlDist.Terms;
using ErlDist.Wire;

namespace AkkaErlDist.Peers;

/// <summary>
/// A node as long as one connection with it lasts. Every node is played to Akka as a BEAM node; one that the settings admit may
/// besides speak Akka's own protocol.
/// </summary>
internal sealed class Peer : IBeamPeerOutput, IAkkaPeerOutput
{
    private readonly PeerHost _host;
    private readonly PeerLink _link;
    private readonly Address _beamAddress;
    private readonly BeamPeer _beam;
    private readonly AkkaPeer _akka;

    public Peer(PeerHost host, PeerLink link)
    {
        _host = host;
        _link = link;
        IsAkka = host.Settings.AkkaPeers.Admits(link.Node.Name, CertificateNames(link));
        AkkaAddress address = host.Addresses.OfBeam(link.Node);
        _beamAddress = PeerAddresses.Bare(address);
        _beam = new BeamPeer(
            new BeamPeerOptions
            {
                Node = link.Node,
                Address = address,
                Refs = host.Refs,
                Uid = RandomNumberGenerator.GetInt32(1, int.MaxValue),
                NewReference = link.Local.NewReference,
                Converter = host.Converter,
            },
            this);
        _akka = new AkkaPeer(host.Addresses.LocalInPaths, host.Refs.Anonymous, this);
    }

    /// <summary>Whether it may speak Akka's own protocol.</summary>
    public bool IsAkka { get; }

    /// <summary>Opens an association that our side wants.</summary>
    /// <param name="remote">The address that Akka wants it with.</param>
    /// <returns>The association, or null when the connection is lost.</returns>
    public Association? Open(Address remote)
    {
        var association = new Association(_host.Addresses.Local, remote, Complain);
        if (remote.Port is null or 0)
        {
            Connect(association, isInbound: false);
        }
        else if (_akka.Open(association) is { } akka)
        {
            Connect(association, akka);
        }
        else
        {
            return null;
        }

        return association;
    }

    public void OnSignal(in Signal signal, ReadOnlySpan<byte> payload, ReadOnlySpan<Atom> atoms)
    {
        if (signal.Kind != SignalKind.SendToName || !signal.Name!.Equals(AkkaPeer.RegisteredName))
        {
            _beam.OnSignal(signal, payload, atoms);
            return;
        }

        try
        {
            _akka.OnMessage(payload);
        }
        catch (PduException failure)
        {
            _host.Log.Error("Closing the connection with [{0}]: {1}", _link.Node.Name, failure.Message);
            _link.Close();
        }
    }

    public void OnTick(TimeSpan now) => _beam.OnTick(now);

    public void OnConnectionLost()
    {
        _beam.OnConnectionLost();
        _akka.OnConnectionLost();
    }

    public bool Send(in Signal signal, ReadOnlyMemory<byte> payload, bool mayRefuse) => mayRefuse
        ? _link.TrySend(signal, payload, out _) != SendResult.Busy
        : _link.TrySendControl(signal, payload);

    public void OnAssociationNeeded()
    {
        var association = new Association(_host.Addresses.Local, _beamAddress, Complain);
        Connect(association, isInbound: true);
        _host.Announce(association);
    }

    public IAssociationOutput? OnOpened(AkkaAssociation association, AkkaAddress origin)
    {
        if (!IsAkka || !_host.Addresses.IsOwnAddress(_link.Node, origin))
        {
            _host.Log.Error(
                IsAkka
                    ? "Refused Akka remoting from [{0}]: it says that it is [{1}], whose node name would be another. Do both sides have the same node-name in {2}?"
                    : "Refused Akka remoting from [{0}] ({1}): it is not among {2}.akka-peers. Add it to akka-peers.nodes if it is to have full remoting power here.",
                _link.Node.Name,
                origin,
                _host.Settings.SectionPath);
            return null;
        }

        var inbound = new Association(_host.Addresses.Local, PeerAddresses.Bare(origin), Complain);
        Connect(inbound, association);
        _host.Announce(inbound);
        return inbound;
    }

    public void OnRejected(in Rejection rejection)
    {
        // A message to a process that has ended disappears in Erlang, too.
        LogLevel level = rejection.Reason == RejectionReason.NoSuchActor ? LogLevel.DebugLevel : LogLevel.ErrorLevel;
        _host.Log.Log(
            level,
            null,
            "Dropped what [{0}] sent to [{1}], over the connection with [{2}]: {3}. {4}",
            rejection.Sender is "" ? "nobody" : rejection.Sender,
            rejection.Recipient,
            _link.Node.Name,
            rejection.Reason,
            rejection.Detail);
    }

    private void Connect(Association association, bool isInbound)
    {
        BeamAssociation beam = _beam.Associate(association, isInbound);

        // A new connection is a new uid to Akka, which forgets the quarantine with it.
        association.Connect(beam.OnPdu, beam.Close, quarantined: _link.Close);
    }

    private static void Connect(Association association, AkkaAssociation akka) =>
        association.Connect(pdu => akka.Write(pdu.Span), () => akka.Close(DisassociationReason.Unknown));

    /// <summary>As certificates are checked elsewhere, the common name counts where there is no other.</summary>
    private static IReadOnlyList<string> CertificateNames(PeerLink link) => link.Security?.PeerNames switch
    {
        null => [],
        { DnsNames: { Count: > 0 } names } => names,
        var names => names.CommonNames,
    };

    private void Complain(Association association, string problem) =>
        _host.Log.Error("Association with [{0}]: {1}", association.RemoteAddress, problem);
}
