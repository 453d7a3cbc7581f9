using System.ComponentModel;

namespace ErlDist.Mapping.Generated;

/// <summary>No value: the T of methods that return none.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct ErlNothing;
