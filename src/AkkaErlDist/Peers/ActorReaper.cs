using Akka.Actor;
using AkkaErlDist.Bridge.Refs;
using ErlDist.Terms;

namespace AkkaErlDist.Peers;

/// <summary>Watches the actors that have pids, so that the pid of one that has stopped leads nowhere.</summary>
internal sealed class ActorReaper : UntypedActor
{
    private readonly LocalRefs _refs;
    private readonly string _address;
    private readonly Dictionary<IActorRef, Pid> _pids = [];

    public ActorReaper(LocalRefs refs)
    {
        _refs = refs;
        _address = refs.Address.ToString();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case LocalRef { IsForeign: false } local:
                IActorRef actor = ((ExtendedActorSystem)Context.System).Provider.ResolveActorRef(_address + local.Path);
                _pids[actor] = local.Pid;
                Context.Watch(actor);
                break;
            case Terminated terminated when _pids.Remove(terminated.ActorRef, out Pid? pid):
                _refs.Release(pid);
                break;
        }
    }
}
