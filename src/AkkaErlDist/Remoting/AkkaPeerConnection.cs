using Akka.Actor;
using Akka.Event;
using Akka.Remote.Transport;
using AkkaErlDist.Addresses;
using AkkaErlDist.Remoting.Protocol;
using ErlDist;
using ErlDist.Embedding;

namespace AkkaErlDist.Remoting;

/// <summary>
/// A connection with a node that may speak Akka's own protocol to us, if <c>akka-peers</c> has no objection to it. One that may not is
/// told so, and continues as a BEAM node.
/// </summary>
internal sealed class AkkaPeerConnection : IAkkaPeerOutput
{
    private readonly RemotingHost _host;
    private readonly Atom _node;
    private readonly string? _objection;
    private readonly AkkaPeer _akka;
    private bool _objected;

    public AkkaPeerConnection(RemotingHost host, NodeEventArgs connection)
    {
        _host = host;
        _node = Atom.Get(connection.Node);
        _objection = host.ObjectionTo(connection);
        _akka = new AkkaPeer(host.Addresses.LocalInPaths, host.Actors.Questions.Pid, this, host.ProofOf(connection));
    }

    /// <summary>Opens an association that our side wants.</summary>
    /// <param name="remote">The address that Akka wants it with.</param>
    /// <exception cref="InvalidAssociationException">There will be none; the message says why.</exception>
    public async Task<Association> OpenAsync(Address remote)
    {
        if (_objection is not null)
        {
            throw new InvalidAssociationException(
                $"{remote} is to be an actor system, but {_objection} ({_host.Settings.SectionPath}.akka-peers). A BEAM node is addressed with port 0.");
        }

        var association = new Association(_host.Addresses.Local, remote, _host.Complain);
        AkkaAssociation akka = _akka.Open(_host.Addresses.InPaths(remote), association)
            ?? throw new InvalidAssociationException($"The connection with {remote} was lost at once.");
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
                $"{_node.Name} has not answered within {limit.TotalSeconds} s: is it an actor system on this transport?");
        }
    }

    /// <summary>A message to <see cref="AkkaPeer.RegisteredName"/>; what is none of an actor system's ends the connection.</summary>
    public void OnMessage(in IncomingMessage message)
    {
        try
        {
            _akka.OnMessage(message);
        }
        catch (PduException failure)
        {
            if (_objection is not null)
            {
                _host.Log.Debug("Dropped what [{0}], which is no Akka peer here, sent to {1}: {2}", _node.Name, AkkaPeer.RegisteredName, failure.Message);
                return;
            }

            _host.Actors.Complaints.Error($"{_node} closing", $"Closing the connection with [{_node.Name}]: {failure.Message}");
            _ = _host.Node.DisconnectAsync(_node.Name);
        }
    }

    public void OnConnectionLost() => _akka.OnConnectionLost();

    public bool Send(in Signal signal, in AssociationMessage message, bool mayRefuse) => _host.Node.TryPost(signal, _node, message, mayRefuse) switch
    {
        PostResult.Posted => true,
        PostResult.Full => false,
        _ => mayRefuse, // It is lost with the connection.
    };

    public IAssociationOutput? OnOpened(AkkaAssociation association, AkkaAddress origin, AkkaAddress destination, out string refusal)
    {
        refusal = "";
        string? objection = _objection ?? (_akka.IsProved ? null : $"{_node.Name} has not proved on this connection that it knows akka-peers.cookie");
        if (objection is not null)
        {
            refusal = $"{_node.Name} is no Akka peer here; the log of this side says why.";
            if (!_objected)
            {
                _objected = true;
                _host.Actors.Complaints.Error(
                    $"{_node} refused",
                    $"Refused Akka remoting to [{_node.Name}], which says that it is [{origin}]: {objection} ({_host.Settings.SectionPath}.akka-peers). It goes on as a BEAM node.");
            }
        }
        else if (!_host.Addresses.IsOwnAddress(_node, origin))
        {
            refusal = $"{origin} would have another node name than {_node.Name}. Give both sides the same node-name in {_host.Settings.SectionPath}.";
            _host.Actors.Complaints.Error($"{_node} address", $"Refused an association of [{_node.Name}]: {refusal}");
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

        var inbound = new Association(_host.Addresses.Local, _host.Addresses.Bare(origin), _host.Complain);
        Connect(inbound, association);
        _host.Announce(inbound);
        return inbound;
    }

    private static void Connect(Association association, AkkaAssociation akka) =>
        association.Connect(akka.Write, () => akka.Close(DisassociationReason.Unknown));
}
