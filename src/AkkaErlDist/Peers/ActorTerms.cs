using Akka.Actor;
using AkkaErlDist.Bridge.Addresses;
using AkkaErlDist.Bridge.Refs;
using AkkaErlDist.Serialization;
using ErlDist.Terms;

namespace AkkaErlDist.Peers;

/// <summary>Actor references and pids by the tables of a running transport.</summary>
internal sealed class ActorTerms(ExtendedActorSystem system, PeerAddresses addresses, LocalRefs refs) : IActorTerms
{
    private readonly Address _localInPaths = Address.Parse(addresses.LocalInPaths.ToString());

    public void Write(ref TermWriter writer, IActorRef actor)
    {
        if (actor.IsNobody() || actor.Equals(system.DeadLetters))
        {
            writer.WriteAtom(Atom.Undefined);
        }
        else if (ProcessOf(actor) is not { } process)
        {
            writer.WritePid(PidOf(actor));
        }
        else
        {
            process.Write(ref writer);
        }
    }

    public IActorRef ActorFor(Pid pid)
    {
        if (pid.Node.Equals(refs.Anonymous.Node))
        {
            return refs.TryGet(pid, out LocalRef? local)
                ? Resolve(local.IsForeign ? local.Path : addresses.LocalInPaths + local.Path)
                : system.DeadLetters;
        }

        return Resolve(addresses.OfBeam(pid.Node) + BeamPath.OfPid(pid));
    }

    public IActorRef Read(ref TermReader reader)
    {
        int offset = reader.Consumed;
        switch (reader.Peek())
        {
            case TermKind.Pid:
                return ActorFor(reader.ReadPid());
            case TermKind.Atom when reader.TryReadAtom("undefined"u8) || reader.TryReadAtom("nil"u8):
                return ActorRefs.Nobody;
            case TermKind.Tuple when reader.ReadTupleHeader() == 2 && reader.Peek() == TermKind.Atom:
                string name = reader.ReadAtom().Name;
                return ActorFor(name, reader.ReadAtom().Name);
            default:
                throw new TermFormatException("a pid or {Name, Node} expected", offset);
        }
    }

    public IActorRef ActorFor(string name, string node) => node == refs.Anonymous.Node.Name
        ? Resolve(addresses.LocalInPaths + BeamPath.OfName(name))
        : Resolve(addresses.OfBeam(Atom.Get(node)) + BeamPath.OfName(name));

    /// <summary>The pid by which BEAM nodes know an actor.</summary>
    public Pid PidOf(IActorRef actor) => refs.GetOrAdd(PathOf(actor)).Pid;

    /// <summary>The path of an actor as it travels, with its uid.</summary>
    public string PathOf(IActorRef actor) => actor.Path.ToSerializationFormatWithAddress(_localInPaths);

    private BeamTarget? ProcessOf(IActorRef actor)
    {
        Address address = actor.Path.Address;
        return address.Protocol == addresses.ProtocolInPaths && address.Port == 0
            ? BeamPath.Parse(actor.Path.ToStringWithoutAddress(), Atom.Get(addresses.NodeOf(address)))
            : null;
    }

    private IActorRef Resolve(string path) => system.Provider.ResolveActorRef(path);
}
