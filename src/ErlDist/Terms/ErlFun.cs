using ErlDist.Terms;

namespace ErlDist;

/// <summary>A closure (NEW_FUN_EXT): code of one module together with the variables that it captured. Opaque to all but the BEAM.</summary>
public sealed class ErlFun : Term, IEquatable<ErlFun>
{
    internal const int Md5Bytes = 16;

    private readonly Term[] _variables;
    private int _hash;

    internal ErlFun(Term[] variables) => _variables = variables;

    /// <summary>The module that it was written in.</summary>
    public required Atom Module { get; init; }

    /// <summary>How many arguments it takes; null for the form before R8 (FUN_EXT), which did not tell.</summary>
    public int? Arity { get; init; }

    /// <summary>The module's MD5, 16 bytes; none in the form before R8.</summary>
    public ReadOnlyMemory<byte> ModuleMd5 { get; init; }

    /// <summary>Its place in the module's table of funs; 0 in the form before R8.</summary>
    public uint Index { get; init; }

    /// <summary>Its place in the table by the older numbering.</summary>
    public long OldIndex { get; init; }

    /// <summary>A hash of its parse tree.</summary>
    public long OldUnique { get; init; }

    /// <summary>The process that made it.</summary>
    public required Pid Creator { get; init; }

    /// <summary>The values of the variables that it captured.</summary>
    public IReadOnlyList<Term> FreeVariables => _variables;

    internal override Term[] Children => _variables;

    internal override int KnownHash => _hash;

    internal override TermRank Rank => TermRank.Fun;

    /// <inheritdoc/>
    public bool Equals(ErlFun? other) => TermOrder.Equal(this, other);

    /// <inheritdoc/>
    public override bool Equals(Term? other) => TermOrder.Equal(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => TermOrder.Equal(this, obj as Term);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash != 0 ? _hash : TermHash.OfNested(this);

    internal override int HashChildren()
    {
        ReadOnlySpan<int> words =
            [Module.GetHashCode(), (int)Index, TermHash.Of(OldUnique), Creator.GetHashCode(), TermHash.OfAll(TermTag.NewFun, _variables)];
        return _hash = TermHash.Of(words) | 1;
    }

    internal override Term[]? WriteHead(ref TermWriter writer)
    {
        writer.WriteFunHead(this);
        if (_variables.Length > 0)
        {
            return _variables;
        }

        writer.WriteFunEnd(this);
        return null;
    }

    internal override void WriteEnd(ref TermWriter writer) => writer.WriteFunEnd(this);
}
