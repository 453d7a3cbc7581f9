namespace ErlDist.Terms;

/// <summary>A closure (NEW_FUN_EXT): code of one module together with the variables that it captured. Opaque to all but the BEAM.</summary>
public sealed class ErlFun : Term, IEquatable<ErlFun>
{
    internal const int Md5Bytes = 16;

    private int _hash;

    internal ErlFun()
    {
    }

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
    public required IReadOnlyList<Term> FreeVariables { get; init; }

    /// <inheritdoc/>
    public bool Equals(ErlFun? other) =>
        ReferenceEquals(this, other)
        || (other is not null && GetHashCode() == other.GetHashCode()
            && Arity == other.Arity && Index == other.Index && OldIndex == other.OldIndex && OldUnique == other.OldUnique
            && Module.Equals(other.Module) && Creator.Equals(other.Creator)
            && ModuleMd5.Span.SequenceEqual(other.ModuleMd5.Span) && FreeVariables.SequenceEqual(other.FreeVariables));

    /// <inheritdoc/>
    public override bool Equals(Term? other) => Equals(other as ErlFun);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ErlFun);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        _hash != 0 ? _hash : _hash = HashCode.Combine(Module, Index, OldUnique, Creator, Composite.Hash(TermTag.NewFun, (Term[])FreeVariables)) | 1;

    internal override void WriteTo(ref TermWriter writer) => writer.WriteFun(this);
}

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

    /// <inheritdoc/>
    public bool Equals(ErlExport? other) =>
        other is not null && Arity == other.Arity && Module.Equals(other.Module) && Function.Equals(other.Function);

    /// <inheritdoc/>
    public override bool Equals(Term? other) => Equals(other as ErlExport);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ErlExport);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Module, Function, Arity);

    internal override void WriteTo(ref TermWriter writer) => writer.WriteExport(this);
}
