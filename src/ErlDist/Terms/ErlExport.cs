using ErlDist.Terms;

namespace ErlDist;

/// <summary>An exported function (EXPORT_EXT): <c>fun lists:map/2</c>.</summary>
public sealed class ErlExport : Term, IEquatable<ErlExport>
{
    /// <summary>Makes one.</summary>
    /// <param name="module">The module.</param>
    /// <param name="function">The function's name.</param>
    /// <param name="arity">How many arguments it takes: 0 to 255.</param>
    public ErlExport(Atom module, Atom function, int arity)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(function);
        ArgumentOutOfRangeException.ThrowIfNegative(arity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(arity, byte.MaxValue);
        Module = module;
        Function = function;
        Arity = arity;
    }

    /// <summary>The module.</summary>
    public Atom Module { get; }

    /// <summary>The function's name.</summary>
    public Atom Function { get; }

    /// <summary>How many arguments it takes: 0 to 255.</summary>
    public int Arity { get; }

    internal override TermRank Rank => TermRank.Export;

    /// <inheritdoc/>
    public bool Equals(ErlExport? other) =>
        other is not null && Arity == other.Arity && Module.Equals(other.Module) && Function.Equals(other.Function);

    /// <inheritdoc/>
    public override bool Equals(Term? other) => Equals(other as ErlExport);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ErlExport);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        ReadOnlySpan<int> words = [Module.GetHashCode(), Function.GetHashCode(), Arity];
        return TermHash.Of(words);
    }

    internal override Term[]? WriteHead(ref TermWriter writer)
    {
        writer.WriteExport(this);
        return null;
    }
}
