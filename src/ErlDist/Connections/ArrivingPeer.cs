using System.Security.Cryptography;
using ErlDist.Embedding;
using ErlDist.Wire;

namespace ErlDist.Connections;

/// <summary>A peer that has said its name: what this node answers it.</summary>
internal sealed class ArrivingPeer(ConnectionServices services, PeerTable peers, AcceptorHandshake handshake, CarrierSecurity? security)
{
    /// <summary>What the peer table knows of it, once it has said a name and was not refused.</summary>
    public Arrival? Arrival { get; private set; }

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
            Answer(Arrive(Atom.Get(peer.Name)), peer.Name);
        }
    }

    private bool IsAllowed(PendingPeer peer) =>
        services.Allowed is not { } allowed || (!peer.AsksForName && allowed.Allows(peer.Name, security));

    private void Answer(ArrivalAnswer answer, string peer)
    {
        if (answer == ArrivalAnswer.OtherSpelling)
        {
            handshake.Answer(
                HandshakeStatus.NotAllowed, $"{peer} is not let in: a node is connected whose name differs in the case of the host only.");
            return;
        }

        handshake.Answer(answer switch
        {
            ArrivalAnswer.Accept => HandshakeStatus.Ok,
            ArrivalAnswer.AcceptSimultaneous => HandshakeStatus.OkSimultaneous,
            ArrivalAnswer.AskAlive => HandshakeStatus.Alive,
            _ => HandshakeStatus.Nok,
        });
    }

    /// <summary>The handshake has failed.</summary>
    public void OnFailed()
    {
        if (Arrival is { } arrival)
        {
            peers.OnArrivalFailed(arrival);
        }
    }

    /// <summary>The peer has proved that it knows the cookie.</summary>
    private async ValueTask SettleAsync()
    {
        if (await peers.TryLetInAsync(Arrival!).ConfigureAwait(false))
        {
            handshake.Confirm();
        }
        else
        {
            handshake.Decline();
        }
    }

    private ArrivalAnswer Arrive(Atom name)
    {
        ArrivalAnswer answer = peers.OnArrival(name, out Arrival? arrival);
        Arrival = arrival;
        return answer;
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
        while (Arrive(Atom.Get(name)) != ArrivalAnswer.Accept);

        handshake.AnswerNamed(name, BitConverter.ToUInt32(random) | 1);
    }
}
