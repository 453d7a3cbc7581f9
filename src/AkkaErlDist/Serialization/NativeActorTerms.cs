using Akka.Actor;
using ErlDist;

namespace AkkaErlDist.Serialization;

/// <summary>
/// Actor references in declared messages between actor systems: <c>{'$actor', Path}</c> as Akka writes paths, so that they stay
/// what they are. A path can name anything, so nothing of a BEAM node's is ever read this way.
/// </summary>
internal sealed class NativeActorTerms(ExtendedActorSystem system, Func<Pid, IActorRef> actorFor) : IActorTerms
{
    private static readonly Atom s_tag = Atom.Get("$actor");

    public void Write(ref TermWriter writer, IActorRef actor)
    {
        writer.WriteTupleHeader(2);
        writer.WriteAtom(s_tag);
        writer.WriteString(Akka.Serialization.Serialization.SerializedActorPath(actor));
    }

    public IActorRef Read(ref TermReader reader)
    {
        int offset = reader.Consumed;
        return reader.Peek() == TermKind.Tuple && reader.ReadTupleHeader() == 2 && reader.TryReadAtom(s_tag.Utf8)
            ? system.Provider.ResolveActorRef(reader.ReadString())
            : throw new TermFormatException("an actor's path expected", offset);
    }

    public IActorRef ActorFor(Pid pid) => actorFor(pid);
}
