using ErlDist.Terms;

namespace ErlDist;

/// <summary>A process identifier (NEW_PID_EXT).</summary>
public sealed class Pid : Term, IEquatable<Pid>
{
    /// <summary>Makes a process identifier.</summary>
    /// <param name="node">The process's node.</param>
    /// <param name="id">The number.</param>
    /// <param name="serial">The second number.</param>
    /// <param name="creation">Which incarnation of the node.</param>
    public Pid(Atom node, uint id, uint serial, uint creation)
    {
        ArgumentNullException.ThrowIfNull(node);
        Node = node;
        Id = id;
        Serial = serial;
        Creation = creation;
    }

    /// <summary>The process's node.</summary>
    public Atom Node { get; }

    /// <summary>The number that identifies the process on its node, together with <see cref="Serial"/>.</summary>
    public uint Id { get; }

    /// <summary>The second number.</summary>
    public uint Serial { get; }

    /// <summary>Which incarnation of the node; a restarted one has another.</summary>
    public uint Creation { get; }

    internal override TermRank Rank => TermRank.Pid;

    /// <inheritdoc/>
    public bool Equals(Pid? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Id == other.Id && Serial == other.Serial && Creation == other.Creation && Node.Equals(other.Node));

    /// <inheritdoc/>
    public override bool Equals(Term? other) => Equals(other as Pid);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Pid);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        ReadOnlySpan<int> words = [(int)Id, (int)Serial, (int)Creation, Node.GetHashCode()];
        return TermHash.Of(words);
    }

    internal override Term[]? WriteHead(ref TermWriter writer)
    {
        writer.WritePid(this);
        return null;
    }
}
