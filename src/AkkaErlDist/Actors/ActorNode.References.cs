using Akka.Actor;
using AkkaErlDist.Addresses;
using AkkaErlDist.Serialization;
using ErlDist;
using ErlDist.Embedding;

namespace AkkaErlDist.Actors;

/// <summary>References and pids, one for the other.</summary>
internal sealed partial class ActorNode : IActorTerms
{
    /// <summary>The reference of a process of another node. The same one again as long as it is among those seen lately.</summary>
    public BeamRef RefOf(Pid pid)
    {
        ref BeamRef? slot = ref _refs[(pid.Id + (pid.Serial * 31) + (uint)pid.Node.GetHashCode()) % (uint)_refs.Length];
        BeamRef? known = Volatile.Read(ref slot);
        if (known is not null && known.Process.Pid!.Equals(pid))
        {
            return known;
        }

        var made = new BeamRef(this, new BeamTarget(pid));
        Volatile.Write(ref slot, made);
        return made;
    }

    /// <summary>The reference of a process that has called an actor and waits for the reply.</summary>
    public BeamRef CallerOf(Pid caller, byte[] tag, ActorProcess callee, TraceToken? trace = null) =>
        new(this, new BeamTarget(caller, tag), callee) { Trace = trace };

    /// <summary>The reference of the sender of a message that came with a trace token: what is done because of it shows by its sender.</summary>
    public BeamRef Traced(BeamRef sender, TraceToken? trace) =>
        trace is null ? sender : new BeamRef(this, sender.Process, sender.Callee) { Trace = trace };

    /// <summary>The reference that a path names; null when it names no process.</summary>
    public BeamRef? RefAt(string path, Atom node) => BeamPath.Parse(path, node) is { } target ? new BeamRef(this, target) : null;

    /// <summary>Where a selection begins that is not at a process: at the root of a node, or below it.</summary>
    public BeamRef Anchor(Atom node, string path) => new(this, new BeamTarget(Atom.Get("$root"), node), path);

    /// <summary>The reference of the process that another kind of reference stands for; null if it stands for none.</summary>
    public BeamRef? ProcessAt(IActorRef actor) => actor switch
    {
        BeamRef direct => direct,
        InternalActorRefBase { IsLocal: false } when actor.Path.Address is { Port: 0 } address && address.Protocol == Addresses.ProtocolInPaths =>
            RefAt(actor.Path.ToStringWithoutAddress(), Atom.Get(Addresses.NodeOf(address))),
        _ => null,
    };

    /// <summary>Whom a monitor of a reference watches: a process of a BEAM node, or an actor's own.</summary>
    public MonitorTarget TargetOf(IActorRef actor) => ProcessAt(actor)?.Target ?? MonitorTarget.Of(PidOf(actor));

    /// <summary>The path of a process, by which Akka compares and serializes references.</summary>
    public ActorPath PathOf(BeamTarget process)
    {
        string path = process.CallTag is { } tag ? BeamPath.OfCall(process.Pid!, tag)
            : process.Pid is { } pid ? BeamPath.OfPid(pid)
            : BeamPath.TryOfName(process.Name!.Name) ?? BeamPath.OfName("$");
        return PathOf(process.Node, path);
    }

    /// <summary>A path on a node.</summary>
    public ActorPath PathOf(Atom node, string path)
    {
        AkkaAddress address = AkkaAddress.TryOf(node, Addresses.ProtocolInPaths)
            ?? new AkkaAddress(Addresses.ProtocolInPaths, "nonode", "nohost", 0); // No path has room for such a name.
        return ActorPath.Parse(address + path);
    }

    /// <summary>The pid by which BEAM nodes know an actor.</summary>
    public Pid PidOf(IActorRef actor) => ProcessOf(actor).Pid;

    /// <inheritdoc/>
    public IActorRef ActorFor(Pid pid)
    {
        if (!pid.Node.Equals(Node.NameAtom))
        {
            return RefOf(pid);
        }

        return Node.FindProcess(pid) switch
        {
            ActorProcess local => local.Actor,
            _ => RefOf(pid), // A mailbox or a gen_server of the same node, or one that has ended: who calls or watches it is told so.
        };
    }

    /// <summary>A reference to a registered process.</summary>
    public IActorRef ActorFor(string name, string node)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(node);
        if (node != Node.Name)
        {
            return new BeamRef(this, new BeamTarget(Atom.Get(name), Atom.Get(node)));
        }

        // Without an actor a mailbox or nobody: who calls or watches that is told so, and what is sent to it is a dead letter.
        return ProcessOf(Atom.Get(name))?.Actor ?? new BeamRef(this, new BeamTarget(Atom.Get(name), Node.NameAtom));
    }

    /// <inheritdoc/>
    public void Write(ref TermWriter writer, IActorRef actor)
    {
        if (actor.IsNobody() || actor.Equals(System.DeadLetters))
        {
            writer.WriteAtom(Atom.Undefined);
        }
        else if (ProcessAt(actor) is { } process)
        {
            process.Process.Write(ref writer);
        }
        else
        {
            writer.WritePid(PidOf(actor));
        }
    }

    /// <inheritdoc/>
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
}
