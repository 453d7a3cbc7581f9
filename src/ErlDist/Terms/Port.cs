using ErlDist.Terms;

namespace ErlDist;

/// <summary>A port identifier (V4_PORT_EXT; NEW_PORT_EXT where the number is below 2^28, as OTP does).</summary>
public sealed class Port : Term, IEquatable<Port>
{
    /// <summary>Makes a port identifier.</summary>
    /// <param name="node">The port's node.</param>
    /// <param name="id">The number.</param>
    /// <param name="creation">Which incarnation of the node.</param>
    public Port(Atom node, ulong id, uint creation)
    {
        ArgumentNullException.ThrowIfNull(node);
        Node = node;
        Id = id;
        Creation = creation;
    }

    /// <summary>The port's node.</summary>
    public Atom Node { get; }

    /// <summary>The number that identifies the port on its node.</summary>
    public ulong Id { get; }

    /// <summary>Which incarnation of the node; a restarted one has another.</summary>
    public uint Creation { get; }

    internal override TermRank Rank => TermRank.Port;

    /// <inheritdoc/>
    public bool Equals(Port? other) =>
        other is not null && Id == other.Id && Creation == other.Creation && Node.Equals(other.Node);

    /// <inheritdoc/>
    public override bool Equals(Term? other) => Equals(other as Port);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Port);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        ReadOnlySpan<int> words = [(int)Id, (int)(Id >> 32), (int)Creation, Node.GetHashCode()];
        return TermHash.Of(words);
    }

    internal override Term[]? WriteHead(ref TermWriter writer)
    {
        writer.WritePort(this);
        return null;
    }
}
