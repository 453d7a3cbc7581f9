using Akka.Actor;
using ErlDist.Terms;

namespace AkkaErlDist.Serialization;

/// <summary>Pids for actor references and back: what a running transport knows.</summary>
public interface IPidTable
{
    /// <summary>The pid by which Erlang processes know an actor: ours for a local one, its own for a process's.</summary>
    Pid PidFor(IActorRef actor);

    /// <summary>The reference for a pid: a local actor's for a pid of ours, else a remote one.</summary>
    IActorRef ActorFor(Pid pid);
}
