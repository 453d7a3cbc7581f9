using System.Text;
using AkkaErlDist.Bridge.Protocol;
using AkkaErlDist.Bridge.Refs;
using ErlDist.Terms;

namespace AkkaErlDist.Bridge.Peers;

/// <summary>Exit signals from BEAM processes to actors, see <see cref="BeamPeer"/>.</summary>
internal static class ExitSignals
{
    /// <summary>Delivers an exit signal.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="actor">Who it is for.</param>
    /// <param name="from">Who it is from.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="isLink">Whether a link broke; else somebody called exit/2, and <c>kill</c> can't be trapped.</param>
    public static void Deliver(BeamPeer peer, LocalRef actor, Pid from, Term reason, bool isLink)
    {
        bool isKill = !isLink && reason.Equals(Atom.Kill);
        if (actor.IsTemporary)
        {
            peer.SendToActor(actor, peer.Senders.Of(from), reason.Encode().AsSpan(1), "exit"u8);
        }
        else if (actor.TrapsExits && !isKill)
        {
            peer.SendToActor(actor, peer.Senders.Of(from), Term.Tuple(GenAtoms.Exit, from, reason).Encode().AsSpan(1));
        }
        else if (reason.Equals(Atom.Normal))
        {
            return;
        }
        else if (!actor.IsUser)
        {
            peer.Reject(RejectionReason.NotExported, from.ToString(), actor.Path, "Only actors below /user can be told to stop.");
        }
        else
        {
            peer.Refs.SetExitReason(actor.Path, isKill ? Atom.Killed : reason);
            Stop(peer, actor.Recipient, actor.Path);
        }
    }

    /// <summary>exit/2 to a name, which OTP 28 can send.</summary>
    public static void DeliverToName(BeamPeer peer, string path, Term reason)
    {
        if (!reason.Equals(Atom.Normal))
        {
            Stop(peer, Encoding.UTF8.GetBytes(peer.Refs.WithAddress(path)), path);
        }
    }

    private static void Stop(BeamPeer peer, ReadOnlySpan<byte> recipient, string path) =>
        peer.SendToAkka(
            PduWriter.Envelope(recipient, peer.WatcherUtf8, Serializers.System, Encoding.UTF8.GetBytes(Manifests.Terminate), null), path);
}
