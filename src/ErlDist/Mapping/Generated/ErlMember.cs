using System.ComponentModel;

namespace ErlDist.Mapping.Generated;

/// <summary>A member of a declared type, as generated code tells it.</summary>
/// <param name="Name">Its name in .NET, for errors.</param>
/// <param name="Key">Its key in a map or a keyword list; empty in a tuple.</param>
/// <param name="IsOptional">Whether it may be missing: the last ones of a tuple, any in a map.</param>
/// <param name="Formerly">Keys that are read as this one.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct ErlMember(string Name, string Key = "", bool IsOptional = false, string[]? Formerly = null);
