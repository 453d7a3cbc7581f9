using System.Security.Cryptography;
using Akka.Actor;
using Akka.Event;
using Akka.Remote.Transport;
using AkkaErlDist.Bridge.Addresses;
using AkkaErlDist.Bridge.Multiplexing;
using AkkaErlDist.Bridge.Peers;
using AkkaErlDist.Bridge.Protocol;
using ErlDist.Nodes;
using ErlDist.Terms;
using ErlDist.Wire;

namespace AkkaErlDist.Peers;

/// <summary>
/// A node as long as one connection with it lasts. Every node is played to Akka as a BEAM node; one that <c>akka-peers</c> has no
/// objection to may besides speak Akka's own protocol.
/// </summary>
internal sealed class Peer : IBeamPeerOutput, IAkkaPeerOutput
{
    private readonly PeerHost _host;
    private readonly PeerLink _link;
    private readonly AkkaAddress _beamAddress;
    private readonly string? _objection;
    private readonly BeamPeer _beam;
    private readonly AkkaPeer _akka;
    private bool _objected;

    public Peer(PeerHost host, PeerLink link)
    {
        _host = host;
        _link = link;
        _objection = host.ObjectionTo(link);
        _beamAddress = host.Addresses.OfBeam(link.Node);
        _beam = new BeamPeer(
            new BeamPeerOptions
            {
                Node = link.Node,
                Address = _beamAddress,
                Refs = host.Refs,
                Uid = RandomNumberGenerator.GetInt32(1, int.MaxValue),
                NewReference = link.Local.NewReference,
                NodeOf = host.Addresses.NodeOf,
                Converter = host.Converter,
                MaxMessageBytes = host.Settings.MaximumFrameSize,
            },
            this);
        _akka = new AkkaPeer(host.Addresses.LocalInPaths, host.Refs.Anonymous, this, host.ProofOf(link));
    }

    /// <summary>The node's name.</summary>
    public string Name => _link.Node.Name;

    /// <summary>The uid that Akka knows the BEAM node by.</summary>
    public int Uid => _beam.Options.Uid;

    /// <summary>Opens an association that our side wants.</summary>
    /// <param name="remote">The address that Akka wants it with.</param>
    /// <exception cref="InvalidAssociationException">There will be none; the message says why.</exception>
    public async Task<Association> OpenAsync(Address remote)
    {
        var association = new Association(_host.Addresses.Local, remote, Complain);
        if (remote.Port is null or 0)
        {
            return Connect(association, isInbound: false) ? association : throw Lost(remote);
        }

        if (_objection is not null)
        {
            throw new InvalidAssociationException(
                $"{remote} is to be an actor system, but {_objection} ({_host.Settings.SectionPath}.akka-peers). A BEAM node is addressed with port 0.");
        }

        AkkaAssociation akka = _akka.Open(_host.Addresses.InPaths(remote), association) ?? throw Lost(remote);
        Connect(association, akka);
        TimeSpan limit = _host.Settings.ConnectionTimeout;
        try
        {
            await association.Accepted.WaitAsync(limit).ConfigureAwait(false);
            return association;
        }
        catch (TimeoutException)
        {
            akka.Close(DisassociationReason.Unknown);
            throw new InvalidAssociationException(
                $"{_link.Node.Name} has not answered within {limit.TotalSeconds} s: is it an actor system on this transport?");
        }
    }

    public void OnQuarantined(Address address, int uid)
    {
        if (uid == Uid && address.ToString() == _beamAddress.ToString())
        {
            _link.Close();
        }
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
        var association = new Association(_host.Addresses.Local, _host.Addresses.Bare(_beamAddress), Complain);
        if (Connect(association, isInbound: true))
        {
            _host.Announce(association);
        }
    }

    public IAssociationOutput? OnOpened(AkkaAssociation association, AkkaAddress origin, AkkaAddress destination, out string refusal)
    {
        refusal = "";
        string? objection = _objection ?? (_akka.IsProved ? null : $"{_link.Node.Name} has not proved on this connection that it knows akka-peers.cookie");
        if (objection is not null)
        {
            refusal = $"{_link.Node.Name} is no Akka peer here; the log of this side says why.";
            if (!_objected)
            {
                _objected = true;
                _host.Log.Error(
                    "Refused Akka remoting to [{0}], which says that it is [{1}]: {2} ({3}.akka-peers). It goes on as a BEAM node.",
                    _link.Node.Name, origin, objection, _host.Settings.SectionPath);
            }
        }
        else if (!_host.Addresses.IsOwnAddress(_link.Node, origin))
        {
            refusal = $"{origin} would have another node name than {_link.Node.Name}. Give both sides the same node-name in {_host.Settings.SectionPath}.";
            _host.Log.Error("Refused an association of [{0}]: {1}", _link.Node.Name, refusal);
        }
        else if (destination != _host.Addresses.LocalInPaths)
        {
            // Akka tries the address of an earlier life for days.
            refusal = $"{destination} is gone; at this node is {_host.Addresses.LocalInPaths}.";
        }

        if (refusal.Length > 0)
        {
            return null;
        }

        var inbound = new Association(_host.Addresses.Local, _host.Addresses.Bare(origin), Complain);
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

    private bool Connect(Association association, bool isInbound)
    {
        if (_beam.Associate(association, isInbound) is not { } beam)
        {
            return false;
        }

        association.Connect(beam.OnPdu, beam.Close, quarantined: _link.Close);
        return true;
    }

    private static void Connect(Association association, AkkaAssociation akka) =>
        association.Connect(pdu => akka.Write(pdu.Span), () => akka.Close(DisassociationReason.Unknown));

    private static InvalidAssociationException Lost(Address remote) => new($"The connection with {remote} was lost at once.");

    private void Complain(Association association, string problem) =>
        _host.Log.Error("Association with [{0}]: {1}", association.RemoteAddress, problem);
}
