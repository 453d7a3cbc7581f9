namespace ErlDist.Terms;

/// <summary>What records of one definition share.</summary>
internal sealed class RecordDefinition
{
    private RecordDefinition(Atom module, Atom name, bool isExported, Atom[] keys)
    {
        Module = module;
        Name = name;
        IsExported = isExported;
        Keys = keys;
        ReadOnlySpan<int> words = [TermTag.Record, module.GetHashCode(), name.GetHashCode(), isExported ? 1 : 0];
        Hash = TermHash.OfAll(TermHash.Of(words), keys);
    }

    internal Atom Module { get; }

    internal Atom Name { get; }

    internal bool IsExported { get; }

    internal Atom[] Keys { get; }

    internal int Hash { get; }

    /// <summary>A definition, or null if a key comes twice.</summary>
    internal static RecordDefinition? TryCreate(Atom module, Atom name, bool isExported, Atom[] keys) =>
        keys.Length < 2 || new HashSet<Atom>(keys).Count == keys.Length ? new RecordDefinition(module, name, isExported, keys) : null;

    /// <summary>As OTP 29 does: by module, name, whether exported (those that are come last), number of fields, their names in order.</summary>
    internal static int Compare(RecordDefinition left, RecordDefinition right)
    {
        if (ReferenceEquals(left, right))
        {
            return 0;
        }

        int result = left.Module.CompareTo(right.Module);
        result = result != 0 ? result : left.Name.CompareTo(right.Name);
        result = result != 0 ? result : left.IsExported.CompareTo(right.IsExported);
        result = result != 0 ? result : left.Keys.Length.CompareTo(right.Keys.Length);
        for (int i = 0; i < left.Keys.Length && result == 0; i++)
        {
            result = left.Keys[i].CompareTo(right.Keys[i]);
        }

        return result;
    }
}
