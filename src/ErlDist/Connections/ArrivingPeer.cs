using System.Security.Cryptography;
using ErlDist.Carriers;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Connections;

/// <summary>A peer that has said its name: what this node answers it.</summary>
internal sealed class ArrivingPeer(ConnectionServices services, PeerTable peers, AcceptorHandshake handshake, CarrierSecurity? security)
{
    private Atom? _name;
    private bool _replaces;
    private bool _confirmed;

    /// <summary>Answers the handshake's question.</summary>
    public async ValueTask AnswerAsync()
    {
        if (handshake.State == HandshakeState.SendAck)
        {
            await SettleAsync().ConfigureAwait(false);
            return;
        }

        PendingPeer peer = handshake.PendingPeer!;
        if (!IsAllowed(peer))
        {
            handshake.Answer(HandshakeStatus.NotAllowed);
        }
        else if (peer.AsksForName)
        {
            NameIt(peer.Name);
        }
        else
        {
            Answer(Arrive(new Atom(peer.Name)), peer.Name);
        }
    }

    private bool IsAllowed(PendingPeer peer) =>
        services.Allowed is not { } allowed || (!peer.AsksForName && allowed.Allows(peer.Name, security));

    private void Answer(Arrival arrival, string peer)
    {
        if (arrival == Arrival.OtherSpelling)
        {
            handshake.Answer(
                HandshakeStatus.NotAllowed, $"{peer} is not let in: a node is connected whose name differs in the case of the host only.");
            return;
        }

        handshake.Answer(arrival switch
        {
            Arrival.Accept => HandshakeStatus.Ok,
            Arrival.AcceptSimultaneous => HandshakeStatus.OkSimultaneous,
            Arrival.AskAlive => HandshakeStatus.Alive,
            _ => HandshakeStatus.Nok,
        });
    }

    /// <summary>The handshake has failed.</summary>
    public void OnFailed()
    {
        if (_name is not null)
        {
            peers.OnArrivalFailed(_name, _confirmed);
        }
    }

    /// <summary>The peer has proved that it knows the cookie.</summary>
    private async ValueTask SettleAsync()
    {
        if (_replaces)
        {
            await peers.CloseReplacedAsync(_name!).ConfigureAwait(false);
        }

        _confirmed = await peers.TryConfirmAsync(_name!).ConfigureAwait(false);
        if (_confirmed)
        {
            handshake.Confirm();
        }
        else
        {
            handshake.Decline();
        }
    }

    private Arrival Arrive(Atom name)
    {
        Arrival arrival = peers.OnArrival(name);
        _replaces = arrival == Arrival.AskAlive;
        _name = arrival is Arrival.Refuse or Arrival.OtherSpelling ? null : name;
        return arrival;
    }

    private void NameIt(string host)
    {
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        string name;
        do
        {
            OnFailed(); // The name that was tried before is somebody's.
            services.Stopping.ThrowIfCancellationRequested();
            RandomNumberGenerator.Fill(random);
            name = NodeName.MakeDynamic(host, BitConverter.ToUInt64(random));
        }
        while (Arrive(new Atom(name)) != Arrival.Accept);

        handshake.AnswerNamed(name, BitConverter.ToUInt32(random) | 1);
    }
}
