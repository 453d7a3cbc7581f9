using ErlDist;

namespace AkkaErlDist.Addresses;

/// <summary>Who on a BEAM node is meant by a path. Either <see cref="Name"/> or <see cref="Pid"/> is there.</summary>
internal sealed class BeamTarget
{
    internal BeamTarget(Atom name, Atom node)
    {
        Name = name;
        Node = node;
    }

    internal BeamTarget(Pid pid)
    {
        Pid = pid;
        Node = pid.Node;
    }

    internal BeamTarget(Pid caller, byte[] callTag)
        : this(caller)
    {
        CallTag = callTag;
        Alias = AliasOf(callTag);
    }

    /// <summary>The node.</summary>
    public Atom Node { get; }

    /// <summary>A registered name.</summary>
    public Atom? Name { get; }

    /// <summary>A process.</summary>
    public Pid? Pid { get; }

    /// <summary>The encoded tag of a call of <see cref="Pid"/>, which goes with the reply; null where no call is meant.</summary>
    internal byte[]? CallTag { get; }

    /// <summary>
    /// The alias that a reply goes to in place of the pid, so that one that comes too late disappears: since OTP 24 the tag is
    /// <c>[alias | Ref]</c>, or a list that begins with that (gen:reply/2).
    /// </summary>
    internal Reference? Alias { get; }

    /// <summary>
    /// The reference by which the caller monitors who it has called: since one reference is the monitor, the alias and the tag of a call,
    /// that of the tag. Null where the tag has none.
    /// </summary>
    internal Reference? Monitor => Alias ?? (CallTag is null ? null : ReferenceOf(CallTag));

    /// <summary>Writes what one sends to in Erlang: a pid, or <c>{Name, Node}</c> for a registered name.</summary>
    internal void Write(ref TermWriter writer)
    {
        if (Pid is not null)
        {
            writer.WritePid(Pid);
            return;
        }

        writer.WriteTupleHeader(2);
        writer.WriteAtom(Name!);
        writer.WriteAtom(Node);
    }

    private static Reference? ReferenceOf(byte[] tag)
    {
        var reader = new TermReader(tag);
        return reader.Peek() == TermKind.Reference ? reader.ReadReference() : null;
    }

    private static Reference? AliasOf(byte[] tag)
    {
        var reader = new TermReader(tag);
        while (!reader.AtEnd && reader.Peek() == TermKind.List && reader.ReadListHeader() >= 1)
        {
            if (reader.TryReadAtom("alias"u8))
            {
                return reader.Peek() == TermKind.Reference ? reader.ReadReference() : null;
            }
        }

        return null;
    }
}
