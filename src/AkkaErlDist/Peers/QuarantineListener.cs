using Akka.Actor;
using Akka.Remote;

namespace AkkaErlDist.Peers;

/// <summary>Hears what Akka quarantines, whichever way it came to that.</summary>
internal sealed class QuarantineListener(PeerHost host) : UntypedActor
{
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(QuarantinedEvent));

    protected override void OnReceive(object message)
    {
        if (message is QuarantinedEvent quarantined)
        {
            host.OnQuarantined(quarantined.Address, quarantined.Uid);
        }
    }
}
