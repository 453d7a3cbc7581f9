using Akka.Actor;
using ErlDist;

namespace AkkaErlDist.Serialization;

/// <summary>What actor references are in Erlang, and back: what a running transport knows.</summary>
internal interface IActorTerms
{
    /// <summary>
    /// Writes a reference: a pid (ours for an actor, its own for a BEAM process), <c>{Name, Node}</c> where a process is known
    /// by its registered name, <c>undefined</c> for nobody.
    /// </summary>
    void Write(ref TermWriter writer, IActorRef actor);

    /// <summary>Reads what <see cref="Write"/> writes.</summary>
    /// <exception cref="TermFormatException">It is something else.</exception>
    IActorRef Read(ref TermReader reader);

    /// <summary>The reference for a pid: a local actor's for a pid of ours, else a remote one.</summary>
    IActorRef ActorFor(Pid pid);
}
