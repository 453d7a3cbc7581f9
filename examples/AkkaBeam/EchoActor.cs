using Akka.Actor;
using AkkaErlDist;
using ErlDist.Terms;

namespace AkkaBeam;

/// <summary><c>{From, Msg}</c> → <c>From ! Msg</c>; as a gen_server, replies the request.</summary>
internal sealed class EchoActor : ReceiveActor
{
    public EchoActor() => ReceiveAny(message =>
    {
        if (ErlangDistribution.AwaitsReply(Sender))
        {
            Sender.Tell(message);
        }
        else if (message is ErlTuple and [Pid from, Term content])
        {
            ErlangDistribution.Get(Context.System).ActorFor(from).Tell(content);
        }
    });
}
