using Akka.Actor;
using AkkaErlDist;
using ErlDist;

namespace AkkaBeam;

/// <summary>Counts what it gets; <c>{count, From}</c> → <c>From ! {n, N}</c>, and it starts again at 0.</summary>
internal sealed class SinkActor : ReceiveActor
{
    private long _count;

    public SinkActor() => ReceiveAny(message =>
    {
        if (message is ErlTuple and [Atom { Name: "count" }, Pid from])
        {
            ErlangDistribution.Get(Context.System).ActorFor(from).Tell((Atom.Get("n"), _count));
            _count = 0;
        }
        else
        {
            _count++;
        }
    });
}
