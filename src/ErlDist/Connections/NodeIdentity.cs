namespace ErlDist.Connections;

/// <summary>The name of this node and what tells its lives apart. A dynamic name comes with the first connection.</summary>
/// <param name="name">The name; <see cref="NoNode"/> for a dynamic one.</param>
/// <param name="host">The host that this node is on, which a dynamic name will have.</param>
/// <param name="creation">The creation, as long as no EPMD or peer gives another.</param>
internal sealed class NodeIdentity(Atom name, string host, uint creation)
{
    /// <summary>The name of a node that has none yet.</summary>
    public static readonly Atom NoNode = Atom.Get("nonode@nohost");

    private Atom _name = name;

    /// <summary>The name; <see cref="NoNode"/> until a dynamic one is given.</summary>
    public Atom Name => Volatile.Read(ref _name);

    /// <summary>False as long as a dynamic name has not been given.</summary>
    public bool HasName => !ReferenceEquals(Name, NoNode);

    /// <summary>The host.</summary>
    public string Host => host;

    /// <summary>What tells this life of the node from earlier ones of the same name.</summary>
    public uint Creation { get; set; } = creation;

    /// <summary>A peer has given the dynamic name.</summary>
    public void Become(Atom given, uint givenCreation)
    {
        Creation = givenCreation;
        Volatile.Write(ref _name, given);
    }
}
