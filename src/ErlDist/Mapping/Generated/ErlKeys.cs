using System.ComponentModel;

namespace ErlDist.Mapping.Generated;

/// <summary>What holds the keys of a declared type.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum ErlKeys
{
    /// <summary>A map, its keys atoms.</summary>
    Atoms,

    /// <summary>A map, its keys binaries of UTF-8.</summary>
    Strings,

    /// <summary>A keyword list, as Elixir calls it: a list of <c>{Key, Value}</c>, its keys atoms.</summary>
    KeywordList,
}
