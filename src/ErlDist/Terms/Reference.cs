using System.Runtime.CompilerServices;
using ErlDist.Terms;

namespace ErlDist;

/// <summary>A reference (NEWER_REFERENCE_EXT): 1 to 5 words that are unique on a node; an alias is one, too.</summary>
public sealed class Reference : Term, IEquatable<Reference>
{
    /// <summary>The most words of a reference.</summary>
    public const int MaxWords = 5;

    private readonly WordArray _words;
    private readonly int _count;

    /// <summary>Makes a reference.</summary>
    /// <param name="node">The node that made it.</param>
    /// <param name="creation">Which incarnation of the node.</param>
    /// <param name="words">1 to 5 words, in the order in which they are encoded.</param>
    /// <exception cref="ArgumentException">Another number of words.</exception>
    public Reference(Atom node, uint creation, params ReadOnlySpan<uint> words)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (words.Length is < 1 or > MaxWords)
        {
            throw new ArgumentException("A reference has 1 to 5 words.", nameof(words));
        }

        Node = node;
        Creation = creation;
        _count = words.Length;
        words.CopyTo(_words);
    }

    /// <summary>The node that made it.</summary>
    public Atom Node { get; }

    /// <summary>Which incarnation of the node; a restarted one has another.</summary>
    public uint Creation { get; }

    internal override TermRank Rank => TermRank.Reference;

    /// <summary>The words, in the order in which they are encoded (Erlang prints them the other way round).</summary>
    public ReadOnlySpan<uint> Words => ((ReadOnlySpan<uint>)_words)[.._count];

    /// <summary>A word, 0 beyond the last.</summary>
    internal uint WordAt(int index) => _words[index];

    /// <inheritdoc/>
    public bool Equals(Reference? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Creation == other.Creation && Words.SequenceEqual(other.Words) && Node.Equals(other.Node));

    /// <inheritdoc/>
    public override bool Equals(Term? other) => Equals(other as Reference);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Reference);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        ReadOnlySpan<int> words =
            [(int)_words[0], (int)_words[1], (int)_words[2], (int)_words[3], (int)_words[4], (int)Creation, Node.GetHashCode()];
        return TermHash.Of(words);
    }

    internal override Term[]? WriteHead(ref TermWriter writer)
    {
        writer.WriteReference(this);
        return null;
    }

    [InlineArray(MaxWords)]
    private struct WordArray
    {
        private uint _first;
    }
}
